"""Tests for exact limits of email, housekeeping and workers."""

import os
import smtplib
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from home import mail
from home.media.recordings import Recording
from home.models import OutgoingEmail, UsedFormToken, WrittenEmail
from home.operations import backups, ledger, restoring, workers
from home.operations.models import Worker
from tests import factories as make
from tests.support import sounds
from tests.support.mail_server import FIRST, SECOND, refusal
from tests.support.slow_tasks import note

pytestmark = pytest.mark.django_db

SECONDS, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def housekeeping(*options):
    """Run housekeeping, and return a dict of the kinds of data that it reports to their counts."""
    out = StringIO()
    call_command("housekeeping", *options, stdout=out)
    lines = (line.rpartition(": ") for line in out.getvalue().splitlines())
    return {what: int(said.split()[0]) for what, _colon, said in lines}


# Email


@pytest.fixture
def queued(settings, server):
    # As in production.
    settings.EMAIL_BACKEND = "home.mail.QueueBackend"
    return server


@pytest.mark.parametrize("code", [521, 550, 551, 553, 556])
def test_an_answer_about_the_mailbox_ends_the_attempts(queued, run_worker, code):
    queued.errors = {FIRST: refusal(code)}
    send_mail("Subject", "Words.", None, [FIRST])
    run_worker()
    assert OutgoingEmail.objects.exclude(failed_at=None).count() == 1


@pytest.mark.parametrize(
    "error",
    [
        *(refusal(code) for code in (450, 452, 552, 554)),
        refusal(550, b"5.3.1 mail system full"),
        refusal(450, b"4.1.1 busy"),
        smtplib.SMTPDataError(550, b"spam"),
    ],
    ids=repr,
)
def test_any_other_answer_is_followed_by_another_attempt(queued, run_worker, error):
    queued.errors = {FIRST: error}
    send_mail("Subject", "Words.", None, [FIRST])
    run_worker()
    row = OutgoingEmail.objects.get()
    assert (row.attempts, row.failed_at) == (1, None)
    assert row.due_at - timezone.now() < 10 * MINUTE
    assert row.due_at - timezone.now() > 9 * MINUTE


def test_the_pauses_between_attempts_grow_to_sixteen_hours(queued, run_worker, time_machine):
    time_machine.move_to("2031-06-03T12:00:00+00:00", tick=False)
    queued.errors = {FIRST: TimeoutError()}
    send_mail("Subject", "Words.", None, [FIRST])
    for attempt, minutes in enumerate((10, 30, 120, 360, 960), start=1):
        run_worker()
        row = OutgoingEmail.objects.get()
        assert (row.attempts, row.failed_at) == (attempt, None)
        assert row.due_at - timezone.now() == minutes * MINUTE
        time_machine.move_to(row.due_at, tick=False)
    run_worker()
    assert OutgoingEmail.objects.get().failed_at


def test_an_email_gives_way_to_other_tasks():
    assert mail.deliver.priority < note.priority


def test_an_email_of_a_package_names_its_language_and_wants_no_automatic_reply(
    queued, run_worker, mailoutbox
):
    send_mail("Subject", "Words.", None, [FIRST])
    run_worker()
    headers = mailoutbox[0].message()
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Content-Language"] == "en"
    assert not mailoutbox[0].alternatives


def test_the_text_of_a_failed_email_is_kept_as_long_as_the_email(queued, run_worker, time_machine):
    time_machine.move_to("2031-06-03T12:00:00+00:00", tick=False)
    queued.errors = {None: refusal(550)}
    send_mail("Subject", "Words.", None, [FIRST])
    run_worker()
    time_machine.shift(30 * DAY)
    assert housekeeping()["emails that could not be sent"] == 0
    assert WrittenEmail.objects.count() == OutgoingEmail.objects.count() == 1
    time_machine.shift(1)
    assert housekeeping("--dry-run")["emails that could not be sent"] == 1
    assert WrittenEmail.objects.count() == OutgoingEmail.objects.count() == 1
    assert housekeeping()["emails that could not be sent"] == 1
    assert not WrittenEmail.objects.exists()
    assert not OutgoingEmail.objects.exists()


def test_the_list_of_emails_says_which_are_due_and_retries_only_the_failed(
    queued, run_worker, time_machine
):
    time_machine.move_to("2031-06-03T12:00:00+00:00", tick=False)
    queued.errors = {FIRST: refusal(550), SECOND: TimeoutError()}
    send_mail("Subject", "Words.", None, [FIRST])
    time_machine.shift(60)
    send_mail("Subject", "Words.", None, [SECOND])
    run_worker()
    out = StringIO()
    call_command("email_queue", "--retry", stdout=out)
    first, again, second = out.getvalue().splitlines()
    assert first.endswith("1 attempts, given up: the server refused the recipient with [550]")
    assert again == "  is tried again"
    assert second.endswith("1 attempts, due 2031-06-03 12:11 UTC: TimeoutError")
    assert [row.attempts for row in OutgoingEmail.objects.order_by("pk")] == [0, 1]


def test_an_email_that_is_requested_again_keeps_its_attempts_and_is_sent_once(
    queued, run_worker, later, mailoutbox
):
    queued.errors = {FIRST: TimeoutError()}
    send_mail("Subject", "Words.", None, [FIRST])
    run_worker()
    before = OutgoingEmail.objects.values("attempts", "due_at").get()
    mail.queue(mail.written_email, WrittenEmail.objects.get().pk)
    assert OutgoingEmail.objects.values("attempts", "due_at").get() == before
    queued.errors = {}
    run_worker()
    assert not mailoutbox
    later(minutes=11)
    assert len(mailoutbox) == 1


def test_emails_that_are_queued_at_the_same_moment_are_all_sent(
    queued, run_worker, mailoutbox, time_machine
):
    time_machine.move_to("2031-06-03T12:00:00+00:00", tick=False)
    for address in (FIRST, SECOND):
        send_mail("Subject", "Words.", None, [address])
    run_worker()
    assert sorted(message.to[0] for message in mailoutbox) == sorted([FIRST, SECOND])


# Housekeeping


def test_ended_tasks_are_kept_for_a_week(time_machine):
    time_machine.move_to("2031-06-03T12:00:00+00:00", tick=False)
    note.enqueue(1)
    DBTaskResult.objects.get().set_failed(ValueError())
    time_machine.shift(7 * DAY)
    assert housekeeping()["finished tasks of the queue"] == 0
    time_machine.shift(1)
    assert housekeeping("--dry-run")["finished tasks of the queue"] == 1
    assert housekeeping()["finished tasks of the queue"] == 1
    assert not DBTaskResult.objects.exists()


def test_a_session_is_deleted_after_its_end_only(client, user):
    client.force_login(user())
    name = "expired sessions of the admin"
    assert housekeeping()[name] == 0
    Session.objects.update(expire_date=timezone.now() - SECONDS)
    assert housekeeping("--dry-run")[name] == 1
    assert housekeeping()[name] == 1
    assert not Session.objects.exists()


def test_used_form_tokens_are_kept_while_the_token_may_be_valid(time_machine):
    time_machine.move_to("2031-06-03T18:00:00+00:00", tick=False)
    today = timezone.localdate()
    for days in (0, 1, 2, 3):
        UsedFormToken.objects.create(effect="x", key=str(days), day=today - days * DAY)
    assert housekeeping()["used form tokens"] == 2
    assert sorted(UsedFormToken.objects.values_list("key", flat=True)) == ["0", "1"]


@pytest.mark.parametrize(("hours", "is_left"), [(23, True), (25, False)])
def test_an_upload_is_given_a_day_to_be_converted(settings, tmp_path, hours, is_left):
    settings.MEDIA_ROOT = tmp_path
    name = "uploads of recordings whose conversion was interrupted"
    Recording.objects.create(
        page=make.AlertPageFactory(),
        language="so",
        original=sounds.upload(b"x"),
        uploaded_at=timezone.now() - timedelta(hours=hours),
    )
    assert housekeeping("--dry-run")[name] == (not is_left)
    assert len(list((tmp_path / "recording_uploads").iterdir())) == 1
    assert housekeeping()[name] == (not is_left)
    assert len(list((tmp_path / "recording_uploads").iterdir())) == is_left
    assert bool(Recording.objects.get().original) == is_left
    assert bool(Recording.objects.get().problem) != is_left


def test_old_files_are_only_counted_in_a_dry_run_and_new_ones_stay(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    folder = backups.folder()
    folder.mkdir()
    now = timezone.now().timestamp()
    kept = ledger.KEEP_FOR.total_seconds()
    for name, age in (
        ("old.sqlite3", kept + 60),
        ("new.sqlite3", kept - 60),
        (".old.sqlite3.x.part", 61),
        (".new.sqlite3.x.part", 30),
    ):
        (folder / name).write_bytes(b"")
        os.utime(folder / name, (now - age, now - age))
    assert backups.drop_old(dry_run=True) == 2
    assert len(list(folder.iterdir())) == 4
    assert backups.drop_old() == 2
    assert {path.name for path in folder.iterdir()} == {"new.sqlite3", ".new.sqlite3.x.part"}


def test_a_replaced_database_is_kept_for_a_week_and_only_counted_in_a_dry_run(
    tmp_path, time_machine
):
    database = tmp_path / "db.sqlite3"
    database.write_bytes(b"")
    for suffix in (".replaced-1", ".restoring-wal"):
        (tmp_path / f"db.sqlite3{suffix}").write_bytes(b"")
    time_machine.move_to(timezone.now() + 7 * DAY - MINUTE)
    assert restoring.drop_old(database) == 0
    time_machine.shift(2 * MINUTE)
    assert restoring.drop_old(database, dry_run=True) == 2
    assert restoring.drop_old(database) == 2
    assert list(tmp_path.iterdir()) == [database]


def test_lines_of_the_ledger_are_kept_for_exactly_the_time_of_back_ups(time_machine):
    time_machine.move_to("2031-06-03T12:00:00+00:00", tick=False)
    ledger.record("page.unpublished", "some:en")
    time_machine.shift(400 * DAY)
    assert ledger.drop_old() == 0
    time_machine.shift(1)
    assert ledger.drop_old(dry_run=True) == 1
    assert len(ledger.read()) == 1
    assert ledger.drop_old() == 1
    assert ledger.read() == []


def test_a_copy_made_by_other_means_is_as_old_as_its_latest_event(tmp_path):
    path = tmp_path / "copy.sqlite3"
    with closing(sqlite3.connect(path)) as copy, copy:
        copy.execute("CREATE TABLE django_migrations (applied)")
        copy.execute("CREATE TABLE wagtailcore_modellogentry (timestamp)")
        copy.execute("CREATE TABLE wagtailcore_pagelogentry (timestamp)")
    assert backups.made_at(path).year == 1970
    with closing(sqlite3.connect(path)) as copy, copy:
        copy.execute("INSERT INTO django_migrations VALUES ('2031-06-01 10:00:00')")
        copy.execute("INSERT INTO wagtailcore_modellogentry VALUES ('2031-06-03 12:30:00')")
        copy.execute("INSERT INTO wagtailcore_modellogentry VALUES ('2031-06-02 12:30:00')")
    assert backups.made_at(path) == datetime(2031, 6, 3, 12, 30, tzinfo=UTC)
    backups.write_time(path, datetime(2031, 6, 5, 8, 0, 59, tzinfo=UTC))
    assert backups.made_at(path) == datetime(2031, 6, 5, 8, 0, tzinfo=UTC)
    backups.write_time(path, None)
    assert backups.made_at(path) == datetime(2031, 6, 3, 12, 30, tzinfo=UTC)


# Workers


def running(*worker_ids, age=2 * MINUTE):
    """Store a task that `worker_ids` claimed in turn and that started `age` ago."""
    row = DBTaskResult.objects.get(pk=note.enqueue(1).id)
    for worker_id in worker_ids:
        row.claim(worker_id)
    DBTaskResult.objects.filter(pk=row.pk).update(started_at=timezone.now() - age)
    return row


@pytest.mark.parametrize(
    ("worker_ids", "age", "becomes"),
    [
        (["gone"], 59 * SECONDS, "RUNNING"),
        (["gone"], 60 * SECONDS, "READY"),
        (["gone", "gone"], 2 * MINUTE, "READY"),
        (["gone", "gone", "gone"], 2 * MINUTE, "FAILED"),
        (["gone", "alive"], 2 * MINUTE, "RUNNING"),
        (["alive", "gone"], 2 * MINUTE, "READY"),
    ],
)
def test_a_task_belongs_to_the_last_worker_that_started_it(time_machine, worker_ids, age, becomes):
    time_machine.move_to("2031-06-03T12:00:00+00:00", tick=False)
    Worker.objects.create(worker_id="alive", seen_at=timezone.now() - 30 * SECONDS)
    row = running(*worker_ids, age=age)
    workers.beat("mine")
    assert DBTaskResult.objects.get(pk=row.pk).status == becomes


def test_a_worker_is_dead_after_a_minute_without_a_heartbeat(time_machine):
    time_machine.move_to("2031-06-03T12:00:00+00:00", tick=False)
    for age in (59, 61):
        Worker.objects.create(worker_id=str(age), seen_at=timezone.now() - age * SECONDS)
    workers.beat("mine")
    workers.beat("mine")
    assert set(Worker.objects.values_list("worker_id", flat=True)) == {"59", "mine"}
    workers.leave("mine")
    assert set(Worker.objects.values_list("worker_id", flat=True)) == {"59"}
