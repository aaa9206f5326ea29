"""Changes of public content, seen where they are written to the database.

Signals of models would miss `QuerySet.update()` and bulk operations. So each statement that writes
to the database is looked at, through Django's database instrumentation.
"""

import logging
import re
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections, transaction
from django.db.models import Count, Max
from django.utils import timezone

from . import generations
from .models import PublicChange

logger = logging.getLogger(__name__)

_WRITES = re.compile(
    r'\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "?(\w+)"?(?: SET (.*?) WHERE)?', re.I | re.S
)
_COLUMNS = re.compile(r'"(\w+)" = ')
# Tables that public pages read. Those of comments are missing, because most comments are not public
# when they are written; the comments' services call `public_content_changed`.
PUBLIC = re.compile(
    r"""alerts_\w+|calls_calltotals|comments_commentsettings|django_content_type|
    home_(homepage|meeting|standardpage)|media_\w+|sharing_sharingsettings|
    translation_(phrase|phrasetranslation)|wagtailredirects_redirect|
    wagtailcore_(collection\w*|locale|page|pageviewrestriction\w*|revision|site)""",
    re.VERBOSE,
)
# Columns of pages in which only a draft is recorded.
_DRAFT = {"draft_title", "has_unpublished_changes", "latest_revision_id"} | {
    "latest_revision_created_at"
}
# Tables that change with each report of a call, and seconds until a change is shown.
FREQUENT, DELAY = {"calls_calltotals"}, 60
KEEP = timedelta(days=1)

_is_paused = False


def watch(connection: Any, **kwargs: Any) -> None:
    """Look at each statement of a new database connection."""
    if _notice not in connection.execute_wrappers:
        connection.execute_wrappers.append(_notice)


def pause(**kwargs: Any) -> None:
    """Look at no statements during a migration, which may run before this app's table exists."""
    global _is_paused  # noqa: PLW0603
    _is_paused = True


def resume(**kwargs: Any) -> None:
    global _is_paused  # noqa: PLW0603
    _is_paused = False
    public_content_changed()


def _notice(execute: Callable, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    result = execute(sql, params, many, context)
    written = _WRITES.match(str(sql))
    if written and not _is_paused and PUBLIC.fullmatch(written[1]):
        columns = set(_COLUMNS.findall(written[2] or ""))
        if written[1] in FREQUENT:
            transaction.on_commit(_end_soon)
        elif written[1] == "wagtailcore_revision":
            if columns == {"approved_go_live_at"}:  # a page is scheduled
                public_content_changed()
        elif not (written[1] == "wagtailcore_page" and columns and columns <= _DRAFT):
            public_content_changed()
    return result


def public_content_changed() -> None:
    """Begin a new generation when the current transaction is committed."""
    if not settings.PAGE_CACHE_ROOT:
        return
    # Django removes the functions of a savepoint that is rolled back.
    if not any(one[1] is catch_up for one in transaction.get_connection().run_on_commit):
        PublicChange.objects.create()
        transaction.on_commit(catch_up)


def _end_soon() -> None:
    if generation := generations.current():
        generations.end_at(generation, time.time() + DELAY)


def catch_up() -> None:
    """Begin a new generation if public content has changed or the time of the current one is over.

    Content may have been changed on another machine, or by a process that was killed before it
    began a new generation.
    """
    try:
        found = PublicChange.objects.aggregate(last=Max("pk"), count=Count("pk"))
    except DatabaseError:
        return  # The stored pages stay: they are the best that there is.
    # Not only the last: transactions end in another order than their rows are numbered.
    generations.begin_for(f"{found['last'] or 0}.{found['count']}")


def purge() -> int:
    """Delete old rows. Return their number."""
    old = PublicChange.objects.filter(seen_at__lt=timezone.now() - KEEP)
    return old.delete()[0]


def keep_current(pause: float = 1) -> None:
    """Start a thread that calls `catch_up` and deletes past generations, once in `pause` seconds."""

    def repeat() -> None:
        while True:
            time.sleep(pause)
            try:
                close_old_connections()
                catch_up()
                generations.sweep()
            except Exception:  # the thread must go on
                logger.exception("The page cache was not renewed")

    if settings.PAGE_CACHE_ROOT:
        threading.Thread(target=repeat, name="page cache", daemon=True).start()
