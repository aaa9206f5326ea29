"""Wagtail hooks that add the page “State of the site” and its menu item to the admin."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .admin.views import RetryEmailsView, RetryTaskView, StatusView


class AdministratorsMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.is_superuser


@hooks.register("register_admin_urls")
def register_status():
    return [
        path("state/", StatusView.as_view(), name="operations_status"),
        path("state/tasks/<uuid:pk>/retry/", RetryTaskView.as_view(), name="operations_retry_task"),
        path("state/emails/retry/", RetryEmailsView.as_view(), name="operations_retry_emails"),
    ]


@hooks.register("register_reports_menu_item")
def offer_status():
    return AdministratorsMenuItem(
        StatusView.page_title,
        reverse("operations_status"),
        name="state-of-the-site",
        icon_name="cogs",
        order=1000,
    )
