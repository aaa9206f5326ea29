"""Shortcut to the form of a new alert, from anywhere in the admin."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from alerts.models import AlertIndexPage


def place_to_write(user):
    """Return the English index page below which `user` may add an alert, or None."""
    place = AlertIndexPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    return place if place and place.permissions_for_user(user).can_add_subpage() else None


def write(request):
    """Redirect to the form of a new alert.

    Raises:
        PermissionDenied: the user may not add one.
    """
    place = place_to_write(request.user)
    if place is None:
        raise PermissionDenied
    return redirect("wagtailadmin_pages:add", "alerts", "alertpage", place.pk)
