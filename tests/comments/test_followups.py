"""Tests for follow-up emails to comment writers."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.comments.models import FollowUp, PostComment, Status
from alerts.comments.services import Decision, answer, set_status
from tests import factories as make
from tests.support.every_page import restrict
from tests.support.reader_form import form_address, form_fields, typed, write
from tests.support.soup import parse
from tests.support.writer import ADDRESS, ONE_CLICK, confirm_path, main, press, stop_path

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED, REJECTED, SPAM = (
    Status.PENDING,
    Status.PUBLISHED,
    Status.REJECTED,
    Status.SPAM,
)


# Addresses in the form


def test_a_writer_who_enters_an_address_is_asked_once_to_confirm_it(writer):
    writer.leave()
    writer.work()
    (mail,) = writer.outbox
    assert mail.to == [ADDRESS]
    assert "Do you want emails" in mail.subject
    assert "Call the governor" in mail.body


def test_a_writer_without_an_address_gets_no_email(writer):
    writer.leave("")
    assert not writer.outbox
    assert not FollowUp.objects.exists()


def test_a_form_sent_twice_leaves_one_address_and_sends_one_mail(writer):
    address = form_address(writer.post)
    data = form_fields(writer.client.get(address)) | {"comment": "Once.", "follow_up": ADDRESS}
    for _click in range(2):
        assert writer.client.post(address, data).status_code == 302
    writer.work()
    assert FollowUp.objects.count() == len(writer.outbox) == 1


@pytest.mark.parametrize(
    "email",
    [
        "x",
        "x@",
        "@elsewhere.example",
        "a@b",
        "root@localhost",
        "x@[127.0.0.1]",
        "x@[::1]",
        '"a b"@elsewhere.example',
        '"\x01"@elsewhere.example',
        "x@elsewhere.example\nBcc: victim@elsewhere.example",
        "x@elsewhere.example\r\nBcc: victim@elsewhere.example",
        "x@elsewhere.example%0ABcc:victim@elsewhere.example\u2028y",
        "x@elsewhere.example,victim@elsewhere.example",
        "x@elsewhere.example victim@elsewhere.example",
        "Name <x@elsewhere.example>",
        "x\x00@elsewhere.example",
        "x\u202e@elsewhere.example",
        "\ud800@elsewhere.example".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
        "x" * 250 + "@elsewhere.example",
    ],
)
def test_an_invalid_address_is_refused_and_the_typed_text_kept(writer, email):
    answer = write(writer.client, form_address(writer.post), "My words.", follow_up=email)
    assert answer.status_code == 422
    assert typed(answer) == ["My words."]
    assert parse(answer).select(".field-error")
    assert not PostComment.objects.exists()
    assert not FollowUp.objects.exists()


def test_an_address_is_kept_while_the_form_asks_about_personal_data(writer):
    answer = write(
        writer.client, form_address(writer.post), "Call 651-555-0142.", follow_up=ADDRESS
    )
    assert answer.status_code == 422
    writer.client.post(
        form_address(writer.post),
        form_fields(answer) | {"comment": "Call 651-555-0142.", "as_it_is": "phone"},
    )
    assert FollowUp.objects.get().email == ADDRESS


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_the_form_says_beside_the_field_what_the_address_is_for(writer, language):
    field = parse(writer.client.get(form_address(writer.post, language))).find(id="id_follow_up")
    assert "required" not in field.attrs
    said = parse(writer.client.get(form_address(writer.post, language))).find(
        id=field["aria-describedby"]
    )
    assert "2" in said.text


def test_the_form_with_which_a_comment_is_changed_asks_for_no_address(writer):
    make.own_comment(writer.post, "token", status=PENDING)
    assert "follow_up" not in form_fields(writer.client.get("/en/comment/token/edit/"))


# Limits on questions to one address


def test_one_address_is_asked_three_times_at_most_however_it_is_written(writer):
    for email in (ADDRESS, "Xamdi@Elsewhere.Example", "x.amdi@elsewhere.example"):
        writer.leave(email)
    assert len(writer.outbox) == 3
    writer.leave("xamdi+again@elsewhere.example")
    assert len(writer.outbox) == 3
    assert FollowUp.objects.count() == 3  # an address that gets no question is not stored
    writer.leave("somebody.else@elsewhere.example")
    assert len(writer.outbox) == 4


def test_deleting_the_comment_or_stopping_does_not_let_it_be_asked_more_often(writer):
    for _time in range(3):
        writer.leave().delete()
    writer.leave()
    assert len(writer.outbox) == 3
    writer.client.post(stop_path(writer.outbox[-1]), ONE_CLICK)
    writer.leave()
    assert len(writer.outbox) == 3


def test_a_writer_who_confirms_can_be_asked_again(writer):
    for _time in range(4):
        writer.confirm()
    writer.leave()
    assert len(writer.outbox) == 1


def test_the_mail_that_asks_holds_nothing_that_its_writer_typed(writer):
    writer.leave(text="Buy pills at spam.example", name="Buy pills")
    (mail,) = writer.outbox
    assert "pills" not in mail.message().as_string()


def test_nobody_is_asked_while_the_comment_is_held_for_spam(writer):
    write(writer.client, form_address(writer.post), follow_up=ADDRESS)
    comment = PostComment.objects.get()
    writer.decide(comment, SPAM)
    assert not writer.outbox
    writer.decide(comment, PENDING)
    assert len(writer.outbox) == 1


# Notifications


def test_a_published_comment_is_notified_once(writer):
    comment = writer.confirm()
    writer.decide(comment)
    (mail,) = writer.outbox
    assert mail.subject == "Your comment is published"
    assert f"/comments/{comment.pk}/" in mail.body
    writer.decide(comment, REJECTED)
    writer.decide(comment, PUBLISHED)
    assert len(writer.outbox) == 1


def test_the_link_in_the_mail_leads_to_the_comment(writer):
    writer.decide(writer.confirm(text="Found again."))
    address = re.search(r"http://testserver(/\S+/comments/\d+/)", writer.outbox[0].body)[1]
    assert "Found again." in main(writer.client.get(address))


@pytest.mark.parametrize("status", [REJECTED, SPAM])
def test_other_decisions_send_no_email(writer, status):
    writer.decide(writer.confirm(), status)
    assert not writer.outbox


def test_an_address_that_is_not_confirmed_gets_no_other_mail(writer):
    comment = writer.leave()
    writer.outbox.clear()
    writer.decide(comment)
    writer.decide(make.comment(writer.post, status=PENDING, reply_to=comment))
    assert not writer.outbox


def test_a_writer_who_confirms_after_the_publication_is_notified_then(writer):
    writer.decide(writer.leave())
    press(writer.client, confirm_path(writer.outbox[0]))
    writer.work()
    assert writer.outbox[-1].subject == "Your comment is published"


def test_each_direct_reply_is_notified_once_when_it_is_shown(writer):
    comment = writer.confirm()
    writer.decide(comment)
    writer.outbox.clear()
    replies = [make.comment(writer.post, status=PENDING, reply_to=comment) for _reply in range(2)]
    for reply in replies:
        writer.decide(reply)
        assert writer.outbox[-1].subject == "Somebody has answered your comment"
        assert f"/comments/{reply.pk}/" in writer.outbox[-1].body
    writer.decide(replies[0], REJECTED)
    writer.decide(replies[0], PUBLISHED)
    assert len(writer.outbox) == 2
    writer.decide(make.comment(writer.post, status=PENDING, reply_to=replies[1]))
    assert len(writer.outbox) == 2


def test_a_reply_that_is_approved_before_its_parent_is_notified_with_it(writer):
    comment = writer.confirm()
    writer.decide(make.comment(writer.post, status=PENDING, reply_to=comment))
    assert not writer.outbox
    writer.decide(comment)
    assert {mail.subject for mail in writer.outbox} == {
        "Your comment is published",
        "Somebody has answered your comment",
    }


def test_the_campaigns_reply_is_notified(writer):
    comment = writer.confirm()
    writer.decide(comment)
    writer.outbox.clear()
    reply = answer(comment.pk, "From us.", by=None)
    assert len(reply.idempotency_key) == 64  # all that the column holds
    writer.work()
    assert len(writer.outbox) == 1


def test_a_mail_holds_no_word_or_name_of_a_comment(writer):
    comment = writer.confirm(text="My secret words.", name="Xamdi")
    writer.decide(comment)
    writer.decide(
        make.comment(writer.post, status=PENDING, text="Words.", user_name="Ana", reply_to=comment)
    )
    sent = "".join(mail.message().as_string() for mail in writer.outbox)
    assert len(writer.outbox) == 2
    assert [word for word in ("secret", "Words.", "Xamdi", "Ana") if word in sent] == []


def test_a_decision_that_is_taken_back_at_once_sends_nothing(writer):
    comment = writer.confirm()
    set_status(comment.pk, Decision(PUBLISHED, by=writer.moderator))
    set_status(comment.pk, Decision(REJECTED, by=writer.moderator))
    writer.work()
    assert not writer.outbox


def unpublish(post):
    post.unpublish()


@pytest.mark.parametrize("hide", [unpublish, restrict])
def test_a_post_that_not_everybody_may_read_is_not_named(writer, hide):
    comment = writer.confirm()
    hide(writer.post)
    writer.decide(comment)
    assert not writer.outbox


def test_no_mail_follows_once_a_moderator_has_erased_the_comment(writer):
    comment = writer.confirm()
    writer.decide(comment)
    PostComment.objects.filter(pk=comment.pk).update(is_erased=True)
    writer.decide(make.comment(writer.post, status=PENDING, reply_to=comment))
    assert len(writer.outbox) == 1


def test_a_decision_costs_as_many_queries_with_2_replies_as_with_20(writer):
    counts = []
    for number in (2, 20):
        comment = make.comment(writer.post, status=PENDING)
        for _reply in range(number):
            make.comment(writer.post, reply_to=comment)
        with CaptureQueriesContext(connection) as captured:
            set_status(comment.pk, Decision(PUBLISHED, by=writer.moderator))
        counts.append(len(captured))
    assert counts[0] == counts[1]
