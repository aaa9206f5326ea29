"""Tests for long imports that are interrupted or resumed, and for their progress."""

from datetime import timedelta

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
    begin_pages,
    bring_in,
    filled,
    translation_in_somali,
)

pytestmark = pytest.mark.django_db


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
    client, language, monkeypatch, run_worker, number, kept
):
    content = filled(client)
    with monkeypatch.context() as patch:
        break_in_batch(patch, number, OperationalError("database is locked"))
        page = bring_in(client, content)
    assert f"The import was interrupted. {kept} of 10 rows are done." in page
    assert StringTranslation.objects.count() == kept
    record = TranslationImport.objects.get()
    url = reverse("exchange_import", args=[record.pk])
    assert "Refresh" not in client.get(url)
    assert "Refresh" in client.post(url, follow=True)
    run_worker()
    assert "10 written, 0 unchanged" in page_text(client.get(url))
    assert StringTranslation.objects.count() == 10
    assert "0 written, 10 unchanged" in bring_in(client, content)


def test_an_import_is_not_done_twice_by_two_workers(client, language, monkeypatch):
    content = filled(client)
    after_the_check(monkeypatch, lambda: imports.run(TranslationImport.objects.get()))
    page = bring_in(client, content)
    assert "10 written, 0 unchanged" in page
    assert "refused" not in page
    assert StringTranslation.objects.count() == 10


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
    imports.run(TranslationImport.objects.get())
    assert TranslationImport.objects.get().written == 10
    assert StringTranslation.objects.count() == 10


def test_an_error_outside_the_database_is_not_hidden(client, language, monkeypatch):
    content = filled(client)
    break_in_batch(monkeypatch, 2, ImproperlyConfigured("a bug"))
    with pytest.raises(ImproperlyConfigured):
        bring_in(client, content)


@pytest.fixture
def in_background(monkeypatch):
    monkeypatch.setattr(views, "MAX_AT_ONCE", 9)


def test_a_long_import_is_done_by_the_worker_and_shows_its_progress(
    client, language, in_background, run_worker, monkeypatch
):
    shown = upload(client, reverse(WHOLE, args=["so"]), filled(client))
    url = shown.redirect_chain[-1][0]
    assert shown["Refresh"] == "3"
    bar = parse(shown).find("progress")
    assert (bar["value"], bar["max"]) == ("0", "10")
    assert "10 rows wait for their turn" in page_text(shown)
    assert not StringTranslation.objects.exists()
    save, progress = batches.save, []

    def watched_save(changes, **kwargs):
        progress.append(parse(client.get(url)).find("progress")["value"])
        return save(changes, **kwargs)

    monkeypatch.setattr(batches, "save", watched_save)
    run_worker()
    assert progress == ["0", "4", "8"]
    done = client.get(url)
    assert "10 written" in page_text(done)
    assert "Refresh" not in done
    assert not parse(done).find("progress")
    assert TranslationImport.objects.get().rows == []
    assert "10 written" in page_text(client.get(reverse(WHOLE, args=["so"])))


def test_an_import_that_nobody_does_says_so_and_can_be_resumed(client, language, in_background):
    shown = upload(client, reverse(WHOLE, args=["so"]), filled(client))
    url = shown.redirect_chain[-1][0]
    TranslationImport.objects.update(updated_at=timezone.now() - timedelta(minutes=3))
    page = page_text(client.get(url))
    assert "The import does not go on. 0 of 10 rows are done." in page
    assert "Go on with the import" in page


def test_an_import_ends_if_its_user_may_no_longer_edit(
    client, language, in_background, run_worker, admin_of
):
    url = upload(client, reverse(WHOLE, args=["so"]), filled(client)).redirect_chain[-1][0]
    record = TranslationImport.objects.get()
    record.user.groups.clear()
    run_worker()
    assert not StringTranslation.objects.exists()
    assert "You may no longer edit these translations" in page_text(admin_of().get(url))


def test_only_its_user_and_administrators_see_an_import(client, language, admin_of):
    url = upload(client, reverse(WHOLE, args=["so"]), filled(client)).redirect_chain[-1][0]
    other = admin_of("Translators (Soomaali)")
    for path in (url, f"{url}refused/"):
        assert other.get(path).status_code == 404
    assert other.post(url).status_code == 404
    assert admin_of().get(url).status_code == 200


def test_a_result_costs_as_many_queries_with_1_as_with_8_refused_rows(client, language):
    counts = []
    for most in (1, 8):
        chosen = iter(range(most))
        content = filled(
            client,
            lambda english, chosen=chosen: "\ue000" if next(chosen, None) is not None else None,
        )
        url = upload(client, reverse(WHOLE, args=["so"]), content).redirect_chain[-1][0]
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert f"{most} refused" in page_text(client.get(url))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_imports_are_kept_for_two_weeks(client, language):
    bring_in(client, filled(client))
    assert delete_imports(dry_run=False) == 0
    TranslationImport.objects.update(created_at=timezone.now() - timedelta(days=15))
    assert delete_imports(dry_run=True) == 1
    assert delete_imports(dry_run=False) == 1
    assert not TranslationImport.objects.exists()


def test_an_import_withdraws_an_approval_and_notifies_the_reviewers(client, language):
    item = translation_in_somali("English page 1")
    translation = item.segment.source.translations.get()
    reviewer = make.user("Translators (Soomaali)", email="reviewer@example.org")
    record = ReviewRequest.objects.create(translation=translation, approved_at=timezone.now())
    bring_in(client, filled(client))
    record.refresh_from_db()
    assert record.approved_at is None
    assert OutgoingEmail.objects.filter(user=reviewer, object_id=record.pk).exists()
