"""Tests for immediate and daily emails to moderators."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from alerts.comments.flagging import count_flag
from alerts.comments.models import ModeratorPreferences, PostComment, Status
from tests import factories as make
from tests.support.mail_choices import NOON, person
from tests.support.reader_form import form_address, write

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED = Status.PENDING, Status.PUBLISHED


@pytest.fixture
def alert():
    return make.AlertPageFactory(title="Call the governor", ends_at=NOON + timedelta(days=9))


@pytest.fixture
def moderator(db):
    def moderator(mail=None, group="Moderators (Soomaali)", address="m@campaign.example", **fields):
        return person(ModeratorPreferences, mail, group=group, address=address, **fields)

    return moderator


@pytest.fixture
def arrive(alert, run_worker):
    def arrive(language="so", **fields):
        write(Client(), form_address(alert, language), **fields)
        run_worker()

    return arrive


@pytest.fixture
def summary(run_worker):
    def summary(**options):
        said = StringIO()
        call_command("moderators_summary", stdout=said, **options)
        run_worker()
        return said.getvalue()

    return summary


# Emails about new comments


def test_a_moderator_who_wants_it_is_notified_at_once_of_a_new_comment(
    moderator, arrive, mailoutbox
):
    moderator("at_once")
    arrive()
    (mail,) = mailoutbox
    assert mail.to == ["m@campaign.example"]
    assert mail.subject == "A comment in Somali waits for you"
    assert "Call the governor" in mail.body
    assert "It is the only one" in mail.body
    assert "http://testserver/admin/comments/" in mail.body


def test_the_mail_holds_nothing_of_the_reader(moderator, arrive, mailoutbox):
    moderator("at_once")
    arrive(text="My words.", name="Xamdi", follow_up="xamdi@elsewhere.example")
    sent = next(mail for mail in mailoutbox if mail.to == ["m@campaign.example"])
    whole = sent.message().as_string()
    assert [word for word in ("My words", "Xamdi", "xamdi") if word in whole] == []


def test_the_mail_counts_what_waits_in_the_languages_that_the_moderator_publishes(
    moderator, alert, arrive, mailoutbox
):
    moderator("at_once")
    make.comment(alert, "so", PENDING)
    make.comment(alert, "hmn", PENDING)
    make.comment(alert, "so", PUBLISHED)
    arrive()
    assert "2 comments are waiting in your languages." in mailoutbox[0].body


@pytest.mark.parametrize(
    "fields",
    [
        {"mail": "none"},
        {"mail": "daily"},
        {},
        {"mail": "at_once", "group": "Moderators (Hmoob)"},
        {"mail": "at_once", "group": "Editors"},
        {"mail": "at_once", "is_active": False},
        {"mail": "at_once", "address": ""},
    ],
)
def test_nobody_else_is_notified_at_once(moderator, arrive, mailoutbox, fields):
    moderator(**fields)
    arrive()
    assert not mailoutbox


def test_an_administrator_who_has_chosen_it_is_notified(moderator, arrive, mailoutbox):
    moderator(None, None)
    moderator("at_once", None, "chosen@campaign.example")
    arrive()
    assert [mail.to for mail in mailoutbox] == [["chosen@campaign.example"]]


def test_a_flood_of_comments_is_two_mails_a_quarter_of_an_hour_apart(
    moderator, arrive, run_worker, mailoutbox
):
    moderator("at_once")
    with time_machine.travel(NOON, tick=True):
        for _comment in range(5):
            arrive()
        assert len(mailoutbox) == 1
    with time_machine.travel(NOON + timedelta(minutes=16), tick=True):
        run_worker()
        assert len(mailoutbox) == 2
        assert "5 comments are waiting" in mailoutbox[1].body
    with time_machine.travel(NOON + timedelta(minutes=60), tick=True):
        run_worker()
    assert len(mailoutbox) == 2
    assert not DBTaskResult.objects.filter(status="READY").exists()


def test_comments_decided_on_meanwhile_are_not_notified(moderator, arrive, run_worker, mailoutbox):
    moderator("at_once")
    with time_machine.travel(NOON, tick=True):
        arrive()
        arrive()
    PostComment.objects.update(status=PUBLISHED)
    with time_machine.travel(NOON + timedelta(minutes=16), tick=True):
        run_worker()
    assert len(mailoutbox) == 1


def test_a_task_that_is_run_again_notifies_nobody_again(moderator, arrive, mailoutbox):
    moderator("at_once")
    arrive()
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        for result in DBTaskResult.objects.all():
            result.task.call(*result.args_kwargs["args"])
    assert len(mailoutbox) == 1


class Broken(EmailBackend):
    refused = ""

    def send_messages(self, messages):
        if messages[0].to == [type(self).refused]:
            raise ConnectionRefusedError(f"not for {type(self).refused}")
        return super().send_messages(messages)


@pytest.fixture
def broken(settings):
    settings.EMAIL_DELIVERY_BACKEND = f"{__name__}.Broken"
    Broken.refused = "m@campaign.example"
    yield Broken
    Broken.refused = ""


def test_a_mail_that_fails_holds_up_no_other_and_is_sent_later_once(
    moderator, arrive, run_worker, broken, mailoutbox
):
    moderator("at_once")
    moderator("at_once", address="other@campaign.example")
    arrive()
    assert [mail.to for mail in mailoutbox] == [["other@campaign.example"]]
    broken.refused = ""
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        run_worker()
        run_worker()
    assert [mail.to[0] for mail in mailoutbox] == ["other@campaign.example", "m@campaign.example"]


def test_a_mail_that_always_fails_is_given_up_without_its_address(
    moderator, arrive, run_worker, broken, caplog
):
    moderator("at_once")
    arrive()
    for day in range(1, 9):
        with time_machine.travel(timezone.now() + timedelta(days=day)):
            run_worker()
    assert not DBTaskResult.objects.filter(status="READY").exists()
    stored = repr(list(DBTaskResult.objects.values_list()))
    assert "NotSent" in stored
    assert "m@campaign.example" not in stored + caplog.text


# Daily summaries


def waiting(alert, language, hours=1, **fields):
    return make.comment(
        alert, language, PENDING, submitted=timezone.now() - timedelta(hours=hours), **fields
    )


def test_the_summary_counts_waiting_and_flagged_comments_by_language(
    moderator, alert, mailoutbox, summary
):
    moderator(group="Moderators", address="all@campaign.example")
    waiting(alert, "so", hours=30)
    waiting(alert, "so", flag_count=2)
    waiting(alert, "es")
    summary()
    (mail,) = mailoutbox
    assert mail.subject == "3 comments wait for you"
    assert "Somali: 2 waiting, 1 flagged by readers" in mail.body
    assert "Spanish: 1 waiting\n" in mail.body
    assert "Hmong" not in mail.body
    assert "The oldest has been waiting for 1\xa0day, 6\xa0hours." in mail.body
    assert "Somali: 2 waiting" in mail.alternatives[0][0]


def test_each_summary_has_the_languages_that_the_moderator_publishes(
    moderator, alert, mailoutbox, summary
):
    moderator()
    moderator(group="Moderators (Hmoob)", address="hmn@campaign.example")
    waiting(alert, "so")
    waiting(alert, "es")
    summary()
    (mail,) = mailoutbox
    assert mail.to == ["m@campaign.example"]
    assert "Spanish" not in mail.body


def test_nobody_gets_a_summary_when_nothing_waits(moderator, alert, mailoutbox, summary):
    moderator("daily")
    make.comment(alert, "so", PUBLISHED, flag_count=1)
    summary()
    assert not mailoutbox


@pytest.mark.parametrize(
    "fields",
    [
        {"mail": "none"},
        {"mail": "at_once"},
        {"mail": "daily", "group": "Editors"},
        {"group": None},
        {"mail": "daily", "is_active": False},
        {"mail": "daily", "address": ""},
    ],
)
def test_nobody_else_gets_a_summary(moderator, alert, mailoutbox, fields, summary):
    moderator(**fields)
    waiting(alert, "so")
    summary()
    assert not mailoutbox


def test_a_summary_is_sent_once_a_day_however_often_the_command_runs(
    moderator, alert, mailoutbox, summary
):
    moderator()
    waiting(alert, "so")
    for hours, number in ((0, 1), (6, 1), (24, 2), (25, 2)):
        with time_machine.travel(NOON + timedelta(hours=hours)):
            said = summary()
            assert summary(verbosity=0) == ""
        assert said == f"Summaries queued: {int(hours in (0, 24))}.\n"
        assert len(mailoutbox) == number


def test_a_summary_that_fails_holds_up_no_other_and_is_sent_later(
    moderator, alert, broken, summary, run_worker, mailoutbox, caplog
):
    moderator()
    moderator(address="other@campaign.example")
    waiting(alert, "so")
    summary()
    assert "m@campaign.example" not in caplog.text
    assert [mail.to for mail in mailoutbox] == [["other@campaign.example"]]
    broken.refused = ""
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        run_worker()
    assert [mail.to[0] for mail in mailoutbox] == ["other@campaign.example", "m@campaign.example"]


def test_a_summary_that_is_sent_late_counts_what_waits_then(
    moderator, alert, broken, summary, run_worker, mailoutbox
):
    moderator()
    waiting(alert, "so")
    summary()
    waiting(alert, "so")
    broken.refused = ""
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        run_worker()
    assert [mail.subject for mail in mailoutbox] == ["2 comments wait for you"]


def test_the_summary_costs_as_many_queries_with_2_comments_as_with_20(moderator, alert, summary):
    moderator()
    counts = []
    for day, number in enumerate((1, 1, 18)):
        for _comment in range(number):
            waiting(alert, "so")
        with (
            time_machine.travel(NOON + timedelta(days=day)),
            CaptureQueriesContext(connection) as captured,
        ):
            summary()
        counts.append(len(captured))
    assert counts[2] <= counts[1]


# Comments that readers flagged


def test_a_moderator_is_notified_at_once_of_a_comment_that_flags_put_back(
    moderator, mailoutbox, run_worker
):
    moderator("at_once")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        comment = make.comment(make.AlertPageFactory(), "so")
        clock.shift(timedelta(days=1))
        for _reader in range(3):
            count_flag(comment.pk)
        run_worker()
    assert [mail.to for mail in mailoutbox] == [["m@campaign.example"]]
