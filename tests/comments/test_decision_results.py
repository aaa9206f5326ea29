"""Tests for the message about a decision, for Undo, and for outdated pages."""

import pytest
from django.urls import reverse

from alerts.comments.models import PostComment, Reason, Status
from alerts.comments.services import Decision, set_status
from tests import factories as make
from tests.support.moderation_queue import QUEUE, result
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED, REJECTED, SPAM, EVIDENCE = Status


@pytest.fixture
def alert():
    return make.AlertPageFactory(title="Call the governor")


def fields(form):
    return {box["name"]: box.get("value", "") for box in form.find_all("input")}


def row(page, comment):
    return parse(page).select_one(f"#comment-{comment.pk} form.decision")


def decide(client, page, comment, status, **data):
    address = reverse("moderation:decide", args=(comment.pk, status))
    return client.post(address, fields(row(page, comment)) | data, follow=True)


def undo(client, page):
    form = parse(page).select_one("#result form")
    return client.post(form["action"], fields(form) | {"undo": "on"}, follow=True)


def state(comment):
    return PostComment.objects.values_list("status", "reason").get(pk=comment.pk)


def test_the_result_stands_above_the_next_comment_and_is_said_once(moderator, alert):
    first, second, third = (make.comment(alert, status=PENDING, text=f"No. {n}") for n in "123")
    page = decide(moderator, moderator.get(QUEUE), first, PUBLISHED)
    text, below = result(page)
    assert (text, below) == (f"Comment {first.pk}, “No. 1”: published.", f"comment-{second.pk}")
    assert "refused" not in parse(page).select_one("#result")["class"]
    described = parse(page).find(id=below)["aria-describedby"]
    assert parse(page).find(id=described)["role"] == "status"
    assert not parse(moderator.get(QUEUE)).select("#result")
    page = decide(moderator, moderator.get(QUEUE), third, SPAM)
    assert result(page)[1] == f"comment-{second.pk}"
    page = decide(moderator, moderator.get(QUEUE), second, SPAM)
    assert result(page) == (f"Comment {second.pk}, “No. 2”: spam.", None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((PENDING, ""), (PUBLISHED, "")),
        ((PENDING, ""), (REJECTED, Reason.INSULT)),
        ((REJECTED, Reason.PERSONAL), (PUBLISHED, "")),
        ((PUBLISHED, ""), (SPAM, "")),
    ],
)
def test_undo_restores_the_status_and_the_reason(moderator, alert, before, after):
    comment = make.comment(alert, status=PENDING)
    if before[0] != PENDING:
        set_status(comment.pk, Decision(before[0], by=make.user(), reason=before[1]))
    page = moderator.get(f"{QUEUE}?status={before[0]}")
    page = decide(moderator, page, comment, after[0], reason=after[1])
    assert state(comment) == after
    page = undo(moderator, page)
    assert state(comment) == before
    assert result(page)[0].startswith(f"Comment {comment.pk}, “A comment.”: ")
    assert result(page)[1] == f"comment-{comment.pk}"
    assert not parse(page).select("#result form")


def test_undo_of_what_only_the_spam_checks_had_marked_leaves_it_waiting(moderator, alert):
    comment = make.comment(alert, status=SPAM)
    page = decide(moderator, moderator.get(f"{QUEUE}?status=spam"), comment, PUBLISHED)
    undo(moderator, page)
    assert state(comment) == (PENDING, "")


def test_undo_never_overwrites_what_somebody_else_has_decided_since(moderator, alert):
    comment = make.comment(alert, status=PENDING)
    page = decide(moderator, moderator.get(QUEUE), comment, PUBLISHED)
    set_status(comment.pk, Decision(REJECTED, by=make.user(), reason=Reason.PERSONAL))
    page = undo(moderator, page)
    assert state(comment) == (REJECTED, Reason.PERSONAL)
    assert result(page)[0].startswith(f"Comment {comment.pk}, “A comment.”: Nothing was changed.")


def once(status, reason=""):
    return [Decision(status, by=None, reason=reason)]


STALE = {
    "published": (once(PUBLISHED), "It is now: published."),
    "rejected for another reason": (once(REJECTED, Reason.THREAT), "because it threatens somebody"),
    "put back": (once(PUBLISHED) + once(PENDING), "It is now: waiting for a moderator."),
    "marked as spam": (once(SPAM), "It is now: spam."),
}


@pytest.mark.parametrize("what", STALE)
@pytest.mark.parametrize("way", ["row", "reason page", "erase", "answer"])
def test_an_outdated_page_overwrites_no_decision_and_no_reason(moderator, alert, what, way):
    decisions, said = STALE[what]
    comment = make.comment(alert, status=PENDING)
    address = reverse(f"moderation:{way}", args=(comment.pk,)) if way in ("erase", "answer") else ""
    page = moderator.get(address or QUEUE)
    if way == "reason page":
        reject = reverse("moderation:decide", args=(comment.pk, REJECTED))
        page = moderator.post(reject, fields(row(page, comment)))
    for decision in decisions:
        set_status(comment.pk, decision)
    before = PostComment.objects.values().get()
    if way == "row":
        page = decide(moderator, page, comment, REJECTED, reason=Reason.INSULT)
    else:
        form = parse(page).select_one("main form[method=post]")
        sent = fields(form) | {"reason": Reason.INSULT, "answer": "Thank you."}
        page = moderator.post(form.get("action") or address, sent, follow=True)
    if (way, what) == ("answer", "published"):
        # The answer decides nothing about a comment that is public already.
        before["order"] = PostComment.objects.values().get(pk=comment.pk)["order"]
        assert state(comment) == (PUBLISHED, "")
        return
    assert PostComment.objects.values().get() == before
    if way != "answer":
        assert said in page.content.decode()


def test_pressing_twice_is_no_refusal(moderator, alert):
    comment = make.comment(alert, status=PENDING)
    page = moderator.get(QUEUE)
    for _time in range(2):
        assert result(decide(moderator, page, comment, PUBLISHED))[0].endswith(": published.")
    # Another button on the same outdated page does not overrule the decision.
    assert "has decided on it since" in result(decide(moderator, page, comment, SPAM))[0]
    other = make.comment(alert, status=PENDING)
    page = moderator.get(QUEUE)
    set_status(other.pk, Decision(PUBLISHED, by=make.user()))
    assert "has decided on it since" in result(decide(moderator, page, other, PUBLISHED))[0]


def test_a_flag_that_came_meanwhile_is_not_reset(moderator, alert):
    comment = make.comment(alert, flag_count=1, flag_reasons={"insult": 1})
    page = moderator.get(f"{QUEUE}?status=published")
    PostComment.objects.filter(pk=comment.pk).update(flag_count=2)
    page = decide(moderator, page, comment, PUBLISHED)
    assert "Readers have flagged it since" in result(page)[0]
    assert PostComment.objects.get().flag_count == 2


@pytest.mark.parametrize("closed", [True, False])
def test_closing_a_thread_is_said_at_its_row(moderator, alert, closed):
    comment = make.comment(alert, is_closed=not closed)
    page = moderator.get(f"{QUEUE}?status=published")
    address = reverse("moderation:close_thread", args=(comment.pk,))
    sent = fields(row(page, comment)) | ({"closed": "on"} if closed else {})
    page = moderator.post(address, sent, follow=True)
    said = "The thread is closed for replies." if closed else "The thread takes replies again."
    assert result(page) == (f"Comment {comment.pk}, “A comment.”: {said}", f"comment-{comment.pk}")


def test_the_thread_of_evidence_is_closed_only_by_those_who_may_see_it(moderator, admin_of, alert):
    comment = make.comment(alert, status=EVIDENCE)
    address = reverse("moderation:close_thread", args=(comment.pk,))
    assert moderator.post(address, {"closed": "on"}).status_code == 302
    assert not PostComment.objects.get().is_closed
    admin_of(None).post(address, {"closed": "on"})
    assert PostComment.objects.get().is_closed


def test_the_result_quotes_no_blocked_word_and_the_session_keeps_no_words(moderator, alert):
    hateful = make.comment(
        alert, status=PENDING, text="Hateword", screening={"reasons": [["word", 3, "Hateword"]]}
    )
    address = reverse("moderation:decide", args=(hateful.pk, SPAM))
    moderator.post(address, fields(row(moderator.get(QUEUE), hateful)))
    assert "Hateword" not in str(dict(moderator.session))
    assert result(moderator.get(QUEUE))[0] == f"Comment {hateful.pk}: spam."
