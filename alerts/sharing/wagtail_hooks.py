"""Wagtail hooks that add the share kit to the admin."""

from django.conf import settings
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from alerts.models import AlertPage

from .admin.share_kit import ShareKitView


@hooks.register("register_admin_urls")
def register_share_kit():
    return [path("alerts/<int:page_id>/send/", ShareKitView.as_view(), name="share_kit")]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def offer_share_kit(page, user, view_name=None, next_url=None):
    if (
        issubclass(page.specific_class or type(page), AlertPage)
        and page.locale.language_code == settings.LANGUAGE_CODE
        and page.permissions_for_user(user).can_edit()
    ):
        yield Button(
            "Share kit", reverse("share_kit", args=[page.pk]), icon_name="mail", priority=60
        )
