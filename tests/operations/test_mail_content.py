"""Tests for the recipients and content of emails, including those of Django and Wagtail."""

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from home import mail
from home.media.recording_tasks import notify_of_withdrawal
from home.media.recordings import Recording
from home.models import OutgoingEmail, WrittenEmail
from home.people.models import User
from home.translation import review
from home.translation.models import ReviewRequest
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.everything import everything_stored
from tests.support.exchange import begin
from tests.support.mail_server import FIRST, SECOND, THIRD, recipients, refusal

pytestmark = pytest.mark.django_db


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
    tasks = DBTaskResult.objects.all()
    assert len(tasks) == 3
    for task in tasks:
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
    # As in production.
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
    server.errors = {None: refusal(451)}
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
