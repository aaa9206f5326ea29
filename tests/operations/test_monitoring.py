"""Tests for the operator's page and for emails about problems."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from home.operations import (
    backup_records,
    monitoring,
    readiness,
    schedule,
    task_queue,
    workers,
)
from home.operations.models import PeriodicJob, Problem
from home.outgoing_email import OutgoingEmail

pytestmark = pytest.mark.django_db
PAGE = "/admin/state/"


@pytest.fixture(autouse=True)
def sound():
    # The checks of the worker and of backups then find no problem.
    workers.beat("one")
    backup_records.succeeded("backup")


@pytest.fixture
def failed_task():
    now = timezone.now()
    return DBTaskResult.objects.create(
        status="FAILED",
        started_at=now,
        finished_at=now,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="tests.support.slow_tasks.note",
        backend_name="durable",
        run_after=now,
        worker_ids=["one", "one", "one"],
        exception_class_path="builtins.ValueError",
        traceback="Traceback",
    )


@pytest.fixture
def failed_email(user):
    now = timezone.now()
    return OutgoingEmail.objects.create(
        build="home.operations.monitoring.problem_email",
        object_id=0,
        user=user(email="ann@campaign.example"),
        queued_at=now,
        due_at=now,
        attempts=6,
        failed_at=now,
        problem="the server answered 554",
    )


def test_the_page_shows_versions_jobs_backups_failures_and_email(
    admin_of, failed_task, failed_email
):
    text = admin_of().get(PAGE).content.decode()
    for part in (
        *("Wagtail", "Last restore test", "housekeeping", "Free on the disk", "tasks wait"),
        *("tests.support.slow_tasks.note", "builtins.ValueError", "the server answered 554"),
        *("1 tasks have failed", "1 emails could not be sent"),
    ):
        assert part in text
    assert "ann@campaign.example" not in text
    assert PAGE in admin_of().get("/admin/").content.decode()


@pytest.mark.parametrize("group", ["Editors", "Moderators", "Translators (Soomaali)"])
def test_nobody_but_administrators_sees_the_page_or_retries(admin_of, group, failed_task):
    client = admin_of(group)
    retry = reverse("operations_retry_task", args=[failed_task.pk])
    for answer in (
        client.get(PAGE),
        client.post(retry),
        client.post(reverse("operations_retry_emails")),
    ):
        assert answer.status_code == 302
        assert answer["Location"] == "/admin/"
    failed_task.refresh_from_db()
    assert failed_task.status == "FAILED"
    assert PAGE not in client.get("/admin/").content.decode()


def test_retry_queues_a_failed_task_once(admin_of, failed_task):
    client, address = admin_of(), reverse("operations_retry_task", args=[failed_task.pk])
    assert client.get(address).status_code == 405
    assert "is tried again" in client.post(address, follow=True).content.decode()
    failed_task.refresh_from_db()
    assert (failed_task.status, failed_task.worker_ids) == ("READY", [])
    assert "tried again already" in client.post(address, follow=True).content.decode()
    unknown = reverse("operations_retry_task", args=[uuid4()])
    assert "was deleted" in client.post(unknown, follow=True).content.decode()


def test_retry_of_emails_starts_their_attempts_again(admin_of, failed_email):
    admin_of().post(reverse("operations_retry_emails"))
    failed_email.refresh_from_db()
    assert (failed_email.failed_at, failed_email.attempts) == (None, 0)


def test_a_job_that_is_overdue_and_one_that_was_never_registered(db):
    PeriodicJob.objects.create(name="housekeeping", succeeded_at=timezone.now())
    assert monitoring.check_jobs() is None
    PeriodicJob.objects.filter(name="housekeeping").update(
        succeeded_at=timezone.now() - timedelta(days=1) - monitoring.LATE - timedelta(minutes=1)
    )
    assert "housekeeping" in monitoring.check_jobs()
    assert "watch" in schedule.jobs


def test_emails_that_wait_for_a_server_that_is_away_are_a_problem(failed_email):
    late = timezone.now() - monitoring.MAIL_LATE - timedelta(minutes=1)
    OutgoingEmail.objects.update(failed_at=None, queued_at=late, attempts=1, problem="ServerAway")
    assert monitoring.check_mail() == "1 emails wait for the mail server: ServerAway."
    OutgoingEmail.objects.update(attempts=0, problem="")
    assert monitoring.check_mail() is None


def test_administrators_get_one_email_about_each_problem_until_it_is_solved(
    user, failed_task, mailoutbox, run_worker, django_capture_on_commit_callbacks
):
    user(email="ann@campaign.example")
    user(email="")
    user("Editors", email="editor@campaign.example")
    user(email="gone@campaign.example", is_active=False)

    def watch():
        with django_capture_on_commit_callbacks(execute=True):
            monitoring.watch()
        run_worker()
        return [(message.to, message.subject) for message in mailoutbox]

    first = [(["ann@campaign.example"], "The site has a problem: tasks")]
    assert watch() == first
    assert "1 tasks have failed" in mailoutbox[0].body
    assert "http://testserver/admin/state/" in mailoutbox[0].body
    assert watch() == first
    task_queue.failed().delete()
    assert watch() == first
    assert not Problem.objects.exists()


def test_a_problem_that_is_solved_before_the_email_is_sent_is_not_reported(
    user, failed_task, mailoutbox, run_worker
):
    user(email="ann@campaign.example")
    monitoring.watch()
    failed_task.delete()
    monitoring.watch()
    run_worker()
    assert mailoutbox == []


def test_the_page_costs_the_same_with_many_failures(admin_of, failed_task, failed_email):
    client = admin_of()
    client.get(PAGE)
    counts = []
    for more in (5, 0):
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        counts.append(len(captured))
        for number in range(more):
            failed_task.pk, failed_email.pk = uuid4(), None
            failed_email.object_id = number + 1
            failed_task.save(force_insert=True)
            failed_email.save(force_insert=True)
    assert counts[0] == counts[1]


def test_a_problem_whose_emails_could_not_be_queued_is_new_at_the_next_check(
    user, failed_task, monkeypatch
):
    def raise_error(*arguments):
        raise OSError("away")

    user(email="bo@campaign.example")
    with monkeypatch.context() as patch:
        patch.setattr(monitoring.mail, "queue", raise_error)
        with pytest.raises(OSError, match="away"):
            monitoring.watch()
    assert not Problem.objects.exists()
    monitoring.watch()
    assert OutgoingEmail.objects.filter(build__endswith="problem_email").count() == 1


def test_only_the_database_is_reported_while_it_accepts_no_new_connection(monkeypatch):
    before = set(_problems())
    monkeypatch.setattr(readiness, "_check_sqlite", _refuse)
    monkeypatch.setattr(readiness, "_check_postgresql", _refuse)
    assert set(_problems()) - before == {"database"}


def _problems():
    monitoring.watch()
    return Problem.objects.values_list("name", flat=True)


def _refuse():
    raise OperationalError("too many clients already")
