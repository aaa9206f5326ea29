"""Tests for the values of limits and other declarations, which other tests use as they are."""

from datetime import timedelta

import pytest

from alerts.comments import lookup as comment_pages
from home import (
    form_tokens,
    glosses,
    link_cleaning,
    lookup,
    phones,
    rate_limits,
    site_menus,
    sitemaps,
    smtp,
)
from home.admin import pasted_text
from home.media import metadata, pdf, sending, sound, unused_renditions
from home.models import Meeting, MeetingsPage
from home.operations import (
    archive_format,
    cache,
    cdn,
    freezing,
    jobs,
    ledger,
    monitoring,
    postgresql,
    public_changes,
    readiness,
    redis_cache,
    restoring,
    scratch,
    workers,
    write_ahead_log,
)
from home.operations.admin import views
from home.operations.management.commands import worker
from home.operations.page_cache import storage
from home.operations.privacy import rules
from home.pasting import conversion
from home.people import factor_codes, mail_preferences, second_factor, sessions, sign_in, throttling
from home.people.throttling import Limit
from home.publishing import editor_forms, old_revisions, panels, wagtail_hooks
from home.translation import batches, confirmation
from home.translation.admin.dashboard_views import TranslationDashboardView
from home.translation.exchange import forms as exchange_forms
from home.translation.exchange import message, po, reply, returned, spreadsheet
from home.translation.exchange import views as exchange_views
from home.translation.models import Pronunciation
from home.translation.strings import forms, links
from home.translation.teamwork import questions
from home.translation.teamwork.models import StringQuestion
from home.translation.volunteers import context, steps
from home.typed_dates import reading

SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
)  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        (cache.PAUSE, 10),
        (cache.SILENCE, 5 * 60),
        (cache.MAX_FILES, 2_000),
        (cdn._MOST_SECONDS, 10 * 60),
        (comment_pages._FAR, 100_000),
        (conversion._MOST_LEVELS, 100),
        (editor_forms.KEEP_FOR, 8 * DAY),
        (factor_codes.VALID_FOR, 7 * DAY),
        ((factor_codes._LENGTH, factor_codes._GROUP), (12, 4)),
        (form_tokens.MAX_AGE, 6 * 60 * 60),
        (freezing._MOST_REDIRECTS, 5),
        (glosses.SHORTEST, 4),
        (jobs.KEEP_TASKS, 7 * DAY),
        (ledger.KEEP_FOR, 400 * DAY),
        (link_cleaning._MOST_REDIRECTS, 5),
        (lookup.SOON, 15 * SECOND),
        (mail_preferences.PAUSE, 15 * MINUTE),
        (Meeting.USUAL_LENGTH, 2 * HOUR),
        (MeetingsPage.PER_PAGE, 20),
        (monitoring.INTERVAL, 10 * MINUTE),
        (monitoring.LATE, 2 * HOUR),
        (monitoring.MAIL_LATE, HOUR),
        (old_revisions.KEEP_FOR, 365 * DAY),
        (old_revisions.KEEP_NEWEST, 20),
        (panels.LATE, 2 * MINUTE),
        (pasted_text.MOST_CHARACTERS, 500_000),
        (pdf.LARGEST_PHOTO, 50 << 20),
        ((phones.MOST_DIGITS, phones.LONGEST_EXTENSION), (15, 7)),
        (postgresql._SKIP_IDS, 100_000),
        ((public_changes.COUNTS_DELAY, public_changes._CLOCKS), (30 * SECOND, 5 * SECOND)),
        (public_changes.KEEP, DAY),
        (rate_limits.HEX_DIGITS, 4),
        (reading.RECENT, 90 * DAY),
        ((reading.FIRST_YEAR, reading.LAST_YEAR, reading.LONGEST), (2000, 2099, 100)),
        ((readiness.LEAST_SPACE, readiness.LEAST_FILES), (200 << 20, 2_000)),
        (readiness.OLDEST_BACKUP, 54 * HOUR),
        (redis_cache.PATIENCE, 0.5),
        ((restoring.KEEP_REPLACED_FOR, restoring._SKIP_IDS), (7 * DAY, 100_000)),
        (scratch._YOUNG, 60),
        (second_factor.RECENT, 5 * MINUTE),
        (sessions.PRECISION, 5 * MINUTE),
        (sign_in.MAX_KEPT, 5),
        (sitemaps.PER_SECTION, 100),
        (smtp.PAUSE, 60),
        ((sound.MOST_BYTES, sound.MOST_SECONDS), (20 << 20, 10 * 60)),
        ((sound.BIT_RATE, sound.RATE, sound.WHOLE), (32_000, 24_000, 0.9)),
        ((storage.BLOCK, storage.MOST_BLOCKS, storage.MOST_BYTES), (4096, 250_000, 2_000_000)),
        ((throttling._COOKIE_AGE, throttling._CODE_LIFE), (180 * DAY, 90)),
        (throttling.ADDRESS, Limit("sign-in of address", 50, 15 * 60)),
        (throttling.ACCOUNT_OF_ADDRESS, Limit("sign-in of address to account", 10, 15 * 60)),
        (throttling.ACCOUNT, Limit("sign-in to account", 30, 15 * 60)),
        (throttling.BROWSER, Limit("sign-in of browser", 10, 15 * 60)),
        (throttling.CODES, Limit("code", 10, 15 * 60)),
        (throttling.CODES_OF_A_DAY, Limit("code", 50, 24 * 60 * 60)),
        (throttling.RESETS, Limit("reset", 3, 60 * 60)),
        (throttling.RESETS_OF_ADDRESS, Limit("reset of address", 20, 60 * 60)),
        (unused_renditions.NEW_FOR, 30 * DAY),
        (views.MOST_TASKS, 50),
        (wagtail_hooks.MOST_NAMED, 10),
        (worker.LOOK, 2),
        ((workers.BEAT, workers.DEAD_AFTER, workers.MOST_STARTS), (10 * SECOND, MINUTE, 3)),
        ((write_ahead_log.PATIENCE, write_ahead_log._PAUSE), (5_000, 0.05)),
        (archive_format.FORMAT, 2),
        (rules._YEAR, 365 * 24 * 60 * 60),
        (sending.CHUNK, 64 << 10),
        ((site_menus._LINE, site_menus._WIDE_LINE), (34, 44)),
        ((site_menus._GAP, site_menus._MORE_GAP), (2, 5)),
        (batches.SIZE, 200),
        (confirmation.MOST_QUOTED, 5),
        (context.MOST_NEIGHBORS, 2),
        ((exchange_forms.MAX_BYTES, exchange_forms.MAX_ANSWERS), (5 << 20, 5_000)),
        ((exchange_views.RELOAD_AFTER, exchange_views.MAX_SHOWN), (3, 100)),
        (forms.MAX_FORMS, 10_000),
        (links.MAX_LENGTH, 1_000),
        (message.KEPT_FOR, 30 * DAY),
        ((po.MAX_LINES, po.MAX_LINES_OF_ONE), (200_000, 500)),
        (Pronunciation.MAX_LENGTH, 500),
        ((questions.MOST_OPEN, StringQuestion.MAX_LENGTH), (5, 1_000)),
        ((reply.MAX_LENGTH, reply.MAX_LINES, reply.MAX_ANSWERS), (100_000, 5_000, 1_000)),
        (returned.MAX_ROWS, 20_000),
        ((spreadsheet.MAX_UNPACKED, spreadsheet.MAX_MEMBERS), (12 << 20, 200)),
        ((spreadsheet.MAX_TAGS, spreadsheet.MAX_TAGS_OF_ROW), (5_000, 60)),
        ((spreadsheet.MAX_COLUMNS, spreadsheet.MAX_EMPTY_ROWS), (30, 5_000)),
        (spreadsheet.MAX_HEADING_ROW, 20),
        (list(spreadsheet.WIDTHS.items()), [(2, 22), (3, 18), (4, 50), (5, 50), (6, 10), (7, 40)]),
        (steps.MAX_STRINGS, 5),
        (TranslationDashboardView.PER_PAGE, 30),
    ],
)
def test_a_limit_has_its_value(limit, value):
    assert limit == value


def test_pictures_are_stored_in_these_qualities():
    qualities = {
        name: options.get("quality") for name, (_kind, options) in metadata.FORMATS.items()
    }
    assert qualities == {"jpeg": 92, "heic": 92, "png": None, "gif": None, "webp": 92, "avif": 85}
