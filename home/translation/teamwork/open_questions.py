"""Lookups of translators' questions that editors have not answered yet."""

from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from home.people.models import User

from .models import StringQuestion


def editable_english(user: User) -> QuerySet[Page]:
    """Return the English pages that `user` may edit."""
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    return pages.filter(locale__language_code=settings.LANGUAGE_CODE).order_by()


def open_questions_for(user: User, *, since: datetime | None = None) -> QuerySet[StringQuestion]:
    """Return the open questions about pages that `user` may edit, oldest first.

    `since` leaves out those asked earlier.
    """
    page = editable_english(user).filter(translation_key=OuterRef("context__object_id"))
    found = (
        # With `IN`, SQLite would begin with all English pages.
        StringQuestion.objects.filter(Exists(page), answered_at=None)
        .select_related("string", "context", "locale", "asked_by")
        .order_by("asked_at")
    )
    return found.filter(asked_at__gt=since) if since else found
