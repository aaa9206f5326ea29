"""Tests for adding and deleting the email addresses of comment writers."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from alerts.comments.models import FollowUp, PostComment, Status
from alerts.comments.models.follow_up import STOP, AskedAddress
from alerts.comments.notifications import expiry
from tests import factories as make
from tests.support.reader_form import form_address, form_fields, write
from tests.support.soup import parse
from tests.support.writer import (
    ADDRESS,
    confirm_path,
    press,
)

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED = Status.PENDING, Status.PUBLISHED


# Addresses entered later, on the private page

PRIVATE = "/en/comment/a-token/"
ASK = f"{PRIVATE}mail/"


def own(writer, status=PENDING, **fields):
    return make.own_comment(writer.post, "a-token", "en", status, **fields)


def test_a_writer_can_enter_an_address_later_on_the_private_page(writer):
    comment = own(writer)
    assert parse(writer.client.get(PRIVATE)).select(f'a[href="{ASK}"]')
    answer = press(writer.client, ASK, follow_up=ADDRESS)
    assert (answer.status_code, answer["Location"]) == (303, PRIVATE)
    writer.work()
    press(writer.client, confirm_path(writer.outbox[0]))
    writer.decide(comment)
    assert writer.subjects == [
        "Do you want emails about your comment?",
        "Your comment is published",
    ]


def test_a_second_address_does_not_take_the_place_of_the_first(writer):
    own(writer)
    data = form_fields(writer.client.get(ASK))
    for address in (ADDRESS, "another@elsewhere.example"):
        assert writer.client.post(ASK, data | {"follow_up": address}).status_code == 303
    assert FollowUp.objects.get().email == ADDRESS
    assert writer.client.get(ASK)["Location"] == PRIVATE


@pytest.mark.parametrize(
    "fields", [{"status": Status.REJECTED}, {"status": Status.SPAM}, {"is_closed": True}]
)
def test_no_address_is_accepted_if_there_will_be_no_emails(writer, fields):
    data = form_fields(writer.client.get(ASK)) if own(writer) else {}
    PostComment.objects.update(**fields)
    assert not parse(writer.client.get(PRIVATE)).select(f'a[href="{ASK}"]')
    assert writer.client.post(ASK, data | {"follow_up": ADDRESS}).status_code == 303
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize(
    ("fields", "headers", "status"),
    [
        ({"follow_up": ""}, {}, 422),
        ({"follow_up": "root@localhost"}, {}, 422),
        ({"follow_up": "x@elsewhere.example\nBcc: y@elsewhere.example"}, {}, 422),
        ({"form_token": "forged"}, {}, 422),
        ({}, {"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_the_address_is_checked_as_in_the_form(writer, fields, headers, status):
    own(writer)
    answer = press(writer.client, ASK, headers, **{"follow_up": ADDRESS} | fields)
    assert answer.status_code == status
    assert parse(answer).select(".error, .field-error")
    assert not FollowUp.objects.exists()


# Deletion of addresses


@pytest.mark.parametrize("with_reply", [False, True])
def test_deleting_a_comment_deletes_its_address(writer, with_reply):
    private = write(writer.client, form_address(writer.post), follow_up=ADDRESS)["Location"]
    if with_reply:
        make.comment(writer.post, status=PENDING, reply_to=PostComment.objects.get())
    assert press(writer.client, f"{private}delete/").status_code == 303
    assert PostComment.objects.exists() is with_reply
    assert not FollowUp.objects.exists()


def test_an_address_goes_with_its_post(writer):
    writer.leave()
    writer.post.delete()
    assert not FollowUp.objects.exists()


def test_addresses_of_replies_go_with_the_comment_above_them(writer):
    root = make.comment(writer.post)
    comment = writer.leave(reply_to=root.pk)
    assert comment.root_id == root.pk
    root.delete()
    assert not FollowUp.objects.exists()


def test_when_a_thread_closes_its_addresses_are_deleted(writer):
    comment, other = writer.confirm(), writer.leave("other@elsewhere.example")
    PostComment.objects.filter(pk=comment.pk).update(status=PUBLISHED, is_shown=True)
    writer.leave(reply_to=comment.pk)
    assert expiry.delete_closed() == 0
    PostComment.objects.filter(pk=comment.pk).update(is_closed=True)
    assert expiry.delete_closed(dry_run=True) == 2
    assert FollowUp.objects.count() == 3
    assert expiry.delete_closed() == 2
    assert expiry.delete_closed() == 0
    assert FollowUp.objects.get().comment == other


def test_unconfirmed_addresses_and_their_records_are_deleted(writer):
    writer.confirm()
    writer.leave("never@elsewhere.example")
    now = timezone.now()
    assert expiry.delete_unconfirmed(now - timedelta(days=2)) == 0
    assert expiry.delete_unconfirmed(now, dry_run=True) == 1
    assert FollowUp.objects.count() == 2
    assert expiry.delete_unconfirmed(now) == 1
    assert FollowUp.objects.get().confirmed_at
    assert not AskedAddress.objects.exists()


def test_an_address_that_was_stopped_does_not_come_back_with_a_back_up(client):
    comment = make.comment(make.AlertPageFactory())
    kept = FollowUp.objects.create(comment=comment, email="me@reader.example", language="en")
    row = FollowUp.objects.filter(pk=kept.pk).values().get()
    client.post(
        reverse("comments:stop_mail", args=(kept.token(STOP),)),
        {"List-Unsubscribe": "One-Click"},
    )
    assert not FollowUp.objects.exists()
    FollowUp.objects.create(**row)
    call_command("replayerasures", verbosity=0)
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize(
    ("status", "is_kept"),
    [(Status.PENDING, True), (Status.SPAM, True), (Status.PUBLISHED, False)],
)
def test_an_address_goes_when_an_editor_closes_the_comments_unless_its_comment_waits(
    status, is_kept
):
    comment = make.comment(make.AlertPageFactory(comments_open=False), status=status)
    FollowUp.objects.create(comment=comment, email="me@reader.example", language="en")
    expiry.delete_closed()
    assert FollowUp.objects.exists() == is_kept
