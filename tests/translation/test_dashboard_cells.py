"""Tests for the cells of the translation dashboard."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from alerts.models import AlertPage
from home.media.recordings import Recording
from home.models.base import Urgency
from home.translation.admin.dashboard_views import TranslationDashboardPanel
from home.translation.admin.page_status import (
    DashboardCell,
    DashboardRow,
    TranslatedPage,
    TranslationRecord,
)
from home.translation.status import BlockStatus, TranslationStatus
from tests import factories as make
from tests.support import translating
from tests.support.dashboard_page import alert, begin, published, shown, write
from tests.support.soup import text_of

BEGUN, WRITTEN, SUBMITTED, APPROVED, PUBLISHED, CHANGED, NEWER = (
    datetime(2031, 6, day, tzinfo=UTC) for day in range(1, 8)
)
OUTDATED = TranslationStatus({"ask": BlockStatus.OUTDATED})
PARTLY = TranslationStatus({"ask": BlockStatus.UNTRANSLATED})
SUBMIT_ONLY = "Submit-only translators (Soomaali)"
DRAFT = {"live": False, "strings_published_at": None, "last_published_at": None}
RUNNING = {"rank": Urgency.RUNNING}


def decided(*, may_publish=True, latest=WRITTEN, done=3, lacking=(), **changes):
    """Return the dashboard cell of a published, up-to-date translation with `changes`.

    The change `missing` leaves out the translated "page" or the "record" of the translation.
    """

    def with_changes(**values):
        return {name: changes.get(name, value) for name, value in values.items()}

    row = DashboardRow(
        AlertPage,
        1,
        uuid.UUID(int=1),
        "English title",
        "/home/alerts/call/",
        changes.get("is_english_live", True),
        BEGUN,
        False,
        changes.get("rank", Urgency.STANDING),
        None,
    )
    page = TranslatedPage(
        pk=2,
        **with_changes(
            live=True,
            translation_status=TranslationStatus(),
            strings_published_at=PUBLISHED,
            english_changed_at=CHANGED,
            returns_with_english=False,
            provenance="volunteer",
            reviewed_on=None,
            last_published_at=PUBLISHED,
        ),
    )
    record = TranslationRecord(
        **with_changes(
            enabled=True, created_at=BEGUN, english_at=BEGUN, submitted_at=None, approved_at=None
        )
    )
    cell = DashboardCell(row, "so", done=done, total=3)
    cell.lacking = lacking
    missing = changes.get("missing")
    cell.decide(
        None if missing == "page" else page,
        None if missing == "record" else record,
        latest,
        may_publish=may_publish,
    )
    return cell


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("true", "view", PUBLISHED)),
        ({"missing": "page"}, ("missing", "start", BEGUN)),
        ({"missing": "record"}, ("missing", "start", BEGUN)),
        # Strings that are newer than the published page
        ({"latest": PUBLISHED}, ("true", "view", PUBLISHED)),
        ({"latest": NEWER}, ("unpublished", "publish", NEWER)),
        ({"latest": NEWER, "may_publish": False}, ("unpublished", "submit", NEWER)),
        ({"latest": None}, ("true", "view", PUBLISHED)),
        ({"strings_published_at": None}, ("true", "view", PUBLISHED)),
        ({"strings_published_at": None, "latest": NEWER}, ("unpublished", "publish", NEWER)),
        ({"strings_published_at": BEGUN}, ("unpublished", "publish", WRITTEN)),
        ({"translation_status": PARTLY}, ("unpublished", "publish", WRITTEN)),
        # Drafts
        (DRAFT, ("unpublished", "publish", WRITTEN)),
        (DRAFT | {"may_publish": False}, ("unpublished", "submit", WRITTEN)),
        (DRAFT | {"done": 2}, ("part-done", "translate", BEGUN)),
        ({"live": False, "done": 2}, ("part-done", "translate", PUBLISHED)),
        (DRAFT | RUNNING | {"done": 2}, ("part-done", "publish", BEGUN)),
        (DRAFT | RUNNING | {"done": 2, "may_publish": False}, ("part-done", "submit", BEGUN)),
        (DRAFT | RUNNING | {"done": 2, "lacking": ["ask"]}, ("part-done", "translate", BEGUN)),
        (RUNNING | {"done": 2}, ("part-done", "translate", PUBLISHED)),
        # Submissions
        ({"submitted_at": SUBMITTED}, ("submitted", "publish", SUBMITTED)),
        ({"submitted_at": SUBMITTED, "may_publish": False}, ("submitted", "look", SUBMITTED)),
        ({"submitted_at": SUBMITTED, "lacking": ["ask"]}, ("submitted", "translate", SUBMITTED)),
        (
            {"submitted_at": SUBMITTED, "approved_at": APPROVED},
            ("submitted", "publish", APPROVED),
        ),
        (
            {"submitted_at": SUBMITTED, "approved_at": APPROVED, "is_english_live": False},
            ("submitted", "look", APPROVED),
        ),
        (
            {"submitted_at": SUBMITTED, "is_english_live": False},
            ("submitted", "publish", SUBMITTED),
        ),
        (
            {"submitted_at": SUBMITTED, "done": 2, "english_at": SUBMITTED},
            ("submitted", "publish", SUBMITTED),
        ),
        (
            {"submitted_at": SUBMITTED, "done": 2, "english_at": CHANGED},
            ("part-done", "translate", PUBLISHED),
        ),
        ({"submitted_at": SUBMITTED, "english_at": CHANGED}, ("submitted", "publish", SUBMITTED)),
        ({"submitted_at": SUBMITTED, "enabled": False}, ("by-hand", "view", PUBLISHED)),
        # Changes of the English
        ({"translation_status": OUTDATED, "done": 2}, ("changed", "translate", CHANGED)),
        ({"translation_status": OUTDATED}, ("unpublished", "publish", WRITTEN)),
        (
            {"translation_status": OUTDATED, "enabled": False},
            ("changed", "translate", CHANGED),
        ),
        # Withdrawn with the English
        (
            {"live": False, "returns_with_english": True},
            ("withdrawn", "look", PUBLISHED),
        ),
        (
            {"live": False, "returns_with_english": True, "done": 2},
            ("part-done", "translate", PUBLISHED),
        ),
        # Machine drafts
        ({"provenance": "machine"}, ("machine", "review", PUBLISHED)),
        ({"provenance": "machine", "may_publish": False}, ("machine", "look", PUBLISHED)),
        ({"provenance": "machine", "reviewed_on": date(2031, 6, 6)}, ("true", "view", PUBLISHED)),
        ({"provenance": "edited"}, ("true", "view", PUBLISHED)),
        ({"provenance": "machine", "enabled": False}, ("machine", "review", PUBLISHED)),
        # Written by hand
        ({"enabled": False}, ("by-hand", "view", PUBLISHED)),
        ({"enabled": False, "done": 1}, ("by-hand", "view", PUBLISHED)),
        ({"enabled": False, "latest": NEWER}, ("by-hand", "view", PUBLISHED)),
        ({"enabled": False, "live": False}, ("by-hand", "look", PUBLISHED)),
    ],
    ids=str,
)
def test_each_page_has_one_status_one_next_step_and_the_time_since_which_it_holds(
    changes, expected
):
    cell = decided(**changes)
    assert (cell.state.value, cell.step.value, cell.since) == expected
    assert cell.is_open is (cell.step not in {"look", "view"})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"done": 2}, True),
        ({}, False),
        ({"missing": "page", "done": 0}, False),
        ({"enabled": False, "done": 2}, False),
    ],
)
def test_progress_is_shown_while_strings_are_missing(changes, expected):
    assert decided(**changes).shows_progress is expected


# On the page


def cell_of(client, language="so"):
    return shown(client, "?kind=alertpage").select_one(f"tbody td[data-language={language}]")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("older", "newer", "told"),
    [
        ({"file": "a.mp3"}, {"problem": "Not a sound."}, "Recording failed"),
        ({"problem": "Not a sound."}, {"file": "a.mp3"}, "Recording"),
        ({"file": "a.mp3"}, {"file": "b.mp3", "withdrawn_at": PUBLISHED}, "Recording withdrawn"),
        ({"file": "a.mp3"}, {}, "Recording being made"),
        (None, None, "Recording missing"),
    ],
)
def test_the_newest_recording_of_a_running_alert_counts(editor, user, older, newer, told):
    page = alert()
    for fields in filter(lambda fields: fields is not None, (older, newer)):
        Recording.objects.create(page=page, language="so", **fields)
    link = cell_of(editor).find("a", href=reverse("recordings", args=[page.pk]))
    assert text_of(link) == told
    assert "Recording missing" in text_of(cell_of(editor, "es"))
    editor.force_login(user(SUBMIT_ONLY))
    cell = cell_of(editor)
    assert not cell.find("a", href=reverse("recordings", args=[page.pk]))
    assert ("Recording" in text_of(cell)) is (told != "Recording")


@pytest.mark.django_db
@pytest.mark.parametrize("days", [-2, 2])
def test_an_alert_that_is_not_running_needs_no_recording(editor, days):
    starts_at = timezone.now() + timedelta(days=days)
    alert(starts_at=starts_at, ends_at=starts_at + timedelta(days=1))
    cell = text_of(cell_of(editor))
    assert "Recording" not in cell
    assert "Lacks" not in cell


@pytest.mark.django_db
def test_the_table_and_its_buttons_are_labeled(editor):
    translation = begin(alert())
    write(editor, translation, "English title")
    page = shown(editor)
    assert text_of(page.select_one("table.translation-dashboard caption"))
    heads = page.select('table.translation-dashboard thead th[scope="col"]')
    assert [text_of(head) for head in heads] == ["Page", "Spanish", "Somali", "Hmong"]
    row = next(
        row
        for row in page.select("table.translation-dashboard tbody tr")
        if row.select_one('th[scope="row"] a')
        and text_of(row.select_one('th[scope="row"] a')) == "English title"
    )
    somali, spanish = (
        row.find("td", attrs={"data-language": language}) for language in ("so", "es")
    )
    assert somali.find("a", attrs={"aria-label": "Translate: English title, Somali"})
    assert spanish.find("button", attrs={"aria-label": "Start: English title, Spanish"})
    assert spanish.find("form")["method"] == "post"
    assert somali.find("time")["datetime"]
    assert page.select_one('form[role="search"] label[for="id_q"]')


@pytest.mark.django_db
def test_a_step_is_a_secondary_button_when_there_is_nothing_to_do(editor):
    translation = begin(alert())
    write(editor, translation)
    assert "button-secondary" not in cell_of(editor).find_all("a")[-1]["class"]
    translating.publish_translation(editor, translation.get_target_instance())
    assert "button-secondary" in cell_of(editor).find_all("a")[-1]["class"]


@pytest.mark.django_db
def test_the_kind_of_a_page_says_what_is_special(editor):
    now = timezone.now()
    alert("Running")
    alert("Ended", starts_at=now - timedelta(days=3), ends_at=now - timedelta(days=2))
    private = alert("Private")
    private.view_restrictions.create(restriction_type="login")
    AlertPage.objects.get(pk=alert("Withdrawn").pk).unpublish()
    make.AlertPageFactory(title="Draft", live=False, first_published_at=None).save_revision()
    kinds = {
        text_of(row.th.a): text_of(row.select_one(".translation-dashboard__kind"))
        for row in shown(editor, "?kind=alertpage").select("main tbody tr")
    }
    assert kinds == {
        "Running": "Alert page",
        "Ended": "Alert page · ended",
        "Private": "Alert page · private",
        "Withdrawn": "Alert page · withdrawn",
        "Draft": "Alert page · draft",
    }


@pytest.mark.django_db
def test_a_translator_gets_no_link_to_the_english_page_and_no_choice_of_one_language(admin_of):
    client = admin_of("Translators (Soomaali)")
    page = published(client)[0]
    soup = shown(client)
    assert not soup.find("a", href=reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert not soup.find("select", {"name": "language"})
    exports = soup.select('a[href^="/admin/translation/exchange/"]')
    assert [link["href"] for link in exports] == [reverse("exchange_language", args=["so"])]


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "is_filtered"), [("", False), ("?q=", False), ("?q=x", True)])
def test_filters_can_be_taken_back(editor, query, is_filtered):
    alert()
    soup = shown(editor, query)
    found = soup.select('form[role="search"] a.button')
    assert [text_of(link) for link in found] == ["All"] * is_filtered
    assert ("No pages match these filters." in soup.get_text()) is is_filtered


@pytest.mark.django_db
def test_the_panel_of_editors_is_short_and_named_after_what_runs(editor):
    for number in range(11):
        alert(f"Alert {number:02}")
    soup = shown(editor, address="/admin/")
    assert len(soup.select(".translation-dashboard tbody tr")) == 10
    assert "Translations of what is running now" in soup.get_text()
    assert "To translate, most urgent first" not in soup.get_text()


@pytest.mark.django_db
def test_drafts_and_pages_without_a_running_deadline_take_no_place_in_the_panel_of_editors(
    editor, monkeypatch
):
    monkeypatch.setattr(TranslationDashboardPanel, "LENGTH", 2)
    for number in range(3):
        alert(f"Draft {number}").unpublish()
    for number in range(2):
        alert(f"Live {number}")
    soup = shown(editor, address="/admin/")
    rows = [text_of(row) for row in soup.select(".translation-dashboard tbody tr")]
    assert [row[:6] for row in rows] == ["Live 0", "Live 1"]
