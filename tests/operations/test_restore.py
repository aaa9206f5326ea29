"""Tests for erased and withdrawn content after a restore, and for backups that are refused."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alerts.comments.models import REDACTED, PostComment, Status
from alerts.comments.models.follow_up import STOP, FollowUp
from alerts.models import AlertPage
from home.operations import backups, ledger, preparing, restoring
from home.operations.write_ahead_log import empty_log
from tests import factories as make
from tests.comments.test_redaction import MARKED, TEXT
from tests.comments.test_redaction import send as take_words_out
from tests.support.reader_form import form_fields, thread
from tests.support.restoring import MARKS, database, restore, rows, signed_in

pytestmark = MARKS


def confirm(client, address, **data):
    return client.post(address, form_fields(client.get(address)) | data)


# Comments


def test_comments_that_were_taken_away_since_the_back_up_are_not_public_after_a_restore(back_up):
    alert = make.AlertPageFactory()
    names = ("stays", "withdrawn", "erased", "rejected", "spam", "evidence", "flagged", "grouped")
    comments = {
        name: make.own_comment(alert, name, text=f"{name} words", user_name=name) for name in names
    }
    make.comment(alert, user_name="below", reply_to=comments["rejected"])
    saved = back_up()

    moderator, reader = signed_in("Moderators"), Client()

    def decide(name, status, **data):
        address = reverse("moderation:decide", args=(comments[name].pk, status))
        assert moderator.post(address, data).status_code == 302

    assert confirm(reader, "/en/comment/withdrawn/delete/").status_code == 303
    confirm(moderator, reverse("moderation:erase", args=(comments["erased"].pk,)))
    decide("rejected", Status.REJECTED, reason="personal")
    decide("spam", Status.SPAM)
    decide("evidence", Status.EVIDENCE)
    decide("flagged", Status.PENDING)
    decide("grouped", Status.PENDING)
    grouped = {"seen": [PostComment.objects.get(user_name="grouped").seen], "action": "spam"}
    moderator.post(reverse("moderation:decide_group"), grouped)
    assert thread(reader, alert) == [("stays", "stays words")]

    restore(saved)
    assert thread(reader, alert) == [("stays", "stays words")]
    left = dict(PostComment.objects.values_list("user_name", "status"))
    assert left == {
        "stays": Status.PUBLISHED,
        "rejected": Status.REJECTED,
        "below": Status.PUBLISHED,
        "spam": Status.SPAM,
        "evidence": Status.EVIDENCE,
        "flagged": Status.PENDING,
        "grouped": Status.SPAM,
    }
    assert PostComment.objects.get(user_name="rejected").reason == "personal"
    assert ledger.replay() == 0
    for word in (b"withdrawn words", b"erased words"):
        assert word not in database().read_bytes()


def test_words_that_were_taken_out_since_the_back_up_stay_out(back_up):
    alert = make.AlertPageFactory()
    comment = make.comment(alert, text=TEXT, user_name="Xamdi")
    twice = make.comment(alert, text=TEXT)
    undone = make.comment(alert, text=TEXT)
    saved = back_up()
    moderator = signed_in("Moderators")
    take_words_out(moderator, comment, MARKED, without_name="on")
    take_words_out(moderator, twice, TEXT.replace("Xamdi", "[[Xamdi]]"))
    twice.refresh_from_db()
    take_words_out(moderator, twice, twice.comment.replace("612", "[[612]]"))
    written = settings.ERASURE_LEDGER.read_text()
    assert written.count("comment.redacted") == 3
    assert not [word for word in ("Xamdi", "612-555", "555-0100") if word in written]

    restore(saved)
    comment.refresh_from_db()
    assert (comment.comment, comment.user_name) == (
        f"Call {REDACTED} at {REDACTED} today.",
        "",
    )
    assert (comment.redaction.original, comment.redaction.original_name) == (TEXT, "Xamdi")
    twice.refresh_from_db()
    assert twice.comment == f"Call {REDACTED} at {REDACTED}-555-0100 today."
    undone.refresh_from_db()
    assert undone.comment == TEXT
    assert ledger.replay() == 0


def test_a_comment_whose_words_the_back_up_has_in_another_form_waits_for_a_moderator(back_up):
    alert = make.AlertPageFactory()
    comment = make.comment(alert, text=TEXT)
    saved = back_up()
    moderator = signed_in("Moderators")
    take_words_out(moderator, comment, MARKED)
    # The first line is missing from the ledger, as if its disk had been full.
    settings.ERASURE_LEDGER.write_text("")
    comment.refresh_from_db()
    take_words_out(moderator, comment, comment.comment.replace("today", "[[today]]"))
    restore(saved)
    comment.refresh_from_db()
    assert (comment.comment, comment.status) == (TEXT, Status.PENDING)
    assert thread(Client(), alert) == []


def test_moderators_are_warned_of_a_comment_whose_writer_had_changed_it(back_up):
    alert = make.AlertPageFactory()
    comment = make.own_comment(alert, "token", status=Status.PENDING, text="I live at 12 Elm St.")
    saved = back_up()
    confirm(Client(), "/en/comment/token/edit/", comment="I live in Minneapolis.")
    restore(saved)
    restore(saved)
    page = signed_in("Moderators").get(reverse("moderation:index")).content.decode()
    assert page.count("Its writer changed the text later") == 1
    comment.refresh_from_db()
    assert comment.status == Status.PENDING


def test_a_comment_that_was_published_again_stays_public(back_up):
    alert = make.AlertPageFactory()
    comment = make.comment(alert, text="Fine.", user_name="A")
    saved = back_up()
    moderator = signed_in("Moderators")
    for status in (Status.PENDING, Status.PUBLISHED):
        moderator.post(reverse("moderation:decide", args=(comment.pk, status)))
    restore(saved)
    assert thread(Client(), alert) == [("A", "Fine.")]


def test_an_unsubscribed_reader_gets_no_email_after_a_restore(back_up):
    comment = make.comment(make.AlertPageFactory())
    kept = FollowUp.objects.create(comment=comment, email="me@reader.example", language="en")
    saved = back_up()
    stop = reverse("comments:stop_mail", args=(kept.token(STOP),))
    Client().post(stop, {"List-Unsubscribe": "One-Click"})
    restore(saved)
    assert not FollowUp.objects.exists()
    assert b"me@reader.example" not in database().read_bytes()


# Command


def test_ids_that_were_given_out_since_the_back_up_are_not_given_out_again(back_up):
    alert = make.AlertPageFactory()
    make.comment(alert)
    saved = back_up()
    before = make.comment(alert).pk
    restore(saved)
    assert make.comment(alert).pk > before


def test_a_back_up_of_an_older_version_is_migrated(back_up):
    saved = back_up()
    with preparing.connected_to(saved):  # a backup made before the session table existed
        call_command("migrate", "sessions", "zero", verbosity=0)
    assert not rows(saved, "SELECT * FROM sqlite_master WHERE name = 'django_session'")
    restore(saved)
    assert not Session.objects.exists()


def test_a_back_up_of_a_newer_version_is_refused(back_up):
    saved = back_up()
    with closing(sqlite3.connect(saved)) as new, new:
        new.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('comments', '9999_later', '2026-01-01')"
        )
    comment = make.comment(make.AlertPageFactory())
    with pytest.raises(CommandError, match=r"newer version.*comments\.9999_later"):
        restore(saved)
    assert PostComment.objects.get() == comment


def test_a_back_up_older_than_the_ledger_reaches_is_refused(back_up):
    saved = back_up()
    backups.write_time(saved, timezone.now() - ledger.KEEP_FOR - timedelta(days=1))
    with pytest.raises(CommandError, match="more than 400 days ago"):
        restore(saved)


def test_without_its_ledger_nothing_is_restored_unless_that_is_accepted(back_up):
    saved = back_up()
    settings.ERASURE_LEDGER.unlink()
    with pytest.raises(CommandError, match="no ledger of erasures"):
        restore(saved)
    restore(saved, "--without-ledger")


@pytest.mark.usefixtures("open_umask")
def test_the_former_database_is_kept_for_its_owner_alone_and_deleted_after_some_days(
    back_up, time_machine
):
    alert = make.AlertPageFactory()
    saved = back_up()
    make.comment(alert, text="Written since.")
    restore(saved)
    (kept,) = database().parent.glob(f"{database().name}.replaced-*")
    assert rows(kept, "SELECT comment FROM django_comments") == [("Written since.",)]
    assert [path.stat().st_mode & 0o077 for path in (kept, database())] == [0, 0]
    restoring.drop_old(database())
    assert kept.exists()
    time_machine.move_to(timezone.now() + restoring.KEEP_REPLACED_FOR + timedelta(days=1))
    call_command("housekeeping", verbosity=0)
    assert not kept.exists()


def test_a_restore_deletes_data_that_expired_since_the_back_up(back_up):
    alert = make.AlertPageFactory()
    old = timezone.now() - timedelta(days=31)
    make.comment(alert, status=Status.REJECTED, moderated_at=old)
    saved = back_up()
    restore(saved)
    assert not PostComment.objects.exists()


def test_cached_pages_of_the_former_database_are_deleted(back_up):
    saved = back_up()
    cache.set("former", 1)
    restore(saved)
    assert cache.get("former") is None


def test_a_cache_that_cannot_be_emptied_is_reported_after_the_restore(back_up, monkeypatch, capsys):
    saved = back_up()
    make.AlertPageFactory(title="Later")

    def fail():
        raise ConnectionError("no route to the cache")

    with monkeypatch.context() as patch:
        patch.setattr(cache, "clear", fail)
        restore(saved)
    assert "Empty the cache by hand: no route to the cache" in capsys.readouterr().err
    assert not AlertPage.objects.filter(title="Later").exists()


# Copies of the log


def test_beside_a_reader_like_litestream_erased_words_stay_in_the_log():
    comment = make.comment(make.AlertPageFactory(), text="Erased words.")
    assert empty_log(patience=1000)
    PostComment.objects.filter(pk=comment.pk).update(comment="Erased words, and others.")
    log = database().with_name(f"{database().name}-wal")
    with closing(sqlite3.connect(database(), isolation_level=None)) as litestream:
        litestream.execute("BEGIN")
        litestream.execute("SELECT count(*) FROM django_comments").fetchone()
        PostComment.objects.get().delete()
        assert not empty_log()
        assert b"Erased words, and others." in log.read_bytes()
    assert empty_log(patience=1000)
    assert b"Erased words" not in log.read_bytes() + database().read_bytes()
