"""Tests for the worker's periodic jobs."""

from datetime import datetime, time, timedelta
from functools import partial
from smtplib import SMTPServerDisconnected
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from home.logs import PrivateFormatter
from home.operations import schedule, workers
from home.operations.models import PeriodicJob, Worker
from home.operations.schedule import Daily, Every
from tests import factories as make
from tests.support.mail_server import FailingServer
from tests.support.parallel import at_once
from tests.support.slow_tasks import note

pytestmark = pytest.mark.django_db

CENTRAL = ZoneInfo("America/Chicago")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MORNING = datetime(2031, 6, 3, 7, 30, tzinfo=CENTRAL)


@pytest.fixture
def runs(monkeypatch):
    """Return a list to which a daily job adds the times at which it runs."""

    class Runs(list):
        error = None

        def __call__(self):
            self.append(timezone.now().astimezone(CENTRAL))
            if self.error:
                raise self.error

    runs = Runs()
    monkeypatch.setitem(schedule.jobs, "job", (Daily(time(7, 30)), runs))
    return runs


@pytest.fixture
def look(time_machine):
    def look(moment):
        time_machine.move_to(moment, tick=False)
        schedule.run_if_due("job")

    return look


def test_a_daily_job_runs_once_a_day_at_its_time_in_minnesota(runs, look):
    look(MORNING - 2 * HOUR)
    for minutes in range(0, 3 * 24 * 60, 7):
        look(MORNING - HOUR + minutes * MINUTE)
    assert len(runs) == 3
    assert {(run.hour, run.minute >= 30) for run in runs} == {(7, True)}


@pytest.mark.parametrize("day", [datetime(2031, 3, 9), datetime(2031, 11, 2)], ids=str)
def test_a_daily_job_runs_once_on_the_days_on_which_clocks_change(runs, look, day):
    midnight = day.replace(tzinfo=CENTRAL).astimezone(ZoneInfo("UTC"))
    look(midnight - HOUR)
    for hour in range(24):
        look(midnight + hour * HOUR)
    assert [(run.day, run.hour) for run in runs] == [(day.day, 8)]


def test_after_missed_nights_a_daily_job_runs_at_once_and_only_once(runs, look):
    look(MORNING - HOUR)
    look(MORNING + 3 * DAY + 5 * HOUR)
    look(MORNING + 3 * DAY + 6 * HOUR)
    assert len(runs) == 1


def test_a_restart_a_moment_later_does_not_repeat_a_daily_job(runs, look):
    look(MORNING - HOUR)
    look(MORNING)
    look(MORNING + timedelta(seconds=1))
    assert len(runs) == 1


def test_a_new_site_does_not_run_a_daily_job_at_once(runs, look):
    look(MORNING + HOUR)
    assert not runs
    look(MORNING + DAY)
    assert len(runs) == 1


def test_a_failed_job_is_retried_after_15_minutes_and_logged_without_its_message(
    runs, look, caplog
):
    caplog.handler.setFormatter(PrivateFormatter())  # as in production
    look(MORNING - HOUR)
    runs.error = ValueError("reader@example.org")
    look(MORNING)
    look(MORNING + MINUTE)
    assert len(runs) == 1
    look(MORNING + 15 * MINUTE)
    runs.error = None
    look(MORNING + 30 * MINUTE)
    look(MORNING + 45 * MINUTE)
    assert len(runs) == 3
    assert "The job job has failed" in caplog.text
    assert "ValueError" in caplog.text
    assert "reader@example.org" not in caplog.text


def test_a_killed_job_is_run_again(runs, look):
    look(MORNING - HOUR)
    runs.error = SystemExit()
    with pytest.raises(SystemExit):
        look(MORNING)
    runs.error = None
    look(MORNING + 15 * MINUTE)
    assert len(runs) == 2


@pytest.mark.parametrize("jump", [-400 * DAY, -DAY, -HOUR, HOUR, DAY, 4000 * DAY], ids=str)
def test_a_clock_that_jumps_and_comes_back_does_not_stop_a_daily_job(runs, look, jump):
    look(MORNING - HOUR)
    look(MORNING - HOUR + jump)
    look(MORNING - 30 * MINUTE)
    before = len(runs)
    assert before == (jump != -HOUR)  # at the latest when a run seems to be missing
    look(MORNING)
    look(MORNING + DAY)
    assert len(runs) - before >= 1
    look(MORNING + 2 * DAY)
    assert runs[-1] == MORNING + 2 * DAY


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_only_one_of_many_workers_runs_a_job(monkeypatch):
    runs = []
    monkeypatch.setitem(schedule.jobs, "job", (Every(HOUR), partial(runs.append, 1)))
    PeriodicJob.objects.create(name="job", succeeded_at=timezone.now() - DAY)
    at_once([partial(schedule.run_if_due, "job")] * 8)
    assert runs == [1]


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("housekeeping", time(3, 30)),
        ("index_references", time(4, 30)),
        ("moderators_summary", time(7, 30)),
    ],
)
def test_the_daily_jobs_of_the_site_are_run_by_the_worker(name, at):
    assert schedule.jobs[name][0] == Daily(at)


def test_pages_are_looked_at_often_enough_for_a_minute():
    assert schedule.jobs["publish_due"][0].pause <= MINUTE / 4


@pytest.mark.parametrize("name", ["delete_counts", "delete_unconfirmed"])
def test_data_kept_for_at_most_two_days_is_checked_every_hour(name):
    assert schedule.jobs[name][0] == Every(HOUR)


def test_the_summary_is_tried_again_if_the_mail_server_did_not_take_it(
    time_machine, monkeypatch, settings, mailoutbox, run_worker
):
    settings.EMAIL_DELIVERY_BACKEND = f"{FailingServer.__module__}.FailingServer"
    monkeypatch.setattr(FailingServer, "errors", {None: SMTPServerDisconnected()})
    make.user("Moderators", email="moderator@example.org")
    make.comment(make.AlertPageFactory(), status="pending")
    PeriodicJob.objects.create(name="moderators_summary", succeeded_at=MORNING - DAY)
    time_machine.move_to(MORNING, tick=False)
    schedule.run_if_due("moderators_summary")
    run_worker()
    assert not mailoutbox
    FailingServer.errors.clear()
    time_machine.move_to(MORNING + 15 * MINUTE, tick=False)
    run_worker()
    assert len(mailoutbox) == 1


def running(worker_id, age, starts=1):
    """Store a task that `worker_id` has claimed `starts` times, the last time `age` ago."""
    task = note.enqueue(1)
    row = DBTaskResult.objects.get(pk=task.id)
    for _start in range(starts):
        row.claim(worker_id)
    DBTaskResult.objects.filter(pk=row.pk).update(started_at=timezone.now() - age)
    return row


def status(row):
    return DBTaskResult.objects.get(pk=row.pk).status


@pytest.mark.parametrize(
    ("seen", "starts", "becomes"),
    [
        (timedelta(seconds=5), 1, "RUNNING"),
        (2 * MINUTE, 1, "READY"),
        (2 * MINUTE, 3, "FAILED"),
        (None, 1, "READY"),
    ],
)
def test_the_tasks_of_a_worker_that_is_gone_are_queued_again_but_not_for_ever(
    seen, starts, becomes
):
    row = running("other", 2 * MINUTE, starts)
    if seen:
        Worker.objects.create(worker_id="other", seen_at=timezone.now() - seen)
    workers.beat("mine")
    assert status(row) == becomes


def test_a_worker_whose_clock_was_ahead_is_deleted():
    Worker.objects.create(worker_id="other", seen_at=timezone.now() + DAY)
    workers.beat("mine")
    assert [one.worker_id for one in Worker.objects.all()] == ["mine"]


def test_housekeeping_deletes_finished_tasks_and_expired_sessions(admin_of, time_machine):
    time_machine.move_to(MORNING)
    admin_of("Editors")
    note.enqueue(2)
    DBTaskResult.objects.get().set_failed(ValueError())
    waiting = note.enqueue(3)
    PeriodicJob.objects.create(name="housekeeping", succeeded_at=timezone.now())
    time_machine.shift(timedelta(days=15))
    schedule.run_if_due("housekeeping")
    assert [str(row.pk) for row in DBTaskResult.objects.all()] == [str(waiting.id)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)
