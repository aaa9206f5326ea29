"""Delivery of email: each email is a retrying task, whatever the mail server does."""

import logging
import smtplib
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives, send_mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from home import mail
from home.media.recording_tasks import notify_of_withdrawal
from home.media.recordings import Recording
from home.models import OutgoingEmail, WrittenEmail
from home.people.models import User
from home.translation import review
from home.translation.emails import notify_reviewers
from home.translation.models import ReviewRequest
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.exchange import begin
from tests.support.writer import everything_stored

pytestmark = pytest.mark.django_db

GROUP = "Translators (Soomaali)"
FIRST, SECOND, THIRD = (f"{name}@reviewers.example" for name in ("first", "second", "third"))


class Server(EmailBackend):
    """A mail server that fails for the recipients in `errors`; None stands for all others."""

    errors = {}
    attempts = []

    def send_messages(self, messages):
        (message,) = messages
        (to,) = message.to
        type(self).attempts.append(to)
        if error := self.errors.get(to) or self.errors.get(None):
            raise error
        return super().send_messages(messages)


@pytest.fixture
def server(settings):
    settings.EMAIL_DELIVERY_BACKEND = f"{__name__}.Server"
    Server.errors, Server.attempts = {}, []
    return Server


@pytest.fixture
def reviewers(user):
    return [user(GROUP, email=address) for address in (FIRST, SECOND, THIRD)]


@pytest.fixture
def submit_for_review(reviewers):
    """Submit a translation for review, as a user who is no reviewer."""

    def submit_for_review(**fields):
        translation = begin(response="", **fields)
        for item in translatable_strings(translation):
            save_translation(item, "Eray")
        return review.submit_for_review(translation, user=None)

    return submit_for_review


@pytest.fixture
def later(run_worker):
    """Run the worker after this much time has passed."""
    start = timezone.now()

    def later(**passed):
        with time_machine.travel(start + timedelta(**passed)):
            run_worker()

    return later


def recipients(mailoutbox):
    return sorted(message.to[0] for message in mailoutbox)


def refused(code, text=b"no"):
    """Return the error of a server that refuses any recipient; its text has the address."""
    return smtplib.SMTPRecipientsRefused({FIRST: (code, text + b" " + FIRST.encode())})


FOR_NOW = [
    refused(451),
    refused(550, b"5.7.1 Relay access denied"),
    smtplib.SMTPServerDisconnected(f"while mailing {FIRST}"),
    smtplib.SMTPDataError(552, FIRST.encode()),
    ConnectionRefusedError(FIRST),
    TimeoutError(FIRST),
    RuntimeError(FIRST),
]


@pytest.mark.parametrize(
    "error", [refused(550), refused(553, b"5.1.3"), ValueError(FIRST), *FOR_NOW], ids=repr
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
    server.errors = {FIRST: refused(550, text)}
    submit_for_review()
    run_worker()
    later(days=3)
    assert server.attempts.count(FIRST) == 1
    assert DBTaskResult.objects.filter(status="FAILED").count() == 1


def test_the_operator_sees_failed_emails_and_retries_them(
    submit_for_review, server, run_worker, mailoutbox
):
    server.errors = {FIRST: refused(550)}
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
    server.errors = {None: refused(550)}
    submit_for_review()
    run_worker()
    for days, left in ((29, 3), (31, 0)):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            call_command("housekeeping", verbosity=0)
        assert OutgoingEmail.objects.count() == left


# Killed workers and several workers


class Killed(BaseException):
    """End of the process: no more code of the site runs."""


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
        patch.setattr(Server, "send_messages", die)
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
    monkeypatch.setattr(Server, "send_messages", die)
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
    monkeypatch.setattr(Server, "send_messages", send)
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


# Recipients and content


@pytest.mark.parametrize(
    "leave",
    [
        lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
        lambda user: User.objects.filter(pk=user.pk).update(email=""),
        lambda user: user.groups.clear(),
        lambda user: user.delete(),
    ],
    ids=["deactivated", "without address", "without permission", "deleted"],
)
def test_a_user_who_leaves_before_the_email_is_sent_gets_none(
    submit_for_review, reviewers, run_worker, mailoutbox, leave
):
    submit_for_review()
    leave(reviewers[0])
    run_worker()
    assert recipients(mailoutbox) == [SECOND, THIRD]
    assert not DBTaskResult.objects.filter(status="FAILED").exists()


def test_an_address_that_was_corrected_meanwhile_gets_the_email(
    submit_for_review, server, run_worker, later, mailoutbox
):
    server.errors = {FIRST: TimeoutError()}
    submit_for_review()
    run_worker()
    User.objects.filter(email=FIRST).update(email="new@reviewers.example")
    later(minutes=11)
    assert recipients(mailoutbox) == ["new@reviewers.example", SECOND, THIRD]


def test_a_closed_or_orphaned_review_request_is_not_emailed(
    submit_for_review, run_worker, mailoutbox
):
    record = submit_for_review()
    record.closed_at = timezone.now()
    record.save()
    submit_for_review(
        title="English other", slug="other"
    ).translation.get_target_instance().delete()
    run_worker()
    assert not mailoutbox
    assert not OutgoingEmail.objects.exists()


def test_a_review_request_that_is_rolled_back_queues_nothing(reviewers, monkeypatch):
    translation = begin(response="")
    for item in translatable_strings(translation):
        save_translation(item, "Eray")

    def fail(*args):
        raise OSError("the disk is full")

    monkeypatch.setattr("home.mail.retry", fail)
    with pytest.raises(OSError, match="the disk is full"):
        review.submit_for_review(translation, user=None)
    assert not ReviewRequest.objects.exists()
    assert not OutgoingEmail.objects.exists()


def test_the_queue_holds_ids_only(submit_for_review):
    submit_for_review()
    for task in DBTaskResult.objects.all():
        assert set(map(type, task.args_kwargs["args"])) == {int}
        assert task.args_kwargs["kwargs"] == {}
    assert FIRST not in everything_stored(User)


@pytest.mark.parametrize("title", ["Two\nlines", "Tab\x0band\r\nmore\u2028", "Null\x00\x1f"])
def test_no_title_breaks_the_subject_of_an_email(mailoutbox, title):
    assert mail._send(mail.Email(f"On {title}", body="x"), "a@b.example") is None
    assert mail.one_line(title) == " ".join(mailoutbox[0].subject.split()[1:])
    assert mailoutbox[0].subject.isprintable()


def test_a_title_with_a_line_break_adds_no_header(run_worker, mailoutbox, user):
    maker = user(None, email=FIRST)
    alert = make.AlertPageFactory()
    recording = Recording.objects.create(
        page=alert, language="so", uploaded_by=maker, withdrawn_at=timezone.now(), facts="[]"
    )
    type(alert).objects.filter(pk=alert.pk).update(title="Call\nBcc: x@y.example")
    notify_of_withdrawal([recording.pk])
    run_worker()
    assert recipients(mailoutbox) == [FIRST]
    assert mailoutbox[0].message()["Bcc"] is None


# Emails that Django and Wagtail send


@pytest.fixture
def queued(settings):
    """Queue emails of packages, as in production."""
    settings.EMAIL_BACKEND = "home.mail.QueueBackend"


def test_emails_of_packages_are_queued_and_reach_each_recipient(
    queued, server, later, run_worker, mailoutbox
):
    server.errors = {FIRST: TimeoutError()}
    assert send_mail("A\tsubject", "Words.", None, [FIRST, SECOND], html_message="<p>Words.") == 1
    assert not server.attempts
    run_worker()
    assert recipients(mailoutbox) == [SECOND]
    server.errors = {}
    later(minutes=11)
    assert recipients(mailoutbox) == [FIRST, SECOND]
    assert mailoutbox[1].alternatives[0][0] == "<p>Words."
    assert not WrittenEmail.objects.exists()


def test_emails_of_packages_are_queued_unchanged(queued):
    message = EmailMultiAlternatives("Subject", "Words.", None, [FIRST])
    message.attach("list.csv", "a,b", "text/csv")
    with pytest.raises(ValueError, match="attachments"):
        message.send()


def test_a_password_reset_is_emailed_later_if_the_server_is_down(
    client, queued, server, later, run_worker, mailoutbox, caplog
):
    user = make.user("Editors", email=FIRST)
    user.set_password("old-password-0123")
    user.save()
    server.errors = {None: refused(451)}
    address = reverse("wagtailadmin_password_reset")
    assert client.post(address, {"email": FIRST}).status_code == 302
    run_worker()
    assert "/password_reset/confirm/" not in everything_stored()
    assert FIRST not in everything_stored(User) + caplog.text
    server.errors = {}
    later(minutes=11)
    (sent,) = mailoutbox
    assert sent.subject == "Password reset"
    (link,) = [line for line in sent.body.split() if "/password_reset/confirm/" in line]
    page = client.get(link.removeprefix("http://testserver"), follow=True)
    assert "new_password1" in page.content.decode()


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"password": "!"}], ids=["deactivated", "no password"]
)
def test_no_link_to_an_account_that_was_closed_meanwhile_is_sent(
    client, queued, run_worker, mailoutbox, change
):
    user = make.user("Editors", email=FIRST)
    user.set_password("old-password-0123")
    user.save()
    client.post(reverse("wagtailadmin_password_reset"), {"email": FIRST})
    assert OutgoingEmail.objects.count() == 1
    User.objects.update(**change)
    run_worker()
    assert not mailoutbox
