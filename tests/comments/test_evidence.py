"""Tests for threats that are kept as evidence for administrators."""

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry

from alerts.comments.erasure import withdraw
from alerts.comments.models import CommentSettings, PostComment, Status
from alerts.comments.moderation.permissions import may_decide
from alerts.comments.notifications.evidence import evidence_email
from alerts.comments.services import Decision, set_status
from home import mail
from home.addresses import page_address
from home.models import OutgoingEmail
from home.operations.ledger import replay
from tests import factories as make
from tests.support.moderation_queue import QUEUE
from tests.support.reader_form import form_fields, thread
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

CONTACT = "lawyer@campaign.example"


def threat(alert, **fields):
    fields = {"status": Status.EVIDENCE, "text": "A threat.", "user_name": "Secretname"} | fields
    return make.own_comment(alert, "token", **fields)


def decide(client, comment, status, **data):
    return client.post(reverse("moderation:decide", args=(comment.pk, status)), data)


def name_contact():
    found = CommentSettings.load()
    found.contact = CONTACT
    found.save()


@pytest.mark.parametrize("language", ["en", "so"])
@pytest.mark.parametrize("role", ["Moderators", "Moderators (Español)"])
def test_any_moderator_escalates_in_any_language(client, admin_of, alert, role, language):
    comment = threat(alert, status=Status.PUBLISHED, language=language)
    decide(admin_of(role), comment, Status.EVIDENCE)
    comment.refresh_from_db()
    assert (comment.status, comment.comment) == (Status.EVIDENCE, "A threat.")
    assert not comment.is_shown
    assert thread(client, alert, language) == []
    assert ModelLogEntry.objects.get(action="comments.evidence").data == {
        "before": "published",
        "after": "evidence",
    }


@pytest.mark.parametrize("role", ["Editors", "Translators (Soomaali)"])
def test_other_roles_escalate_nothing(admin_of, alert, role):
    comment = threat(alert, status=Status.PENDING)
    decide(admin_of(role), comment, Status.EVIDENCE)
    assert PostComment.objects.get().status == Status.PENDING


def test_the_contact_gets_an_email_without_a_word_of_it(
    alert, user, mailoutbox, run_worker, caplog
):
    caplog.set_level(logging.DEBUG)
    name_contact()
    comment = threat(alert, status=Status.PENDING)
    set_status(comment.pk, Decision(Status.EVIDENCE, by=user("Moderators")))
    run_worker()
    (sent,) = mailoutbox
    assert sent.to == [CONTACT]
    assert f"http://testserver{QUEUE}?status=evidence" in sent.body
    for word in ("threat.", "Secretname"):
        assert word not in sent.subject + sent.body + caplog.text


def test_the_mail_waits_for_the_worker_in_the_same_transaction(alert, user):
    comment = threat(alert, status=Status.PENDING)
    for _press in range(2):
        set_status(comment.pk, Decision(Status.EVIDENCE, by=user()))
    row = OutgoingEmail.objects.get()
    assert row.object_id == comment.pk
    (queued,) = DBTaskResult.objects.filter(task_path="home.mail.deliver")
    assert queued.args_kwargs == {"args": [row.pk], "kwargs": {}}


@pytest.mark.parametrize("released", [True, False])
def test_no_email_is_sent_after_a_release_or_without_a_contact(
    alert, mailoutbox, run_worker, released
):
    if released:
        name_contact()
    comment = threat(alert, status=Status.PENDING if released else Status.EVIDENCE)
    mail.queue(evidence_email, comment.pk)
    mail.queue(evidence_email, 987654)
    run_worker()
    assert not mailoutbox


@pytest.mark.parametrize("query", ["?status=evidence", "?status=", "?status=&q=threat", "?q=A"])
def test_moderators_do_not_see_evidence_in_the_queue(moderator, alert, query):
    comment = threat(alert)
    make.comment(alert, status=Status.PENDING, text="Below.", reply_to=comment)
    make.comment(alert, status=Status.PENDING, text="Deepest.", reply_to=PostComment.objects.last())
    assert "A threat." not in moderator.get(QUEUE + query).content.decode()


def test_administrators_see_evidence_in_the_queue(admin_of, alert):
    threat(alert)
    page = parse(admin_of().get(f"{QUEUE}?status=evidence"))
    assert [quote.text.strip() for quote in page.select("blockquote")] == ["A threat."]


@pytest.mark.parametrize("status", Status)
def test_nobody_else_changes_its_status(moderator, alert, user, status):
    comment = threat(alert)
    decide(moderator, comment, status, reason="other")
    for by in (user("Moderators"), None):
        assert by is None or not may_decide(by, comment, status)
        with pytest.raises(PermissionDenied):
            set_status(comment.pk, Decision(status, by=by))
    comment.refresh_from_db()
    assert (comment.status, comment.moderated_by) == (Status.EVIDENCE, None)


def test_the_writer_of_evidence_sees_the_same_page_as_after_any_rejection(client, alert):
    threat(alert)
    page = parse(client.get("/en/comment/token/"))
    assert "A moderator decided not to publish your comment." in page.text
    assert "evidence" not in page.text.lower()
    assert not page.select('a[href$="/edit/"]')
    assert client.get("/en/comment/token/edit/").status_code == 303


def test_a_deletion_by_the_writer_ends_the_private_page_but_keeps_the_evidence(client, alert):
    comment = threat(alert)
    page = "/en/comment/token/delete/"
    assert client.post(page, form_fields(client.get(page))).status_code == 303
    comment.refresh_from_db()
    assert (comment.comment, comment.user_name) == ("A threat.", "Secretname")
    assert (comment.token_hash, comment.is_withdrawn) == (None, True)
    assert client.get("/en/comment/token/").status_code == 404


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.REJECTED, Status.PENDING])
@pytest.mark.parametrize("replies", [0, 1])
def test_released_evidence_is_deleted_if_its_writer_had_deleted_it(
    client, alert, user, status, replies
):
    comment = threat(alert)
    for _reply in range(replies):
        make.comment(alert, text="A reply.", reply_to=comment)
    withdraw(comment.pk)
    set_status(comment.pk, Decision(status, by=user()))
    assert PostComment.objects.count() == 2 * replies
    assert not PostComment.objects.filter(comment="A threat.").exists()
    assert "A threat." not in client.get(page_address(alert, "en")).content.decode()


def test_a_restore_brings_back_no_private_page_and_loses_no_evidence(alert):
    comment = threat(alert)
    withdraw(comment.pk)
    token = "0" * 64
    PostComment.objects.update(is_withdrawn=False, token_hash=token)  # as before the deletion
    assert [replay(), replay()] == [1, 0]
    comment.refresh_from_db()
    assert (comment.comment, comment.token_hash) == ("A threat.", None)
    assert replay(dry_run=True) == 0


def test_evidence_is_never_purged_until_some_time_after_its_release(alert, user):
    comment = threat(alert, moderated_at=timezone.now() - timedelta(days=4000))
    call_command("housekeeping", verbosity=0)
    assert PostComment.objects.get().comment == "A threat."
    set_status(comment.pk, Decision(Status.REJECTED, by=user(), reason="threat"))
    call_command("housekeeping")
    assert PostComment.objects.get().comment == "A threat."
    PostComment.objects.update(moderated_at=timezone.now() - timedelta(days=31))
    call_command("housekeeping")
    assert not PostComment.objects.exists()


@pytest.mark.parametrize("where", ["page", "parent", "bulk"])
def test_a_post_is_not_deleted_while_a_comment_on_it_is_evidence(admin_of, where):
    alert = make.AlertPageFactory()
    comment = make.comment(alert, status=Status.EVIDENCE)
    client = admin_of()
    page = alert.get_parent() if where == "parent" else alert
    address = (
        reverse("wagtail_bulk_action", args=("wagtailcore", "page", "delete")) + f"?id={page.pk}"
        if where == "bulk"
        else reverse("wagtailadmin_pages:delete", args=[page.pk])
    )
    client.post(address)
    assert PostComment.objects.filter(pk=comment.pk).exists()
    PostComment.objects.filter(pk=comment.pk).update(status=Status.SPAM)
    client.post(address)
    assert not PostComment.objects.filter(pk=comment.pk).exists()


def test_the_contact_is_notified_later_if_the_mail_server_fails_now(
    user, mailoutbox, run_worker, monkeypatch
):
    CommentSettings.objects.update_or_create(pk=1, defaults={"contact": "contact@campaign.example"})
    comment = make.comment(make.AlertPageFactory(), status=Status.PENDING)

    def refuse(self, messages):
        raise SMTPRecipientsRefused({"contact@campaign.example": (451, b"later")})

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        set_status(comment.pk, Decision(Status.EVIDENCE, by=user("Moderators")))
        run_worker()
    assert not mailoutbox
    assert "contact@" not in repr(list(DBTaskResult.objects.values_list("traceback", flat=True)))
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        run_worker()
    (sent,) = mailoutbox
    assert sent.to == ["contact@campaign.example"]
