"""Tests that imports of many strings use short transactions, and lose or overwrite no text."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry
from wagtail_localize.models import StringTranslation

from alerts.models import ExplainerPage
from home.models import OutgoingEmail
from home.translation import batches
from home.translation.exchange import importing
from home.translation.models import ReviewRequest
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.exchange import FILL, upload
from tests.support.whole_language import begin_pages, somali, translation_in_somali

pytestmark = pytest.mark.django_db

WHOLE = "exchange_language"


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(batches, "SIZE", 4)
    monkeypatch.setattr(importing, "PAUSE", 0)


@pytest.fixture
def client(admin_of):
    return admin_of("Translators (Soomaali)")


@pytest.fixture
def language():
    """Create three pages with three strings each, and start their translation into Somali."""
    begin_pages(3, 1)


def filled(client, words=somali, kind="po"):
    response = client.get(reverse(f"{WHOLE}_file", args=["so", kind]))
    return FILL[kind](response.content, words)


def bring_in(client, content, **more):
    response = upload(client, reverse(WHOLE, args=["so"]), content, **more)
    return " ".join(response.content.decode().split())


def texts():
    """Return a dict of English texts to all stored translations."""
    return {
        row.translation_of.data: row.data
        for row in StringTranslation.objects.select_related("translation_of")
    }


def after_the_check(monkeypatch, action):
    """Make the next import run `action` between checking its rows and writing the first one."""
    examine = importing.examine

    def examine_then_act(*args, **kwargs):
        report = examine(*args, **kwargs)
        action()
        return report

    monkeypatch.setattr(importing, "examine", examine_then_act)


# Transactions


@pytest.mark.parametrize("kind", FILL)
def test_rows_are_checked_outside_of_transactions_and_written_in_batches(
    client, language, monkeypatch, kind
):
    content = filled(client, kind=kind)
    depth, checked_at, sizes = len(connection.savepoint_ids), [], []
    save, examine = batches.save, importing.examine

    def watched_save(changes, **kwargs):
        assert len(connection.savepoint_ids) == depth + 1
        sizes.append(len(changes))
        return save(changes, **kwargs)

    def watched_examine(*args, **kwargs):
        checked_at.append(len(connection.savepoint_ids))
        return examine(*args, **kwargs)

    monkeypatch.setattr(batches, "save", watched_save)
    monkeypatch.setattr(importing, "examine", watched_examine)
    assert "10 written, 0 unchanged" in bring_in(client, content)
    assert checked_at == [depth]
    assert sizes == [4, 4, 2]


def test_a_batch_costs_as_many_queries_with_5_rows_as_with_50(client, monkeypatch):
    monkeypatch.setattr(batches, "SIZE", 1000)
    begin_pages(1, 60)
    counts = []
    for most in (5, 50):
        StringTranslation.objects.all().delete()
        PageLogEntry.objects.all().delete()
        chosen = iter(range(most))
        content = filled(
            client,
            lambda english, chosen=chosen: (
                somali(english) if next(chosen, None) is not None else None
            ),
        )
        with CaptureQueriesContext(connection) as captured:
            assert f"{most} written" in bring_in(client, content)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_number_of_queries_grows_with_the_batches(client, language, monkeypatch):
    counts = []
    for size in (10, 5, 2):
        monkeypatch.setattr(batches, "SIZE", size)
        StringTranslation.objects.all().delete()
        content = filled(client)
        with CaptureQueriesContext(connection) as captured:
            bring_in(client, content)
        counts.append(len(captured))
    assert counts[0] < counts[1] < counts[2]
    assert counts[2] - counts[0] <= 4 * 16


# Changes by others meanwhile


def test_a_translation_that_somebody_else_made_after_the_check_is_kept(
    client, language, monkeypatch
):
    content = filled(client)
    item = translation_in_somali("English page 1")
    after_the_check(monkeypatch, lambda: save_translation(item, "Mid kale"))
    page = bring_in(client, content)
    assert "9 written" in page
    assert "1 refused. The others were written." in page
    assert "Somebody else has changed this translation in the meantime" in page
    assert texts()["English page 1"] == "Mid kale"
    assert texts()["English page 2"] == "Erayo page 2"


def test_changes_and_deletions_by_somebody_else_after_the_check_are_kept(
    client, language, monkeypatch
):
    bring_in(client, filled(client))
    content = filled(client, lambda english: f"{somali(english)}, cusub")
    changed, emptied = map(translation_in_somali, ("English page 0", "English page 1"))

    def act():
        save_translation(changed, "Mid kale")
        emptied.stored.delete()

    after_the_check(monkeypatch, act)
    assert "8 written" in bring_in(client, content)
    assert texts()["English page 0"] == "Mid kale"
    assert "English page 1" not in texts()


def test_a_translation_that_is_stored_in_the_same_moment_is_kept(client, language, monkeypatch):
    content = filled(client)
    item = translation_in_somali("English page 1")
    stored = batches._stored

    def miss_the_other(*args, lock=False):
        if lock:
            save_translation(item, "Mid kale")
            return {}
        return stored(*args)

    monkeypatch.setattr(batches, "SIZE", 100)
    monkeypatch.setattr(batches, "_stored", miss_the_other)
    assert "9 written" in bring_in(client, content)
    assert texts()["English page 1"] == "Mid kale"


def test_a_machine_does_not_replace_what_a_person_confirmed_after_the_check(
    client, language, monkeypatch
):
    bring_in(client, filled(client), by_machine="on")
    content = filled(client, lambda english: f"{somali(english)}, cusub")
    after_the_check(
        monkeypatch, lambda: StringTranslation.objects.update(translation_type="manual")
    )
    assert "0 written" in bring_in(client, content, by_machine="on")
    assert texts()["English page 1"] == "Erayo page 1"


def test_a_string_whose_english_changed_after_the_check_is_refused(client, language, monkeypatch):
    content = filled(client)

    def act():
        page = ExplainerPage.objects.get(slug="page-1", locale__language_code="en")
        page.title = "English page, new"
        page.save_revision().publish()

    after_the_check(monkeypatch, act)
    page = bring_in(client, content)
    assert "The English of this has changed" in page
    assert "9 written" in page
    assert "English page 1" not in texts()


def test_a_page_that_was_locked_after_the_check_is_left_alone(client, language, monkeypatch):
    content = filled(client)
    locked = Page.objects.filter(slug="page-1", locale__language_code="so")
    after_the_check(monkeypatch, lambda: locked.update(locked=True, locked_by=make.user()))
    page = bring_in(client, content)
    assert "7 written" in page
    assert "3 refused" in page
    assert "English page 1" not in texts()


# Interruptions


def break_in_batch(monkeypatch, number, error):
    save, calls = batches.save, []

    def failing(changes, **kwargs):
        result = save(changes, **kwargs)
        calls.append(changes)
        if len(calls) == number:
            raise error
        return result

    monkeypatch.setattr(batches, "save", failing)


@pytest.mark.parametrize(("number", "kept"), [(1, 0), (2, 4), (3, 8)])
def test_an_interrupted_import_says_what_to_do_and_the_same_file_finishes_it(
    client, language, monkeypatch, number, kept
):
    content = filled(client)
    with monkeypatch.context() as patch:
        break_in_batch(patch, number, OperationalError("database is locked"))
        page = bring_in(client, content)
    assert f"interrupted: {kept} of 10 rows are written" in page
    assert "Upload the same file again" in page
    assert StringTranslation.objects.count() == kept
    assert f"{10 - kept} written, {kept} unchanged" in bring_in(client, content)
    assert "0 written, 10 unchanged" in bring_in(client, content)


def test_a_server_that_dies_leaves_whole_batches(client, language, monkeypatch):
    content = filled(client)
    with monkeypatch.context() as patch:
        break_in_batch(patch, 2, SystemExit(1))
        with pytest.raises(SystemExit):
            bring_in(client, content)
    assert StringTranslation.objects.count() == 4
    logged = PageLogEntry.objects.filter(action="translation.bring_in")
    pages = {row.context.object_id for row in StringTranslation.objects.select_related("context")}
    assert {entry.page.translation_key for entry in logged.select_related("page")} == pages
    assert "6 written, 4 unchanged" in bring_in(client, content)


def test_an_error_outside_the_database_is_not_hidden(client, language, monkeypatch):
    content = filled(client)
    break_in_batch(monkeypatch, 2, ImproperlyConfigured("a bug"))
    with pytest.raises(ImproperlyConfigured):
        bring_in(client, content)


# Reviews


def test_an_import_withdraws_an_approval_and_notifies_the_reviewers(client, language):
    item = translation_in_somali("English page 1")
    translation = item.segment.source.translations.get()
    reviewer = make.user("Translators (Soomaali)", email="reviewer@example.org")
    record = ReviewRequest.objects.create(translation=translation, approved_at=timezone.now())
    bring_in(client, filled(client))
    record.refresh_from_db()
    assert record.approved_at is None
    assert OutgoingEmail.objects.filter(user=reviewer, object_id=record.pk).exists()
