"""Tests for the transactions of long imports, and for changes by others meanwhile."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageLogEntry
from wagtail_localize.models import StringTranslation

from alerts.models import ExplainerPage
from home.translation import batches
from home.translation.exchange import importing
from home.translation.strings.services import save_translation
from home.translation.teamwork.models import StringVersion
from tests import factories as make
from tests.support.exchange import FILL
from tests.support.whole_language import (
    after_the_check,
    all_texts,
    begin_pages,
    bring_in,
    filled,
    somali,
    translation_in_somali,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_batches")]


# Transactions


@pytest.mark.parametrize("kind", FILL)
def test_rows_are_checked_outside_of_transactions_and_written_in_batches(
    translator, language, monkeypatch, kind
):
    content = filled(translator, kind=kind)
    depth, checked_at, sizes = len(connection.savepoint_ids), [], []
    save, check = batches.save, importing.RowChecker.check

    def watched_save(changes, **kwargs):
        assert len(connection.savepoint_ids) == depth + 1
        sizes.append(len(changes))
        return save(changes, **kwargs)

    def watched_check(*args):
        checked_at.append(len(connection.savepoint_ids))
        return check(*args)

    pauses = []
    monkeypatch.setattr(batches, "save", watched_save)
    monkeypatch.setattr(importing.RowChecker, "check", watched_check)
    monkeypatch.setattr(importing.time, "sleep", pauses.append)
    assert "10 written, 0 unchanged" in bring_in(translator, content)
    assert checked_at == [depth] * len(sizes)
    assert sum(sizes) == 10
    assert max(sizes) <= 4
    assert pauses == [importing.PAUSE] * (len(sizes) - 1)  # between two batches


def test_a_batch_costs_as_many_queries_with_5_rows_as_with_50(translator, monkeypatch):
    monkeypatch.setattr(batches, "SIZE", 1000)
    begin_pages(1, 60)
    counts = []
    for most in (5, 50):
        StringTranslation.objects.all().delete()
        PageLogEntry.objects.all().delete()
        StringVersion.objects.all().delete()
        chosen = iter(range(most))
        content = filled(
            translator,
            lambda english, chosen=chosen: (
                somali(english) if next(chosen, None) is not None else None
            ),
        )
        with CaptureQueriesContext(connection) as captured:
            assert f"{most} written" in bring_in(translator, content)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_number_of_queries_grows_with_the_batches(translator, language, monkeypatch):
    counts = []
    for size in (10, 5, 2):
        monkeypatch.setattr(batches, "SIZE", size)
        StringTranslation.objects.all().delete()
        content = filled(translator)
        with CaptureQueriesContext(connection) as captured:
            bring_in(translator, content)
        counts.append(len(captured))
    assert counts[0] < counts[1] < counts[2]
    assert counts[2] - counts[0] <= 4 * 16


# Changes by others meanwhile


def test_a_translation_that_somebody_else_made_after_the_check_is_kept(
    translator, language, monkeypatch
):
    content = filled(translator)
    item = translation_in_somali("English page 1")
    after_the_check(monkeypatch, lambda: save_translation(item, "Mid kale"))
    page = bring_in(translator, content)
    assert "9 written" in page
    assert "1 refused. The others were taken." in page
    assert "Somebody else has changed this translation in the meantime" in page
    assert all_texts()["English page 1"] == "Mid kale"
    assert all_texts()["English page 2"] == "Erayo page 2"


def test_changes_and_deletions_by_somebody_else_after_the_check_are_kept(
    translator, language, monkeypatch
):
    bring_in(translator, filled(translator))
    content = filled(translator, lambda english: f"{somali(english)}, cusub")
    changed, emptied = map(translation_in_somali, ("English page 0", "English page 1"))

    def act():
        save_translation(changed, "Mid kale")
        emptied.stored.delete()

    after_the_check(monkeypatch, act)
    assert "8 written" in bring_in(translator, content)
    assert all_texts()["English page 0"] == "Mid kale"
    assert "English page 1" not in all_texts()


def test_a_translation_that_is_stored_in_the_same_moment_is_kept(translator, language, monkeypatch):
    content = filled(translator)
    item = translation_in_somali("English page 1")
    stored = batches._stored

    def miss_the_other(*args, lock=False):
        if lock:
            save_translation(item, "Mid kale")
            return {}
        return stored(*args)

    monkeypatch.setattr(batches, "SIZE", 100)
    monkeypatch.setattr(batches, "_stored", miss_the_other)
    assert "9 written" in bring_in(translator, content)
    assert all_texts()["English page 1"] == "Mid kale"


def test_a_machine_does_not_replace_what_a_person_confirmed_after_the_check(
    translator, language, monkeypatch
):
    bring_in(translator, filled(translator), by_machine="on")
    content = filled(translator, lambda english: f"{somali(english)}, cusub")
    after_the_check(
        monkeypatch, lambda: StringTranslation.objects.update(translation_type="manual")
    )
    assert "0 written" in bring_in(translator, content, by_machine="on")
    assert all_texts()["English page 1"] == "Erayo page 1"


def test_a_string_whose_english_changed_after_the_check_is_refused(
    translator, language, monkeypatch
):
    content = filled(translator)

    def act():
        page = ExplainerPage.objects.get(slug="page-1", locale__language_code="en")
        page.title = "English page, new"
        page.save_revision().publish()

    after_the_check(monkeypatch, act)
    page = bring_in(translator, content)
    assert "The English of this has changed" in page
    assert "9 written" in page
    assert "English page 1" not in all_texts()


def test_a_page_that_was_locked_after_the_check_is_left_alone(translator, language, monkeypatch):
    content = filled(translator)
    locked = Page.objects.filter(slug="page-1", locale__language_code="so")
    after_the_check(monkeypatch, lambda: locked.update(locked=True, locked_by=make.user()))
    page = bring_in(translator, content)
    assert "7 written" in page
    assert "3 refused" in page
    assert "English page 1" not in all_texts()
