"""Tests for requests that are repeated, or that follow another person's change."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.models import ModelLogEntry

from alerts.comments.erasure import erase, withdraw
from alerts.comments.models import (
    CommentSettings,
    FollowUp,
    ModeratorPreferences,
    PostComment,
    Status,
)
from alerts.comments.models.follow_up import CONFIRM, STOP
from alerts.comments.models.querysets import CommentQuerySet
from alerts.comments.reader import views
from alerts.comments.services import Decision, edit, set_status
from home.models import OutgoingEmail
from home.operations import ledger
from tests import factories as make
from tests.support.flags import flag, flag_count
from tests.support.reader_form import form_address, form_fields, typed, write
from tests.support.soup import parse
from tests.support.spam import block
from tests.support.writer import ADDRESS, ONE_CLICK, press

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED = Status.PENDING, Status.PUBLISHED


def just_before_the_lock(monkeypatch, act):
    """Call `act` when the next request is about to lock a thread."""
    lock = PostComment.lock_thread

    def lock_too_late(comment):
        monkeypatch.undo()
        act()
        lock(comment)

    monkeypatch.setattr(PostComment, "lock_thread", lock_too_late)


def erased_place(alert):
    comment = make.own_comment(alert, "token", status=PENDING, text="My words.")
    # With a reply, the row of an erased comment stays as a placeholder.
    make.comment(alert, reply_to=comment)
    before = PostComment.objects.get(pk=comment.pk)
    erase(comment.pk, by=make.user())
    return before


def test_a_change_that_arrives_after_an_erasure_is_not_stored(alert):
    comment = erased_place(alert)
    assert edit(comment, text="My words again.", name="Xamdi") is False
    comment.refresh_from_db()
    assert (comment.comment, comment.user_name, comment.edits) == ("", "", 0)


def test_an_address_that_arrives_after_an_erasure_is_not_stored(client, alert, monkeypatch):
    comment = make.own_comment(alert, "token", status=PENDING)
    make.comment(alert, reply_to=comment)
    ask = "/en/comment/token/mail/"
    data = form_fields(client.get(ask)) | {"follow_up": ADDRESS}
    by = make.user()
    just_before_the_lock(monkeypatch, lambda: erase(comment.pk, by=by))
    assert client.post(ask, data).status_code == 303
    assert PostComment.objects.filter(pk=comment.pk, is_erased=True).exists()
    assert not FollowUp.objects.exists()


def test_a_change_without_any_other_word_counts_as_none(client, alert):
    make.own_comment(alert, "token", status=PENDING, user_name="Xamdi")
    assert press(client, "/en/comment/token/edit/").status_code == 303
    assert PostComment.objects.get().edits == 0
    assert not ledger.read()
    assert press(client, "/en/comment/token/edit/", name="Ana").status_code == 303
    assert PostComment.objects.get().edits == 1


def test_a_second_withdrawal_is_neither_logged_nor_recorded(alert):
    comment = make.comment(alert)
    make.comment(alert, reply_to=comment)
    for _click in range(2):
        withdraw(comment.pk)
    withdraw(987654321)
    assert ModelLogEntry.objects.filter(action="comments.withdraw").count() == 1
    assert len(ledger.read()) == 1


def test_a_form_that_was_sent_is_not_stored_in_another_language_unseen(client, alert):
    data = form_fields(client.get(form_address(alert))) | {"comment": "Words."}
    assert client.post(form_address(alert), data).status_code == 302
    refused = client.post(form_address(alert, "so"), data)
    assert refused.status_code == 422
    assert typed(refused) == ["Words."]
    assert PostComment.objects.get().language == "en"


@pytest.mark.parametrize("level", [0, 1])
def test_a_reply_is_not_stored_if_its_thread_closes_a_moment_before(
    client, alert, monkeypatch, level
):
    root = make.comment(alert)
    answered = [root, make.comment(alert, reply_to=root)][level]
    address = f"{form_address(alert)}?reply_to={answered.pk}"
    data = form_fields(client.get(address)) | {"comment": "My long reply."}
    rows = PostComment.objects.filter(pk=root.pk)
    just_before_the_lock(monkeypatch, lambda: rows.update(is_closed=True))
    refused = client.post(address, data)
    assert refused.status_code == 422
    assert "This thread no longer takes replies." in parse(refused).find(role="alert").text
    assert typed(refused) == ["My long reply."]
    assert not PostComment.objects.filter(comment="My long reply.").exists()


def test_the_form_for_a_reply_in_a_closed_thread_gives_the_reason(client, alert):
    root = make.comment(alert, is_closed=True)
    response = client.get(f"{form_address(alert)}?reply_to={root.pk}")
    assert response.status_code == 404
    assert "This thread no longer takes replies." in parse(response).find(role="alert").text


def test_a_stored_reply_that_is_sent_again_after_its_parent_went_leads_to_its_page(client, alert):
    root = make.own_comment(alert, "token")
    address = form_address(alert)
    data = form_fields(client.get(f"{address}?reply_to={root.pk}")) | {"comment": "A reply."}
    private = client.post(address, data)["Location"]
    withdraw(root.pk)
    assert client.post(address, data)["Location"] == private
    other = client.post(address, data | {"comment": "Other words."})
    assert (other.status_code, typed(other)) == (422, ["Other words."])
    assert PostComment.objects.filter(reply_to=root).count() == 1


def test_another_site_learns_no_private_address_from_a_stored_form(client, alert):
    address = form_address(alert)
    data = form_fields(client.get(address)) | {"comment": "My words."}
    assert client.post(address, data).status_code == 302
    make.AlertPage.objects.update(comments_open=False)
    assert client.post(address, data).status_code == 302
    refused = client.post(address, data, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403


@pytest.mark.parametrize("before", [True, False])
def test_the_second_moderator_who_pauses_or_resumes_changes_nothing(moderator, before):
    CommentSettings.objects.update_or_create(pk=1, defaults={"is_paused": before})
    data = {} if before else {"paused": "on"}
    for _moderator in range(2):
        assert moderator.post(reverse("moderation:pause"), data).status_code == 302
    assert CommentSettings.load().is_paused is not before
    (entry,) = ModelLogEntry.objects.all()
    assert entry.action == ("comments.resume" if before else "comments.pause")


def test_no_moderator_is_notified_of_a_comment_that_is_held_as_spam(client, alert):
    block("evil.example", "domain")
    moderator = make.user("Moderators", email="m@campaign.example")
    ModeratorPreferences.objects.create(user=moderator, mail="at_once")
    write(client, form_address(alert), "See http://evil.example/")
    assert PostComment.objects.get().status == Status.SPAM
    assert not OutgoingEmail.objects.exists()
    write(client, form_address(alert), "We called the office at noon.")
    assert OutgoingEmail.objects.count() == 1


def test_emails_are_stopped_even_if_the_ledger_cannot_be_written(
    client, alert, settings, tmp_path, caplog
):
    row = FollowUp.objects.create(comment=make.comment(alert), email=ADDRESS, language="en")
    settings.ERASURE_LEDGER = tmp_path / "nowhere" / "erasures.txt"
    stop = reverse("comments:stop_mail", args=(row.token(STOP),))
    assert client.post(stop, ONE_CLICK).status_code == 200
    assert not FollowUp.objects.exists()
    assert "The ledger cannot be written." in caplog.text


def test_the_writer_of_a_reply_is_offered_no_emails_in_a_closed_thread(client, alert):
    root = make.comment(alert)
    make.own_comment(alert, "token", reply_to=root)
    ask = "/en/comment/token/mail/"
    assert client.get(ask).status_code == 200
    PostComment.objects.filter(pk=root.pk).update(is_closed=True)
    assert client.get(ask)["Location"] == "/en/comment/token/"


def test_flags_without_an_address_count_once_per_form(client, alert):
    comment = make.comment(alert)
    where = {"REMOTE_ADDR": ""}
    address = f"{form_address(alert).removesuffix('comment/')}comments/{comment.pk}/flag/"
    for _reader in range(2):
        data = form_fields(client.get(address, **where))
        for _click in range(2):
            assert client.post(address, data, **where).status_code == 303
    assert flag_count(comment) == 2


def test_one_address_flags_twenty_comments_in_an_hour(client, alert, noon, time_machine):
    comments = [make.comment(alert) for _one in range(22)]
    for comment in comments[:21]:
        assert flag(client, comment).status_code == 303
    time_machine.shift(60 * 60)
    flag(client, comments[21])
    assert [flag_count(comment) for comment in comments] == [1] * 20 + [0, 1]


def test_spam_that_is_confirmed_twice_is_decided_once(alert, user):
    comment = make.comment(alert, status=Status.SPAM)
    for _moderator in range(2):
        set_status(comment.pk, Decision(Status.SPAM, by=user("Moderators")))
    assert ModelLogEntry.objects.filter(action="comments.spam").count() == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("decide", {}),
        ("answer", {"answer": "At five.", "key": "0" * 64}),
        ("redact", {"text": "[[A comment.]]"}),
        ("erase", {}),
    ],
)
def test_a_moderator_who_is_later_than_the_writer_is_told(
    moderator, alert, monkeypatch, name, data
):
    comment = make.comment(alert, status=PENDING)
    args = (comment.pk, "published") if name == "decide" else (comment.pk,)
    pk, lock = comment.pk, CommentQuerySet.lock_threads

    def lock_too_late(comments):
        monkeypatch.undo()
        withdraw(pk)
        lock(comments)

    if name in ("decide", "answer"):
        just_before_the_lock(monkeypatch, lambda: withdraw(pk))
    else:
        monkeypatch.setattr(CommentQuerySet, "lock_threads", lock_too_late)
    page = moderator.post(
        reverse(f"moderation:{name}", args=args), data | {"edits": "0"}, follow=True
    )
    assert "The comment is no longer in the queue" in page.content.decode()
    # The transaction of the request, in which the test deleted the comment, was rolled back.
    assert PostComment.objects.get().status == PENDING
    assert not ModelLogEntry.objects.exists()


def test_a_post_that_closes_while_a_comment_is_stored_stores_nothing(client, alert, monkeypatch):
    data = form_fields(client.get(form_address(alert))) | {"comment": "My words."}
    make.AlertPage.objects.update(comments_open=False)
    monkeypatch.setattr(views, "accepts_comments", lambda post: True)  # as it was a moment before
    refused = client.post(form_address(alert), data)
    assert (refused.status_code, typed(refused)) == (403, ["My words."])
    assert not PostComment.objects.exists()


def test_a_confirmation_that_is_sent_twice_keeps_the_time_of_the_first(client, alert):
    row = FollowUp.objects.create(comment=make.comment(alert), email=ADDRESS, language="en")
    confirm = reverse("comments:confirm_mail", args=(row.token(CONFIRM),))
    data = form_fields(client.get(confirm))
    times = set()
    for _click in range(2):
        assert client.post(confirm, data).status_code == 303
        times.add(FollowUp.objects.get().confirmed_at)
    assert len(times) == 1
    assert OutgoingEmail.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Status.PENDING, "is_shown": True},
        {"status": Status.SPAM, "reason": "other"},
    ],
)
def test_the_database_refuses_a_visible_or_justified_comment_with_another_status(alert, fields):
    comment = make.comment(alert, status=PENDING)
    with pytest.raises(IntegrityError), transaction.atomic():
        PostComment.objects.filter(pk=comment.pk).update(**fields)
