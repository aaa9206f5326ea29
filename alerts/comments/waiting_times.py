"""Expected time until a moderator decides on a comment, measured from recent decisions."""

from datetime import timedelta
from statistics import median
from typing import cast

from django.core.cache import cache
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import PostComment, Status
from .models.moderators import who_publish

# The maximum and minimum count of recent decisions to measure. With fewer, one slow weekend would
# distort the result.
LAST, ENOUGH = 20, 5
RECENT = timedelta(days=90)
# Seconds for which the result is cached, to save queries on the page with the form.
KEPT = 600


def wait_in(language: str) -> str:
    """Return a sentence about the expected wait for comments in `language`."""
    key = f"comments.wait.{language}"
    measured = cache.get_or_set(key, lambda: _measure(language), KEPT)
    is_read, hours = cast("tuple[bool, int | None]", measured)
    if not is_read:
        return _(
            "Moderators are volunteers. None of them reads this language now, so it may be a"
            " long time until your comment is published."
        )
    if hours is None:
        return _(
            "Moderators are volunteers. It can take several days, and longer in a language that few"
            " of them read."
        )
    if hours < 48:
        return ngettext(
            "Moderators are volunteers. The last comments in this language waited about %(number)s"
            " hour.",
            "Moderators are volunteers. The last comments in this language waited about %(number)s"
            " hours.",
            hours,
        ) % {"number": hours}
    days = round(hours / 24)
    return ngettext(
        "Moderators are volunteers. The last comments in this language waited about %(number)s day.",
        "Moderators are volunteers. The last comments in this language waited about %(number)s"
        " days.",
        days,
    ) % {"number": days}


def _measure(language: str) -> tuple[bool, int | None]:
    return _is_read(language), _hours(language)


def _is_read(language: str) -> bool:
    # Superusers may not know the language.
    return who_publish(language, include_superusers=False).exists()


def _hours(language: str) -> int | None:
    """Return the expected wait in hours, or None if there are too few decisions to measure it."""
    now = timezone.now()
    comments = PostComment.objects.filter(language=language)
    decided = comments.filter(
        status__in=(Status.PUBLISHED, Status.REJECTED),
        moderated_at__gte=now - RECENT,
        waited__isnull=False,
        is_campaign=False,
    )
    waits = list(decided.order_by("-moderated_at").values_list("waited", flat=True)[:LAST])
    if len(waits) < ENOUGH:
        return None
    oldest = comments.filter(status=Status.PENDING).aggregate(at=Min("queued_at"))["at"]
    # No `waited` is null here.
    seconds = median(wait.total_seconds() for wait in waits)  # type: ignore[union-attr]
    if oldest:
        seconds = max(seconds, (now - oldest).total_seconds())
    return max(round(seconds / 3600), 1)
