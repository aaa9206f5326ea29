"""Middleware that treats a session as signed out if it is too old or lacks a required factor."""

from functools import partial
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from . import second_factor, sessions, throttling
from .models import User

ADMIN = "/admin/"
# Signing in and out, and the files that these pages need.
OPEN = (
    "/admin/login/",
    "/admin/logout/",
    "/admin/password_reset/",
    "/admin/jsi18n/",
    "/admin/sprite",
)
NEXT = "after_second_factor"


class SignedInMiddleware:
    """Middleware that sets `request.user` to an anonymous user if the session must not be used."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Lazy, so that readers' requests do not read the session.
        user: Any = SimpleLazyObject(partial(_signed_in_user, request, request.user))
        request.user = user
        if request.path_info.startswith(ADMIN) and must_add_factor(request):
            request.session[NEXT] = request.get_full_path()
            return HttpResponseRedirect(reverse("mfa_index"))
        response = self.get_response(request)
        throttling.remember_browser(request, response)
        return response


def must_add_factor(request: HttpRequest) -> bool:
    """Return True for a GET request to a page that the user may open only with a factor."""
    return (
        request.user.is_anonymous
        and getattr(request, "lacks_factor", False)
        and request.method == "GET"
        and not request.path_info.startswith((*OPEN, reverse("mfa_index")))
    )


def _signed_in_user(request: Any, user: Any) -> User | AnonymousUser:
    if not user.is_authenticated:
        return user
    session = request.session
    if sessions.is_over(session):
        session.flush()
        return AnonymousUser()
    sessions.touch(session)
    if second_factor.is_proved(session, user) or not second_factor.is_required(user):
        return user
    if second_factor.exists(user):
        return AnonymousUser()
    request.lacks_factor = True
    return user if request.path_info.startswith(reverse("mfa_index")) else AnonymousUser()


def note_sign_in(request: Any, user: User, **kwargs: Any) -> None:
    if request is not None:
        sessions.start(request.session)
        throttling.note_use(request, user, has_signed_in=True)
