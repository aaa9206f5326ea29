"""Tests for long imports: interruptions, resumption, progress, access and deletion."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry
from wagtail_localize.models import StringTranslation

from home.models import OutgoingEmail
from home.translation import batches
from home.translation.exchange import importing, imports, views
from home.translation.exchange.housekeeping import delete_imports
from home.translation.exchange.models import TranslationImport
from home.translation.models import ReviewRequest
from tests import factories as make
from tests.support.exchange import page_text, upload
from tests.support.soup import parse
from tests.support.whole_language import (
    WHOLE,
    after_the_check,
    bring_in,
    filled,
    translation_in_somali,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_batches")]
PAUSE = importing.PAUSE


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
def test_an_interrupted_import_goes_on_where_it_stopped(
    translator, language, monkeypatch, run_worker, number, kept
):
    content = filled(translator)
    with monkeypatch.context() as patch:
        break_in_batch(patch, number, OperationalError("database is locked"))
        page = bring_in(translator, content)
    assert f"The import was interrupted. {kept} of 10 rows are done." in page
    assert StringTranslation.objects.count() == kept
    record = TranslationImport.objects.get()
    url = reverse("exchange_import", args=[record.pk])
    assert "Refresh" not in translator.get(url)
    assert "Refresh" in translator.post(url, follow=True)
    run_worker()
    assert "10 written, 0 unchanged" in page_text(translator.get(url))
    assert StringTranslation.objects.count() == 10
    assert "0 written, 10 unchanged" in bring_in(translator, content)


def test_other_writers_get_a_moment_between_two_batches_and_none_after_the_last(
    translator, language, monkeypatch
):
    pauses = []
    monkeypatch.setattr(importing, "PAUSE", PAUSE)
    monkeypatch.setattr(importing, "time", SimpleNamespace(sleep=pauses.append))
    assert "10 written" in bring_in(translator, filled(translator))
    assert pauses == [0.05, 0.05]


def test_an_import_is_not_done_twice_by_two_workers(translator, language, monkeypatch):
    content = filled(translator)
    after_the_check(monkeypatch, lambda: imports.run(TranslationImport.objects.get()))
    page = bring_in(translator, content)
    assert "10 written, 0 unchanged" in page
    assert "refused" not in page
    assert StringTranslation.objects.count() == 10


def test_a_server_that_dies_leaves_whole_batches(translator, language, monkeypatch):
    content = filled(translator)
    with monkeypatch.context() as patch:
        break_in_batch(patch, 2, SystemExit(1))
        with pytest.raises(SystemExit):
            bring_in(translator, content)
    assert StringTranslation.objects.count() == 4
    logged = PageLogEntry.objects.filter(action="translation.bring_in")
    pages = {row.context.object_id for row in StringTranslation.objects.select_related("context")}
    assert {entry.page.translation_key for entry in logged.select_related("page")} == pages
    imports.run(TranslationImport.objects.get())
    assert TranslationImport.objects.get().written == 10
    assert StringTranslation.objects.count() == 10


def test_an_error_outside_the_database_is_not_hidden(translator, language, monkeypatch):
    content = filled(translator)
    break_in_batch(monkeypatch, 2, ImproperlyConfigured("a bug"))
    with pytest.raises(ImproperlyConfigured):
        bring_in(translator, content)


@pytest.fixture
def in_background(monkeypatch):
    monkeypatch.setattr(views, "MAX_AT_ONCE", 9)


def test_a_long_import_is_done_by_the_worker_and_shows_its_progress(
    translator, language, in_background, run_worker, monkeypatch
):
    shown = upload(translator, reverse(WHOLE, args=["so"]), filled(translator))
    url = shown.redirect_chain[-1][0]
    assert shown["Refresh"] == "3"
    bar = parse(shown).find("progress")
    assert (bar["value"], bar["max"]) == ("0", "10")
    assert "10 rows wait for their turn" in page_text(shown)
    assert not StringTranslation.objects.exists()
    save, progress = batches.save, []

    def watched_save(changes, **kwargs):
        progress.append(parse(translator.get(url)).find("progress")["value"])
        return save(changes, **kwargs)

    monkeypatch.setattr(batches, "save", watched_save)
    run_worker()
    assert progress == ["0", "4", "8"]
    done = translator.get(url)
    assert "10 written" in page_text(done)
    assert "Refresh" not in done
    assert not parse(done).find("progress")
    assert TranslationImport.objects.get().rows == []
    assert "10 written" in page_text(translator.get(reverse(WHOLE, args=["so"])))


def test_an_import_that_nobody_does_says_so_and_can_be_resumed(translator, language, in_background):
    shown = upload(translator, reverse(WHOLE, args=["so"]), filled(translator))
    url = shown.redirect_chain[-1][0]
    TranslationImport.objects.update(updated_at=timezone.now() - timedelta(minutes=3))
    page = page_text(translator.get(url))
    assert "The import does not go on. 0 of 10 rows are done." in page
    assert "Go on with the import" in page


def test_an_import_ends_if_its_user_may_no_longer_edit(
    translator, language, in_background, run_worker, admin_of
):
    url = upload(translator, reverse(WHOLE, args=["so"]), filled(translator)).redirect_chain[-1][0]
    record = TranslationImport.objects.get()
    record.user.groups.clear()
    run_worker()
    assert not StringTranslation.objects.exists()
    assert "You may no longer edit these translations" in page_text(admin_of().get(url))


def test_only_its_user_and_administrators_see_an_import(translator, language, admin_of):
    url = upload(translator, reverse(WHOLE, args=["so"]), filled(translator)).redirect_chain[-1][0]
    other = admin_of("Translators (Soomaali)")
    for path in (url, f"{url}refused/"):
        assert other.get(path).status_code == 404
    assert other.post(url).status_code == 404
    assert admin_of().get(url).status_code == 200


def test_a_result_costs_as_many_queries_with_1_as_with_8_refused_rows(translator, language):
    counts = []
    for most in (1, 8):
        chosen = iter(range(most))
        content = filled(
            translator,
            lambda english, chosen=chosen: "\ue000" if next(chosen, None) is not None else None,
        )
        url = upload(translator, reverse(WHOLE, args=["so"]), content).redirect_chain[-1][0]
        translator.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert f"{most} refused" in page_text(translator.get(url))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_imports_are_kept_for_two_weeks(translator, language):
    bring_in(translator, filled(translator))
    assert delete_imports(dry_run=False) == 0
    TranslationImport.objects.update(created_at=timezone.now() - timedelta(days=15))
    assert delete_imports(dry_run=True) == 1
    assert delete_imports(dry_run=False) == 1
    assert not TranslationImport.objects.exists()


def test_an_import_withdraws_an_approval_and_notifies_the_reviewers(translator, language):
    item = translation_in_somali("English page 1")
    translation = item.segment.source.translations.get()
    reviewer = make.user("Translators (Soomaali)", email="reviewer@example.org")
    record = ReviewRequest.objects.create(translation=translation, approved_at=timezone.now())
    bring_in(translator, filled(translator))
    record.refresh_from_db()
    assert record.approved_at is None
    assert OutgoingEmail.objects.filter(user=reviewer, object_id=record.pk).exists()
