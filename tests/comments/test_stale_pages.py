"""Tests for two moderators: a page that was opened before the other acted changes nothing."""

import pytest
from django.urls import reverse

from alerts.comments.flagging import count_flag
from alerts.comments.models import PostComment, Status
from alerts.comments.services import Decision, pass_on, set_status
from tests import factories as make
from tests.support.moderation_queue import QUEUE
from tests.support.soup import parse, text_of

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED = Status.PENDING, Status.PUBLISHED


def pass_to_somali(comment):
    pass_on(comment.pk, "so", by=make.user())


def approve_and_undo(comment):
    for status in (PUBLISHED, PENDING):
        set_status(comment.pk, Decision(status, by=make.user()))


def approve_until_readers_flag(comment):
    set_status(comment.pk, Decision(PUBLISHED, by=make.user()))
    for _reader in range(3):
        count_flag(comment.pk, "insult")


MEANWHILE = {
    "passed on": pass_to_somali,
    "put back": approve_and_undo,
    "flagged": approve_until_readers_flag,
}


def fields(form):
    return {box["name"]: box.get("value", "") for box in form.select("input[name]")}


def seen_in(form):
    return {"seen": [box["value"] for box in form.select("[name=seen]")]}


def row(moderator, comment, act, *more_args, **data):
    """Open the queue, and return the address and the fields of a form beside `comment`."""
    form = parse(moderator.get(QUEUE)).select_one(f"#comment-{comment.pk} form")
    return reverse(f"moderation:{act}", args=(comment.pk, *more_args)), fields(form) | data


def group(moderator, action, **more):
    """Open the queue, and return the address and the fields of the form of its only group."""
    form = parse(moderator.get(QUEUE)).select_one(".queue-groups form")
    return form["action"], seen_in(form) | {"action": action, **more}


def erasure_of_group(moderator):
    address, data = group(moderator, "erase")
    form = parse(moderator.post(address, data)).select_one("main form")
    return address, seen_in(form) | {"action": "erase", "confirmed": "on"}


def selected(moderator, comment, action):
    """Open the page for several selected comments, and return its address and fields."""
    address = reverse("wagtail_bulk_action", args=("comments", "postcomment", action))
    address += f"?id={comment.pk}&next={QUEUE}"
    form = parse(moderator.get(address)).select_one("main form[method=post]")
    return address, seen_in(form) | {"reason": "insult"}


STALE = {
    "approve": lambda moderator, one: row(moderator, one, "decide", PUBLISHED),
    "spam": lambda moderator, one: row(moderator, one, "decide", Status.SPAM),
    "pass": lambda moderator, one: row(moderator, one, "pass_to", passed_to="hmn"),
    "approve group": lambda moderator, _one: group(moderator, "published"),
    "reject group": lambda moderator, _one: group(moderator, "rejected", reason="insult"),
    "group is spam": lambda moderator, _one: group(moderator, "spam"),
    "erase group": lambda moderator, _one: erasure_of_group(moderator),
    "approve selected": lambda moderator, one: selected(moderator, one, "approve"),
    "reject selected": lambda moderator, one: selected(moderator, one, "reject"),
}


@pytest.mark.parametrize("meanwhile", MEANWHILE)
@pytest.mark.parametrize("way", STALE)
def test_a_page_that_was_opened_before_changes_nothing_and_says_so(
    moderator, alert, way, meanwhile
):
    comment = make.comment(alert, "en", PENDING, screening={"cluster": 1})
    other = make.comment(alert, "en", PENDING, screening={"cluster": 1})
    address, data = STALE[way](moderator, comment)
    other.delete()
    MEANWHILE[meanwhile](comment)
    before = PostComment.objects.values().get()
    page = moderator.post(address, data, follow=True)
    assert PostComment.objects.values().get() == before
    assert "Nothing was changed." in text_of(parse(page).select_one("#result-text"))


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        (["pass_to"], {"passed_to": "hmn"}),
        (["decide", PUBLISHED], {}),
        (["decide", "rejected"], {"reason": "insult", "note": "My sentence."}),
        (["erase"], {}),
        (["answer"], {"answer": "My words.", "key": "0" * 64}),
    ],
)
def test_the_second_of_two_moderators_is_told_to_whom_a_comment_was_passed(
    moderator, alert, act, fields
):
    comment = make.comment(alert, "en", PENDING)
    address, data = row(moderator, comment, *act, **fields)
    pass_to_somali(comment)
    page = moderator.post(address, data, follow=True)
    said = "It was passed to those who read Somali since you opened the page."
    assert said in text_of(parse(page).main)


def test_what_a_moderator_decided_alone_is_not_undone_with_the_others(moderator, alert):
    alone, other = (make.comment(alert, "en", PENDING, screening={"cluster": 1}) for _ in range(2))
    address, data = group(moderator, "published")
    moderator.post(*row(moderator, alone, "decide", PUBLISHED))
    page = moderator.post(address, data, follow=True)
    assert "1 comment: published." in text_of(parse(page).select_one("#result-text"))
    undo = parse(page).select_one("#result form")
    moderator.post(undo["action"], seen_in(undo) | {"action": "undo"})
    states = dict(PostComment.objects.values_list("pk", "status"))
    assert states == {alone.pk: PUBLISHED, other.pk: PENDING}


def test_a_comment_that_its_writer_took_back_is_not_put_into_the_queue_by_undo(moderator, alert):
    first, _second = (make.comment(alert, "en", PENDING, screening={"cluster": 1}) for _ in "ab")
    page = moderator.post(*group(moderator, "published"), follow=True)
    make.comment(alert, "en", PUBLISHED, reply_to=first)
    PostComment.objects.filter(pk=first.pk).update(is_withdrawn=True)
    undo = parse(page).select_one("#result form")
    moderator.post(undo["action"], seen_in(undo) | {"action": "undo"})
    assert PostComment.objects.get(pk=first.pk).status == PUBLISHED


def test_a_comment_that_was_passed_back_is_told_so(moderator, alert):
    comment = make.comment(alert, "en", PENDING)
    pass_to_somali(comment)
    address, data = STALE["pass"](moderator, comment)
    pass_on(comment.pk, "en", by=make.user())
    page = moderator.post(address, data, follow=True)
    assert "It was passed to those who read English" in text_of(
        parse(page).select_one("#result-text")
    )


def test_a_text_that_was_changed_is_not_passed_on_unread(moderator, alert):
    comment = make.comment(alert, "en", PENDING)
    address, data = STALE["pass"](moderator, comment)
    PostComment.objects.update(edits=1, comment="New words.")
    page = moderator.post(address, data, follow=True)
    assert "The text has changed" in text_of(parse(page).select_one("#result-text"))
    assert PostComment.objects.get().passed_to == ""
