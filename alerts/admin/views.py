"""View that redirects to the form for a new alert."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from alerts.models import AlertIndexPage
from home.lookup import has_type
from home.people.models import User


def index_page_for_new_alert(user: User | AnonymousUser) -> AlertIndexPage | None:
    """Return the English index page for alerts if `user` may add one there, otherwise None."""
    place = AlertIndexPage.objects.filter(
        has_type("alerts", "alertindexpage"), locale__language_code=settings.LANGUAGE_CODE
    ).first()
    return place if place and place.permissions_for_user(user).can_add_subpage() else None


def new_alert(request: HttpRequest) -> HttpResponse:
    """Redirect a user who may add an alert to the form for a new alert."""
    place = index_page_for_new_alert(request.user)
    if place is None:
        raise PermissionDenied
    return redirect("wagtailadmin_pages:add", "alerts", "alertpage", place.pk)
