"""Tests for the ledger of changes that a restore must not undo."""

import logging
import os
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from alerts.comments.models import Status
from home.operations import ledger
from tests import factories as make
from tests.support.restoring import acts

pytestmark = pytest.mark.django_db


def test_a_page_comes_off_the_site_even_if_the_ledger_cannot_be_written(
    admin_of, committed, settings, tmp_path, caplog
):
    page = make.StandardPageFactory()
    settings.ERASURE_LEDGER = tmp_path / "nowhere" / "erasures.txt"
    address = reverse("wagtailadmin_pages:unpublish", args=(page.pk,))
    assert committed(admin_of().post, address).status_code == 302
    assert not Page.objects.get(pk=page.pk).live
    assert "a restore would undo: page.unpublished" in caplog.text


def test_a_comment_is_hidden_even_if_the_ledger_cannot_be_written(
    moderator, committed, settings, tmp_path
):
    comment = make.comment(make.AlertPageFactory())
    settings.ERASURE_LEDGER = tmp_path / "nowhere" / "erasures.txt"
    committed(moderator.post, reverse("moderation:decide", args=(comment.pk, Status.SPAM)))
    comment.refresh_from_db()
    assert comment.status == Status.SPAM


def test_an_act_that_was_rolled_back_is_not_in_the_ledger(committed):
    def fail():
        with transaction.atomic():
            ledger.record_on_commit("page.unpublished", "some:en")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        committed(fail)
    assert acts() == []


@pytest.mark.parametrize(
    "line",
    [
        f"3 {timezone.now().isoformat()} comment.erased some .",
        f"2 {timezone.now().isoformat()} comment.forgiven some .",
    ],
    ids=["version", "act"],
)
def test_lines_of_a_newer_version_are_kept_and_reported(line, caplog):
    settings.ERASURE_LEDGER.write_text(line + "\n")
    assert ledger.replay() == 0
    assert "newer version" in caplog.text
    ledger.record("comment.erased", "other")
    long_ago = timezone.now() - ledger.KEEP_FOR - timedelta(days=1)
    with settings.ERASURE_LEDGER.open("a") as file:
        file.write(str(ledger.LedgerLine(long_ago, "comment.erased", "old", ())))
    assert ledger.drop_old() == 1
    assert settings.ERASURE_LEDGER.read_text().splitlines()[0] == line


def test_a_replay_writes_nothing_into_the_ledger(committed):
    page = make.StandardPageFactory()
    committed(page.unpublish)
    Page.objects.filter(pk=page.pk).update(live=True)
    assert acts() == ["page.unpublished"]
    assert committed(ledger.replay) == 1
    assert acts() == ["page.unpublished"]


def test_a_page_that_was_published_after_it_was_withdrawn_stays_public(committed):
    page = make.StandardPageFactory()
    committed(page.unpublish)
    page.save_revision().publish()
    assert ledger.replay(dry_run=True) == 0


def test_a_translation_that_was_deleted_and_begun_anew_stays(committed):
    page = make.StandardPageFactory(slug="one")
    page.save_revision().publish()
    somali = make.translate(page, "so")
    committed(somali.delete)
    assert "page.deleted" in acts()
    again = make.translate(page, "so")
    assert ledger.replay(dry_run=True) == 0
    assert ledger.replay() == 0
    assert Page.objects.filter(pk=again.pk).exists()


def test_a_page_above_pages_that_were_kept_is_only_unpublished(committed):
    parent = make.StandardPageFactory(slug="parent")
    key = f"{parent.translation_key}:en"
    make.StandardPageFactory(slug="child", parent=parent)
    ledger.record("page.deleted", key)
    assert [ledger.replay(), ledger.replay()] == [1, 0]
    parent.refresh_from_db()
    assert not parent.live


def test_a_home_page_is_never_deleted_by_a_replay():
    home = make.home("so")
    ledger.record("page.deleted", f"{home.translation_key}:so")
    assert ledger.replay() == 0
    assert make.home("so").live


def test_signing_in_writes_nothing_into_the_ledger(client, committed, caplog):
    caplog.set_level(logging.INFO)
    someone = make.user("Editors", username="someone")
    settings.ERASURE_LEDGER.unlink(missing_ok=True)
    address = reverse("wagtailadmin_login")
    answer = committed(client.post, address, {"username": "someone", "password": "secret"})
    assert answer.status_code == 302
    someone.refresh_from_db()
    assert someone.last_login
    assert acts() == []


def test_the_ledger_names_nobody(committed):
    person = make.user("Editors", username="Nameless", email="who@x.example", public_name="Ana")
    person.last_name = "Surname"
    person.set_password("a new secret")
    committed(person.save)
    text = settings.ERASURE_LEDGER.read_text()
    assert "user.changed" in text
    for word in ("Nameless", "who@", "Ana", "Surname", "secret", person.password):
        assert word not in text


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_the_ledger_belongs_to_the_service_after_an_act_by_root(settings, tmp_path, time_machine):
    os.chown(tmp_path, 12345, 12345)
    settings.ERASURE_LEDGER = tmp_path / "erasures.txt"
    ledger.ensure()
    ledger.record("page.unpublished", "some:en")
    time_machine.move_to(timezone.now() + ledger.KEEP_FOR + timedelta(days=1))
    assert ledger.drop_old() == 1
    ledger.record("page.unpublished", "other:en")
    assert {(path.name, path.stat().st_uid, path.stat().st_gid) for path in tmp_path.iterdir()} == {
        ("erasures.lock", 12345, 12345),
        ("erasures.txt", 12345, 12345),
    }
