"""Wagtail hooks for offices, action types, alerts, content checks and sample content."""

from django.contrib.auth.models import Permission
from django.urls import path, reverse
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from home.menu import RestrictedMenuItem

from .admin.choosers import ActionTypeChooserViewSet, OfficeChooserViewSet
from .admin.content_checks import use_campaign_checks
from .admin.listing import AlertPageViewSet
from .admin.sample_content import (
    RemoveSampleContentView,
    SampleContentPanel,
    is_offered,
)
from .admin.views import index_page_for_new_alert, new_alert
from .models import ActionType, Office


class OfficeViewSet(SnippetViewSet):
    model = Office
    icon = "mobile-alt"
    menu_label = "Offices to call"
    menu_order = 300
    add_to_admin_menu = True
    list_display = ["name", "role"]
    chooser_viewset_class = OfficeChooserViewSet
    search_fields = ["name"]


class ActionTypeViewSet(SnippetViewSet):
    model = ActionType
    icon = "pick"
    menu_label = "Action types"
    menu_order = 305
    add_to_admin_menu = True
    list_display = ["name", "sentence", "plea"]
    chooser_viewset_class = ActionTypeChooserViewSet


register_snippet(OfficeViewSet)
register_snippet(ActionTypeViewSet)

hooks.register("construct_wagtail_userbar", use_campaign_checks)


@hooks.register("register_admin_viewset")
def register_list_of_alerts():
    return AlertPageViewSet()


@hooks.register("register_admin_urls")
def register_writing():
    return [path("alerts/write/", new_alert, name="write_alert")]


@hooks.register("register_admin_menu_item")
def offer_to_write():
    return RestrictedMenuItem(
        "Write an alert",
        reverse("write_alert"),
        is_offered=lambda user: index_page_for_new_alert(user) is not None,
        name="write-alert",
        icon_name="edit",
        order=90,
    )


@hooks.register("register_admin_urls")
def register_sample_content():
    return [path("sample-content/", RemoveSampleContentView.as_view(), name="sample_content")]


@hooks.register("register_settings_menu_item")
def offer_to_remove_sample_content():
    return RestrictedMenuItem(
        RemoveSampleContentView.page_title,
        reverse("sample_content"),
        is_offered=is_offered,
        name="sample-content",
        icon_name="bin",
        order=900,
    )


@hooks.register("construct_homepage_panels")
def show_that_content_is_sample(request, panels):
    if is_offered(request.user):
        panels.append(SampleContentPanel())


@hooks.register("register_permissions")
def offer_permission_to_remove_sample_content():
    return Permission.objects.filter(codename="delete_samplerecord")
