"""Detection of changes of public content, by inspecting the statements that write to the database.

The signals of models would miss `QuerySet.update()` and bulk operations.
"""

import logging
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone
from wagtail.contrib.frontend_cache.utils import purge_urls_from_cache

from home.draft_writes import is_writing_draft

from . import storage
from .models import PublicChange

logger = logging.getLogger(__name__)

_WRITES = re.compile(
    r'\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "?(\w+)"?(?: SET (.*?) WHERE)?', re.I | re.S
)
_COLUMNS = re.compile(r'"(\w+)" = ')
# Tables that public pages read. Those of comments are missing, because most comments are not public
# when they are written; the comments' services call `public_content_changed`.
PUBLIC = re.compile(
    r"""alerts_\w+|calls_calltotals|comments_commentsettings|django_(content_type|site)|
    home_(homepage|meeting|meetingspage|menuentry|samplerecord|sitesettings|standardpage)|
    media_\w+|people_user|sharing_sharingsettings|translation_(phrase|phrasetranslation)|
    wagtailredirects_redirect|
    wagtailcore_(collection\w*|locale|page|pageviewrestriction\w*|revision|site)""",
    re.VERBOSE,
)
# Tables of pages and of their inline rows, to which drafts are written too.
_PAGES = re.compile(r"alerts_\w+|home_\w+|wagtailcore_page")
# Columns of pages in which only a draft is recorded, and the number of child pages, drafts included.
_DRAFT = {"draft_title", "has_unpublished_changes", "numchild"}
_DRAFT |= {"latest_revision_id", "latest_revision_created_at"}
# Table that changes with each report of a call, and the time until readers see the change.
_COUNTS, COUNTS_DELAY = "calls_calltotals", timedelta(seconds=30)
KEEP = timedelta(days=1)
# Not only the last row: transactions end in another order than their rows are numbered. With several
# hosts, each request for a page asks, and compiling a queryset would take longer than the query.
_VERSION = """SELECT COALESCE(MAX(id), 0), COALESCE(SUM(id), 0)
    FROM page_cache_publicchange WHERE shown_at <= %s"""
# Of many requests after a change, one begins the generation.
_lock = threading.Lock()
# Most that the clocks of two hosts may differ.
_CLOCKS = timedelta(seconds=5)


def watch(connection: Any, **kwargs: Any) -> None:
    """Inspect all statements of a new database connection."""
    if _notice not in connection.execute_wrappers:
        connection.execute_wrappers.append(_notice)


def pause(using: str, **kwargs: Any) -> None:
    """Stop inspecting statements during a migration, when the table of changes may be missing."""
    with suppress(ValueError):
        connections[using].execute_wrappers.remove(_notice)


def resume(using: str, **kwargs: Any) -> None:
    watch(connections[using])
    public_content_changed()


def _notice(execute: Callable, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    result = execute(sql, params, many, context)
    written = _WRITES.match(str(sql))
    if written and PUBLIC.fullmatch(written[1]):
        if written[1] == _COUNTS:
            _counts_changed()
        elif _is_public(written[1], set(_COLUMNS.findall(written[2] or ""))):
            public_content_changed()
    return result


def _is_public(table: str, columns: set[str]) -> bool:
    if is_writing_draft() and _PAGES.fullmatch(table):
        return False
    if table == "people_user":
        return "public_name" in columns
    if table == "wagtailcore_revision":
        return columns == {"approved_go_live_at"}  # a page is scheduled
    # Only an UPDATE has columns.
    return not columns or not columns <= _DRAFT


def public_content_changed() -> None:
    """If the cache is on, record a change of public content, and begin a generation on commit."""
    # Django removes the functions of a savepoint that is rolled back.
    waiting = [function for _ids, function, *_ in connection.run_on_commit]
    if settings.PAGE_CACHE and catch_up not in waiting:
        now = timezone.now()
        PublicChange.objects.create(shown_at=now - _CLOCKS)
        if not connection.in_atomic_block:
            # SQLite may commit the statement only after this function.
            PublicChange.objects.create(shown_at=now + timedelta(seconds=1))
        transaction.on_commit(catch_up, robust=True)


def _counts_changed() -> None:
    now = timezone.now()
    if not PublicChange.objects.filter(shown_at__gt=now + COUNTS_DELAY / 2).exists():
        PublicChange.objects.create(shown_at=now + COUNTS_DELAY)


def catch_up() -> Path:
    """Begin a new generation if public content has changed or the current one has expired."""
    with _lock:
        return storage.ensure_current(_version())


def latest() -> Path:
    """Return the generation for the content that any host has committed."""
    now = storage.current()
    return now if now and now.name.startswith(f"{_version()}-") else catch_up()


def _version() -> str:
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(timezone.now())
        cursor.execute(_VERSION, [moment])
        return "{}.{}".format(*cursor.fetchone())


def purge(*, dry_run: bool = False) -> int:
    """Delete records older than `KEEP` unless `dry_run`, and return the count."""
    old = PublicChange.objects.filter(shown_at__lt=timezone.now() - KEEP)
    return old.count() if dry_run else old.delete()[0]


def keep_current(pause: float = 1) -> None:
    """Start a thread that renews the page cache, or discard the cache if it is off."""
    if settings.PAGE_CACHE:
        threading.Thread(target=_repeat, args=(pause,), name="page cache", daemon=True).start()
    else:
        storage.discard_current()


def renew() -> threading.Thread | None:
    """Begin a new generation if one is due, and delete old ones.

    Return the thread that deletes their pages from the CDN, or None if there is nothing to delete.
    """
    try:
        catch_up()
    finally:  # After a failure, the current generation is an old one.
        thread = _delete_old()
    return thread


def _delete_old() -> threading.Thread | None:
    if not (paths := storage.sweep()):
        return None
    # A CDN that does not answer must not hold up the next generation.
    thread = threading.Thread(target=_purge_from_cdn, args=(paths,), daemon=True)
    thread.start()
    return thread


def _purge_from_cdn(paths: set[str]) -> None:
    for path in paths:  # one by one, because an error ends a batch
        try:
            purge_urls_from_cache([f"{settings.SITE_URL}{path}"])
        except Exception:  # the CDN keeps the page for ten minutes at most
            logger.exception("A page was not purged from the CDN")


def _repeat(pause: float) -> None:
    reported = ""
    while True:
        try:
            renew()
        except Exception as error:  # the thread must go on
            connection.close()
            if str(error) != reported:
                logger.exception("The page cache was not renewed")
            reported = str(error)
        time.sleep(pause)
