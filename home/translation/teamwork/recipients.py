"""Lookup of the users to whom emails about pages and translations are sent."""

from django.db.models import QuerySet
from wagtail.permissions import page_permission_policy

from home.people.mail_preferences import MailChoice, MailPreferences
from home.people.models import User


def users_who_want(preferences: type[MailPreferences], choice: MailChoice) -> QuerySet[User]:
    """Return the users who may edit pages and have chosen `choice` in their `preferences`."""
    people = page_permission_policy.users_with_permission("change")
    return preferences.among(User.objects.filter(pk__in=people.values("pk")), choice)
