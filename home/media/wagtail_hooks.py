"""Wagtail hooks for recordings."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from home.people.languages import LanguageAccess

from .admin.recordings import DeleteView, ListenView, RecordingsView, takes_recordings


@hooks.register("register_admin_urls")
def register_recordings():
    return [
        path(
            "recordings/<int:page_id>/",
            RecordingsView.as_view(),
            name="recordings",
        ),
        path(
            "recordings/<int:pk>/listen/",
            ListenView.as_view(),
            name="listen_to_recording",
        ),
        path(
            "recordings/<int:pk>/delete/",
            DeleteView.as_view(),
            name="delete_recording",
        ),
    ]


@hooks.register("register_page_header_buttons")
def offer_recordings(page, user, view_name=None, next_url=None):
    if page.depth > 2 and takes_recordings(page.specific) and LanguageAccess(user).publishable:
        yield Button(
            "Recordings", reverse("recordings", args=[page.pk]), icon_name="media", priority=70
        )
