"""Wagtail hooks that add the call results to the admin."""

from django.urls import include, path, reverse
from wagtail import hooks
from wagtail.admin.widgets import Button

from alerts.models import AlertPage
from home.menu import RestrictedMenuItem

from .admin.views import CallsIndexView, CallsView, FileView, HeldView, ResetDayView, may_see


@hooks.register("register_admin_urls")
def register_calls():
    index, alert, file, held, reset_day = (
        view.as_view() for view in (CallsIndexView, CallsView, FileView, HeldView, ResetDayView)
    )
    return [
        path(
            "calls/",
            include(
                [
                    path("", index, name="calls_index"),
                    path("<int:pk>/", alert, name="calls_of_alert"),
                    path("<int:pk>/calls.csv", file, name="calls_file"),
                    path(
                        "<int:pk>/<slug:what>/<slug:day>/held/<slug:action>/",
                        held,
                        name="calls_held",
                    ),
                    path(
                        "<int:pk>/<slug:what>/<slug:day>/reset/", reset_day, name="calls_reset_day"
                    ),
                ]
            ),
        )
    ]


@hooks.register("register_reports_menu_item")
def offer_calls():
    return RestrictedMenuItem(
        CallsIndexView.page_title,
        reverse("calls_index"),
        is_offered=may_see,
        name="calls",
        icon_name="mobile-alt",
        order=100,
    )


@hooks.register("register_page_header_buttons")
def offer_calls_of_alert(page, user, view_name, next_url=None):
    is_alert = page.specific_class is AlertPage and page.pk and page.specific.is_source
    if is_alert and page.permissions_for_user(user).can_edit():
        yield Button(
            CallsIndexView.page_title,
            reverse("calls_of_alert", args=(page.pk,)),
            icon_name="mobile-alt",
            priority=100,
        )


@hooks.register("register_log_actions")
def register_decisions(actions):
    for name, label, message in (
        ("count", "Count held reports", "Counted the held reports of a day"),
        ("drop", "Drop held reports", "Dropped the held reports of a day"),
        ("reset_day", "Reset a day", "Reset the counts of a day"),
    ):
        actions.register_action(f"calls.{name}", label, message)
