"""Tests for failed deliveries of emails to comment writers."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from alerts.comments.models import FollowUp, Status
from tests import factories as make
from tests.support.everything import everything_stored
from tests.support.writer import ADDRESS

pytestmark = pytest.mark.django_db

PENDING = Status.PENDING


class Broken(EmailBackend):
    error = None

    def send_messages(self, messages):
        if type(self).error:
            raise type(self).error
        return super().send_messages(messages)


@pytest.fixture
def server(settings):
    settings.EMAIL_DELIVERY_BACKEND = f"{__name__}.Broken"
    yield Broken
    Broken.error = None


TEMPORARY = [
    ConnectionRefusedError("refused"),
    TimeoutError("timed out"),
    smtplib.SMTPServerDisconnected(f"while mailing {ADDRESS}"),
    smtplib.SMTPRecipientsRefused({ADDRESS: (451, b"later, " + ADDRESS.encode())}),
    smtplib.SMTPSenderRefused(550, b"no", ADDRESS),
    smtplib.SMTPDataError(554, ADDRESS.encode()),
]


@pytest.mark.parametrize("error", TEMPORARY, ids=repr)
def test_an_email_that_the_server_refuses_is_sent_later_and_once(writer, server, error):
    comment = writer.confirm()
    server.error = error
    writer.decide(comment)
    assert not writer.outbox
    assert FollowUp.objects.get().notified_at is None
    server.error = None
    writer.work()
    assert not writer.outbox  # not before the pause is over
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        writer.work()
        writer.work()
    assert len(writer.outbox) == 1


@pytest.mark.parametrize("error", TEMPORARY, ids=repr)
def test_an_email_that_fails_for_the_last_time_leaves_no_address_behind(
    writer, server, caplog, error
):
    comment = writer.confirm()
    server.error = error
    writer.decide(comment)
    now = timezone.now()
    for day in range(1, 8):
        with time_machine.travel(now + timedelta(days=day)):
            writer.work()
    assert DBTaskResult.objects.filter(status="FAILED").count() == 1
    assert "NotSent" in DBTaskResult.objects.get(status="FAILED").traceback
    assert ADDRESS not in everything_stored(FollowUp)
    assert ADDRESS not in caplog.text


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"no such user " + ADDRESS.encode())}),
        ValueError(f'Invalid address "{ADDRESS}"'),
    ],
    ids=repr,
)
@pytest.mark.parametrize("when", ["asked", "notified"])
def test_a_dead_address_is_deleted(writer, server, caplog, error, when):
    if when == "notified":
        comment = writer.confirm()
        server.error = error
        writer.decide(comment)
    else:
        server.error = error
        writer.leave()
    assert not FollowUp.objects.exists()
    assert ADDRESS not in everything_stored()
    assert ADDRESS not in caplog.text
    assert not DBTaskResult.objects.filter(status="FAILED").exists()


def test_a_task_that_is_run_again_sends_nothing_again(writer):
    comment = writer.confirm()
    writer.decide(comment)
    writer.decide(make.comment(writer.post, status=PENDING, reply_to=comment))
    assert len(writer.outbox) == 2
    for result in DBTaskResult.objects.all():
        result.task.call(*result.args_kwargs["args"], **result.args_kwargs["kwargs"])
    assert len(writer.outbox) == 2


def test_no_task_holds_an_address(writer):
    writer.decide(writer.confirm())
    assert DBTaskResult.objects.count() >= 2
    assert ADDRESS not in everything_stored(FollowUp)
    assert ADDRESS not in f"{FollowUp.objects.get()!r} {FollowUp.objects.get()}"
