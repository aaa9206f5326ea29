"""Shortcut from anywhere in the admin to the form for a new alert."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from alerts.models import AlertIndexPage
from home.people.models import User


def index_page_for_new_alert(user: User | AnonymousUser) -> AlertIndexPage | None:
    """Return the English index page for alerts.

    Return None if there is no such page, or if `user` may not add an alert below it.
    """
    place = AlertIndexPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    return place if place and place.permissions_for_user(user).can_add_subpage() else None


def new_alert(request: HttpRequest) -> HttpResponse:
    """Redirect to the form for a new alert.

    Raises:
        PermissionDenied: there is no index page for alerts, or the user may not add an alert.
    """
    place = index_page_for_new_alert(request.user)
    if place is None:
        raise PermissionDenied
    return redirect("wagtailadmin_pages:add", "alerts", "alertpage", place.pk)
