"""Wagtail hooks for accounts."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets import Button

from . import second_factor
from .admin import views
from .public_name import PublicNamePanel


@hooks.register("register_admin_urls")
def register_admin_urls():
    return [
        path("people/sessions/", views.SessionsView.as_view(), name="own_sessions"),
        path(
            "people/<int:pk>/second-factor/",
            views.ResetFactorView.as_view(),
            name="reset_second_factor",
        ),
        path(
            "people/<int:pk>/second-factor/code/",
            views.GiveCodeView.as_view(),
            name="give_factor_code",
        ),
        path("people/<int:pk>/end-access/", views.EndAccessView.as_view(), name="end_access"),
    ]


hooks.register("register_account_settings_panel", PublicNamePanel)


@hooks.register("register_account_menu_item")
def second_factor_item(request):
    return {
        "url": reverse("mfa_index"),
        "label": "Second factor",
        "help_text": "An app, a passkey and recovery codes for signing in",
    }


@hooks.register("register_account_menu_item")
def sessions_item(request):
    return {
        "url": reverse("own_sessions"),
        "label": "Where you are signed in",
        "help_text": "Sign out on another device",
    }


@hooks.register("register_user_listing_buttons")
def account_buttons(user, request_user):
    if not request_user.has_perm(views.CHANGE_USER) or user == request_user:
        return
    if Authenticator.objects.filter(user=user).exists():
        yield Button(
            views.ResetFactorView.action,
            reverse("reset_second_factor", args=[user.pk]),
            icon_name="key",
            priority=40,
        )
    elif user.is_active and settings.SECOND_FACTOR_REQUIRED:
        yield Button(
            views.GiveCodeView.page_title,
            reverse("give_factor_code", args=[user.pk]),
            icon_name="key",
            priority=40,
        )
    if user.is_active:
        yield Button(
            views.EndAccessView.action,
            reverse("end_access", args=[user.pk]),
            icon_name="cross",
            priority=50,
        )


@hooks.register("after_create_user")
def point_to_code(request, user):
    if second_factor.is_required(user):
        button = messages.button(reverse("give_factor_code", args=[user.pk]), "Give a code")
        text = f"{user} needs a code to add a second factor at the first sign-in."
        messages.warning(request, text, buttons=[button])


@hooks.register("register_log_actions")
def register_log_actions(actions):
    for name, label, message in (
        ("second_factor_added", "Add second factor", "Second factor added"),
        ("factor_code_given", "Give code", "Code for the first second factor given"),
        ("second_factor_removed", "Remove second factor", "Second factor removed"),
        ("second_factor_reset", "Reset second factor", "Second factor removed by an administrator"),
        ("access_ended", "End access", "Access ended"),
        ("sessions_ended", "End sessions", "Signed out on another device"),
    ):
        actions.register_action(f"people.{name}", label, message)
