"""Lookups of translators' questions that editors have not answered yet."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from home.people.models import User

from .models import StringQuestion


def editable_english(user: User) -> QuerySet[Page]:
    """Return the English pages that `user` may edit."""
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    return pages.filter(locale__language_code=settings.LANGUAGE_CODE).order_by()


def open_questions(translation_keys: Iterable[Any]) -> QuerySet[StringQuestion]:
    """Return the open questions about pages with these translation keys, oldest first."""
    return (
        StringQuestion.objects.filter(answered_at=None, context__object_id__in=translation_keys)
        .select_related("string", "context", "locale", "asked_by")
        .order_by("asked_at")
    )


def open_questions_for(user: User, *, since: datetime | None = None) -> QuerySet[StringQuestion]:
    """Return the open questions about pages that `user` may edit, asked after `since` if given."""
    found = open_questions(editable_english(user).values("translation_key"))
    return found.filter(asked_at__gt=since) if since else found
