"""Tests for the numbers and limits of the page “State of the site” and of its checks."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from home.operations import backup_records, monitoring, task_queue
from home.operations.admin.views import MOST_TASKS
from home.operations.models import PeriodicJob, Problem
from home.outgoing_email import OutgoingEmail
from tests.support.soup import parse, text_of

pytestmark = pytest.mark.django_db

PAGE = "/admin/state/"
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def now(time_machine):
    time_machine.move_to("2031-06-03T12:00:00+00:00", tick=False)
    return timezone.now()


def task(status="FAILED", path="tests.support.slow_tasks.note", run_after=None, finished_at=None):
    return DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": [], "kwargs": {}},
        task_path=path,
        backend_name="durable",
        run_after=run_after or timezone.now(),
        started_at=None if status == "READY" else timezone.now(),
        finished_at=finished_at,
        worker_ids=["one"],
        exception_class_path="builtins.ValueError",
        traceback="Traceback",
    )


def email(number, **fields):
    now = timezone.now()
    defaults = {"build": "home.operations.monitoring.problem_email", "object_id": number}
    return OutgoingEmail.objects.create(**defaults | {"queued_at": now, "due_at": now} | fields)


def test_the_queue_counts_what_is_due_and_what_runs(now):
    assert task_queue.state() == task_queue.Queue(0, 0, None)
    oldest = task("READY", run_after=now)
    DBTaskResult.objects.filter(pk=oldest.pk).update(enqueued_at=now - HOUR)
    task("READY", run_after=now - SECOND)
    later = task("READY", run_after=now + SECOND)
    DBTaskResult.objects.filter(pk=later.pk).update(enqueued_at=now - 2 * HOUR)
    for status in ("RUNNING", "FAILED", "SUCCESSFUL"):
        task(status)
    assert task_queue.state() == task_queue.Queue(2, 1, now - HOUR)


def test_the_latest_failures_of_other_tasks_than_emails_are_listed(admin_of, now):
    for number in range(MOST_TASKS + 1):
        task(path=f"tests.task_{number}", finished_at=now - number * SECOND)
    task(path="home.mail.deliver", finished_at=now)
    task("SUCCESSFUL", "tests.well", finished_at=now)
    context = admin_of().get(PAGE).context
    listed = [one.task_path for one in context["failed"]]
    assert listed == [f"tests.task_{number}" for number in range(MOST_TASKS)]
    assert monitoring.check_tasks().startswith(f"{MOST_TASKS + 1} tasks have failed.")


def test_a_task_that_is_retried_is_as_new_and_an_email_is_not_retried_as_a_task(admin_of, now):
    failed, of_email = task(finished_at=now), task(path="home.mail.deliver", finished_at=now)
    DBTaskResult.objects.update(run_after=now + HOUR)
    client = admin_of()
    for one, said in ((failed, "is tried again."), (of_email, "or was deleted.")):
        address = reverse("operations_retry_task", args=[one.pk])
        assert said in client.post(address, follow=True).text
    failed.refresh_from_db()
    of_email.refresh_from_db()
    assert of_email.status == "FAILED"
    assert (failed.status, failed.run_after, failed.worker_ids) == ("READY", now, [])
    assert (failed.started_at, failed.finished_at) == (None, None)
    assert (failed.exception_class_path, failed.traceback) == ("", "")


def test_waiting_and_failed_emails_are_counted_apart_the_oldest_first(admin_of, now):
    email(1)
    email(2, queued_at=now - HOUR)
    failed = [email(3, failed_at=now), email(4, failed_at=now, queued_at=now - HOUR)]
    client = admin_of()
    page = client.get(PAGE)
    assert page.context["emails_waiting"] == 2
    assert list(page.context["emails_failed"]) == failed[::-1]
    assert text_of(parse(page).select("form")[-1]) == "Retry failed emails"
    assert "None has failed." not in page.text
    facts = {text_of(row.th): text_of(row.td) for row in parse(page).select("tr:has(th)")}
    assert facts["email"].startswith("2 emails could not be sent.")
    assert facts["database"] == "fine"
    assert facts["Last full backup"] == facts["Last restore test"] == "none"
    assert facts["housekeeping"] == "not yet"
    assert facts["Free on the disk of the data"].count("B") == 2  # such as GB
    assert "0 tasks wait; 0 run." in text_of(parse(page).main)
    said = client.post(reverse("operations_retry_emails"), follow=True)
    assert "Emails that are tried again: 2" in said.text
    assert OutgoingEmail.objects.filter(failed_at=None, due_at=now).count() == 4
    assert "None has failed." in said.text
    assert "Retry failed emails" not in said.text


def test_the_page_has_the_times_of_the_last_backup_and_of_the_last_restore_test(admin_of, now):
    backup_records.succeeded("backup")
    job = PeriodicJob.objects.create(name="restore_test", succeeded_at=now - 48 * HOUR)
    context = admin_of().get(PAGE).context
    assert (context["backup"], context["restore_test"]) == (now, job.succeeded_at)
    DBTaskResult.objects.filter(pk=task("READY").pk).update(enqueued_at=now - HOUR)
    page = parse(admin_of().get(PAGE)).main
    rows = [text_of(row) for row in page.select("tr")]
    assert "Last full backup 06/03/2031 07:00 AM" in rows
    assert "Last restore test 06/01/2031 07:00 AM" in rows
    assert "1 tasks wait, the oldest for 1\xa0hour; 0 run." in page.text


@pytest.mark.parametrize(
    ("fields", "is_problem"),
    [
        ({}, True),
        ({"queued_at": HOUR}, False),
        ({"attempts": 0}, False),
        ({"problem": ""}, False),
        ({"failed_at": timedelta(0)}, True),
    ],
)
def test_an_email_is_late_an_hour_after_it_was_queued(now, fields, is_problem):
    late = {"queued_at": HOUR + SECOND, "attempts": 1, "problem": "ServerAway"} | fields
    moments = {name: now - value for name, value in late.items() if name.endswith("_at")}
    email(1, **late | moments)
    assert bool(monitoring.check_mail()) is is_problem


@pytest.mark.parametrize(("late_by", "is_late"), [(timedelta(0), False), (SECOND, True)])
def test_a_job_is_late_two_hours_after_its_time(now, late_by, is_late):
    succeeded_at = now - timedelta(minutes=10) - 2 * HOUR - late_by
    PeriodicJob.objects.create(name="watch", succeeded_at=succeeded_at)
    assert bool(monitoring.check_jobs()) is is_late


def test_an_email_about_a_problem_is_for_administrators_only(user, now):
    problem = Problem.objects.create(name="tasks", sentence="1 task has failed.", since=now)
    assert monitoring.problem_email(problem.pk, user("Editors")) is None
    assert monitoring.problem_email(problem.pk, user()).subject.endswith(": tasks")
    assert monitoring.problem_email(problem.pk + 1, user()) is None
