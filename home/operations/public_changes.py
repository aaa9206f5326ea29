"""Changes of public content, detected in the statements that write to the database.

The signals of models would miss `QuerySet.update()` and bulk operations.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, connections, transaction
from django.dispatch import Signal
from django.utils import timezone

from home.draft_writes import is_writing_draft

from .models import PublicChange

# Sent after the commit of a change.
committed = Signal()

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
    FROM operations_publicchange WHERE shown_at <= %s"""
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
    if PublicChange._meta.db_table in connections[using].introspection.table_names():
        public_content_changed()  # the table is missing if only older apps were migrated


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
    """If the page cache is on, record a change of public content, and send `committed` on commit."""
    # Django removes the functions of a savepoint that is rolled back.
    waiting = [function for _ids, function, *_ in connection.run_on_commit]
    if settings.PAGE_CACHE and _announce not in waiting:
        now = timezone.now()
        PublicChange.objects.create(shown_at=now - _CLOCKS)
        if not connection.in_atomic_block:
            # SQLite may commit the statement only after this function.
            PublicChange.objects.create(shown_at=now + timedelta(seconds=1))
        transaction.on_commit(_announce, robust=True)


def _counts_changed() -> None:
    now = timezone.now()
    if not PublicChange.objects.filter(shown_at__gt=now + COUNTS_DELAY / 2).exists():
        PublicChange.objects.create(shown_at=now + COUNTS_DELAY)


def _announce() -> None:
    committed.send(sender=PublicChange)


def version() -> str:
    """Return the version of the public content that any host has committed."""
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(timezone.now())
        cursor.execute(_VERSION, [moment])
        return "{}.{}".format(*cursor.fetchone())


def purge(*, dry_run: bool = False) -> int:
    """Delete records older than `KEEP` unless `dry_run`, and return the count."""
    old = PublicChange.objects.filter(shown_at__lt=timezone.now() - KEEP)
    return old.count() if dry_run else old.delete()[0]
