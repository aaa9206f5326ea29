"""Tests for the delivery of emails by tasks."""

import logging
import smtplib
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from home import mail
from home.models import OutgoingEmail
from home.people.models import User
from home.translation.emails import notify_reviewers
from tests.support.everything import everything_stored
from tests.support.mail_server import FIRST, SECOND, THIRD, FailingServer, recipients, refusal

pytestmark = pytest.mark.django_db


FOR_NOW = [
    refusal(451),
    refusal(550, b"5.7.1 Relay access denied"),
    smtplib.SMTPServerDisconnected(f"while mailing {FIRST}"),
    smtplib.SMTPDataError(552, FIRST.encode()),
    ConnectionRefusedError(FIRST),
    TimeoutError(FIRST),
    RuntimeError(FIRST),
]


@pytest.mark.parametrize(
    "error", [refusal(550), refusal(553, b"5.1.3"), ValueError(FIRST), *FOR_NOW], ids=repr
)
def test_one_address_that_fails_stops_no_other_and_is_never_logged(
    submit_for_review, server, run_worker, mailoutbox, caplog, error
):
    caplog.set_level(logging.DEBUG)
    server.errors = {FIRST: error}
    submit_for_review()
    run_worker()
    assert recipients(mailoutbox) == [SECOND, THIRD]
    assert FIRST not in caplog.text
    assert FIRST not in everything_stored(User)


@pytest.mark.parametrize("error", FOR_NOW, ids=repr)
def test_an_email_that_the_server_refuses_is_sent_once_later(
    submit_for_review, server, run_worker, later, mailoutbox, error
):
    server.errors = {FIRST: error}
    submit_for_review()
    run_worker()
    server.errors = {}
    later(minutes=9)
    assert FIRST not in recipients(mailoutbox)
    later(minutes=11)
    later(days=2)
    assert recipients(mailoutbox) == [FIRST, SECOND, THIRD]
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize("hours", [1, 24])
def test_a_server_that_is_down_for_hours_loses_nothing(
    submit_for_review, server, run_worker, later, mailoutbox, hours
):
    server.errors = {None: ConnectionRefusedError()}
    submit_for_review()
    run_worker()
    for hour in range(hours):
        later(hours=hour)
    assert not mailoutbox
    server.errors = {}
    later(hours=hours + 17)
    assert recipients(mailoutbox) == [FIRST, SECOND, THIRD]


def test_a_server_that_stays_down_is_tried_with_growing_pauses_and_the_failure_is_kept(
    submit_for_review, server, run_worker, later, caplog
):
    server.errors = {FIRST: TimeoutError(FIRST)}
    submit_for_review()
    run_worker()
    for day in range(1, 10):
        later(days=day)
    assert server.attempts.count(FIRST) == mail.MOST_ATTEMPTS
    (failed,) = DBTaskResult.objects.filter(status="FAILED")
    assert failed.exception_class_path == "home.mail.NotSent"
    assert OutgoingEmail.objects.get(failed_at__isnull=False).problem == "TimeoutError"
    assert FIRST not in failed.traceback + caplog.text
    assert sorted(mail.PAUSES) == mail.PAUSES
    assert sum(mail.PAUSES, timedelta()) >= timedelta(days=1)


@pytest.mark.parametrize("text", [b"No such user", b"5.1.1 unknown", b"5.2.1 disabled"])
def test_an_address_that_is_refused_for_good_is_tried_once(
    submit_for_review, server, run_worker, later, text
):
    server.errors = {FIRST: refusal(550, text)}
    submit_for_review()
    run_worker()
    later(days=3)
    assert server.attempts.count(FIRST) == 1
    assert DBTaskResult.objects.filter(status="FAILED").count() == 1


def test_the_operator_sees_failed_emails_and_retries_them(
    submit_for_review, server, run_worker, mailoutbox
):
    server.errors = {FIRST: refusal(550)}
    record = submit_for_review()
    run_worker()
    out = StringIO()
    call_command("email_queue", stdout=out)
    user = User.objects.get(email=FIRST)
    assert (
        f"review_request_email {record.pk} to user {user.pk}, 1 attempts, given up"
        in out.getvalue()
    )
    assert FIRST not in out.getvalue()
    server.errors = {}
    call_command("email_queue", "--retry", stdout=StringIO())
    run_worker()
    assert FIRST in recipients(mailoutbox)
    assert not OutgoingEmail.objects.exists()


def test_failed_emails_are_deleted_in_the_end(submit_for_review, server, run_worker):
    server.errors = {None: refusal(550)}
    submit_for_review()
    run_worker()
    for days, left in ((29, 3), (31, 0)):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            call_command("housekeeping", verbosity=0)
        assert OutgoingEmail.objects.count() == left


# Killed workers and several workers


class Killed(BaseException):
    """Exception that ends the worker, because the site's error handling does not catch it."""


@pytest.mark.parametrize("accepted", [False, True], ids=["before the mail", "after the mail"])
def test_a_worker_that_is_killed_between_sending_and_saving_loses_nothing(
    submit_for_review, server, run_worker, later, mailoutbox, monkeypatch, accepted
):
    def die(self, messages):
        if accepted:
            EmailBackend.send_messages(self, messages)
        raise Killed

    submit_for_review()
    with monkeypatch.context() as patch:
        patch.setattr(FailingServer, "send_messages", die)
        run_worker()
    later(minutes=11)
    later(days=1)
    assert recipients(mailoutbox) == sorted([FIRST, SECOND, THIRD] * (2 if accepted else 1))


def test_a_worker_that_is_killed_in_the_last_attempt_is_a_failure_too(
    submit_for_review, server, run_worker, later, monkeypatch
):
    def die(self, messages):
        raise Killed

    submit_for_review()
    monkeypatch.setattr(FailingServer, "send_messages", die)
    run_worker()
    for day in range(1, 10):
        later(days=day)
    assert OutgoingEmail.objects.exclude(failed_at=None).count() == 3
    assert DBTaskResult.objects.filter(exception_class_path="home.mail.NotSent").count() == 3


def test_a_task_that_is_run_twice_sends_once(submit_for_review, server, run_worker, mailoutbox):
    submit_for_review()
    tasks = list(DBTaskResult.objects.all())
    run_worker()
    for task in tasks:
        task.task.call(*task.args_kwargs["args"])
    assert recipients(mailoutbox) == [FIRST, SECOND, THIRD]


def test_a_second_worker_does_not_make_the_attempt_that_another_is_making(
    submit_for_review, server, run_worker, monkeypatch
):
    calls = []

    def send(self, messages):
        calls.append(messages[0].to[0])
        for pk in OutgoingEmail.objects.values_list("pk", flat=True):
            if len(calls) < 9:
                mail.deliver.call(pk)  # the other worker

    submit_for_review()
    monkeypatch.setattr(FailingServer, "send_messages", send)
    run_worker()
    assert sorted(calls) == [FIRST, SECOND, THIRD]


def test_news_during_sending_get_an_email_too(
    submit_for_review, server, run_worker, later, mailoutbox, monkeypatch
):
    record = submit_for_review()
    original = EmailBackend.send_messages

    def send(self, messages):
        notify_reviewers(record)
        return original(self, messages)

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", send)
        run_worker()
    assert len(mailoutbox) == 3
    later(minutes=11)
    assert len(mailoutbox) == 6
