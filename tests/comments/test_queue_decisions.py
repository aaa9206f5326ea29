"""Tests for decisions about several comments, whole threads and the whole site."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from alerts.comments.models import CommentSettings, PostComment, Reason, Status
from alerts.comments.moderation import decisions
from alerts.comments.services import Decision, set_status
from tests import factories as make
from tests.support.moderation_queue import QUEUE
from tests.support.reader_form import form_address, form_fields, thread
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

HOME = "/admin/"


@pytest.fixture
def alert():
    return make.AlertPageFactory(title="Call the governor")


def bulk(action, *comments):
    address = reverse("wagtail_bulk_action", args=("comments", "postcomment", action))
    return address + "?" + "&".join(f"id={comment.pk}" for comment in comments)


def press(client, page, address, button=None, **more):
    """Submit the form on `page` whose action is `address`, by `button` if it is given."""
    form = next(
        form for form in parse(page).find_all("form") if address in (form.get("action") or address)
    )
    data = {}
    for field in form.find_all("input"):
        if field.get("name"):
            data.setdefault(field["name"], []).append(field.get("value", ""))
    if button:
        data[button] = "on"
    return client.post(address, data | more, follow=True)


@pytest.mark.parametrize(
    ("action", "status"),
    [("approve", Status.PUBLISHED), ("spam", Status.SPAM), ("reject", Status.REJECTED)],
)
def test_several_comments_are_decided_on_at_once(moderator, alert, action, status):
    chosen = [make.comment(alert, "so", Status.PENDING, f"Number {n}.") for n in range(3)]
    left = make.comment(alert, "so", Status.PENDING, "Left alone.")
    page = moderator.get(bulk(action, *chosen))
    assert [quote.text.strip() for quote in parse(page).select("blockquote")] == [
        "Number 0.",
        "Number 1.",
        "Number 2.",
    ]
    seen = [comment.seen for comment in chosen]
    moderator.post(bulk(action, *chosen), {"seen": seen, "reason": Reason.INSULT})
    decided = PostComment.objects.filter(status=status)
    assert set(decided) == set(chosen)
    assert {comment.reason for comment in decided} == (
        {Reason.INSULT} if status == Status.REJECTED else {""}
    )
    assert PostComment.objects.get(pk=left.pk).status == Status.PENDING
    assert ModelLogEntry.objects.filter(action=f"comments.{status}").count() == 3


def test_decisions_about_several_comments_are_short_transactions_one_each(
    moderator, alert, monkeypatch
):
    chosen = [make.comment(alert, "so", Status.PENDING, f"Number {n}.") for n in range(3)]
    outside, depths = len(connection.savepoint_ids), []
    set_status = decisions.set_status

    def watched(*args, **kwargs):
        depths.append(len(connection.savepoint_ids))
        return set_status(*args, **kwargs)

    monkeypatch.setattr(decisions, "set_status", watched)
    seen = [comment.seen for comment in chosen]
    moderator.post(bulk("approve", *chosen), {"seen": seen})
    assert depths == [outside] * 3
    assert PostComment.objects.filter(status=Status.PUBLISHED).count() == 3


@pytest.mark.parametrize(
    "seen", [[], ["x"], ["\x00"], ["9" * 400 + "|0|"], ["-1|0|"], ["1|"], ["²|0|"]]
)
def test_a_bulk_decision_about_what_was_not_seen_decides_nothing(moderator, alert, seen):
    comment = make.comment(alert, status=Status.PENDING)
    answer = moderator.post(bulk("approve", comment), {"seen": seen})
    assert answer.status_code in (200, 302)
    assert PostComment.objects.get().status == Status.PENDING


def test_a_bulk_rejection_needs_a_reason(moderator, alert):
    comment = make.comment(alert, status=Status.PENDING)
    answer = moderator.post(bulk("reject", comment), {"seen": [comment.seen], "reason": "no"})
    assert "Select a valid choice" in answer.content.decode()
    assert PostComment.objects.get().status == Status.PENDING


def test_a_bulk_decision_skips_a_comment_that_changed_after_it_was_read(moderator, alert):
    first, second = (make.comment(alert, status=Status.PENDING) for _ in range(2))
    PostComment.objects.filter(pk=second.pk).update(edits=1, comment="New words.")
    seen = [first.seen, second.seen]
    moderator.post(bulk("approve", first, second), {"seen": seen})
    assert "1 stayed as they were" in moderator.get(QUEUE).content.decode()
    assert [c.status for c in PostComment.objects.order_by("pk")] == [
        Status.PUBLISHED,
        Status.PENDING,
    ]


def test_a_bulk_decision_leaves_what_others_decided(moderator, alert):
    comment = make.comment(alert, status=Status.PENDING)
    seen = [comment.seen]
    set_status(comment.pk, Decision(Status.REJECTED, by=make.user(), reason=Reason.THREAT))
    moderator.post(bulk("approve", comment), {"seen": seen})
    assert PostComment.objects.get().status == Status.REJECTED


@pytest.mark.parametrize("role", ["Editors", "Translators (Soomaali)"])
@pytest.mark.parametrize("action", ["approve", "reject", "spam"])
def test_other_roles_decide_nothing_at_once(admin_of, alert, role, action):
    comment = make.comment(alert, status=Status.PENDING, text="Secretwords")
    client = admin_of(role)
    assert "Secretwords" not in client.get(bulk(action, comment), follow=True).content.decode()
    client.post(bulk(action, comment), {"seen": [comment.seen], "reason": Reason.OTHER})
    assert PostComment.objects.get().status == Status.PENDING


def test_the_list_offers_the_decisions_for_several(moderator, alert):
    make.comment(alert, status=Status.PENDING)
    page = parse(moderator.get(QUEUE))
    assert [link.text.strip() for link in page.select(".bulk-actions-buttons a")] == [
        "Approve",
        "Reject",
        "Spam",
    ]
    assert len(page.select("td [data-bulk-action-checkbox]")) == 1


def test_comments_that_are_alike_are_a_group_that_one_press_marks_as_spam(moderator, alert):
    group = [
        make.comment(alert, language, Status.PENDING, "Cheap pills", screening={"cluster": 1})
        for language in ("en", "so", "es")
    ]
    make.comment(alert, status=Status.PENDING, text="Alone.", screening={"cluster": 2})
    make.comment(alert, status=Status.PUBLISHED, screening={"cluster": 1})
    page = moderator.get(QUEUE)
    (shown,) = parse(page).select(".queue-groups > li")
    assert "3 comments, such as" in shown.text
    assert "All 3 are spam" in shown.text
    press(moderator, page, reverse("moderation:decide_group"), action="spam")
    assert set(PostComment.objects.filter(status=Status.SPAM)) == set(group)
    assert not parse(moderator.get(QUEUE)).select(".queue-groups")


def test_a_group_that_grew_meanwhile_is_decided_on_as_it_was_seen(moderator, alert):
    for _ in range(2):
        make.comment(alert, status=Status.PENDING, screening={"cluster": 1})
    page = moderator.get(QUEUE)
    make.comment(alert, status=Status.PENDING, text="Not seen.", screening={"cluster": 1})
    press(moderator, page, reverse("moderation:decide_group"), action="spam")
    assert [c.comment for c in PostComment.objects.filter(status=Status.PENDING)] == ["Not seen."]


def test_groups_cost_the_same_queries_for_any_number(moderator, alert):
    def fill(groups, size):
        for cluster in range(groups):
            for _ in range(size):
                make.comment(alert, status=Status.PENDING, screening={"cluster": cluster})

    fill(1, 2)
    moderator.get(QUEUE)
    with CaptureQueriesContext(connection) as few:
        moderator.get(QUEUE)
    fill(4, 6)
    with CaptureQueriesContext(connection) as many:
        moderator.get(QUEUE)
    assert len(many) == len(few)


@pytest.mark.parametrize("role", ["Editors", "Translators (Soomaali)"])
@pytest.mark.parametrize("name", ["decide_group", "pause"])
def test_other_roles_mark_no_group_and_pause_nothing(admin_of, alert, role, name):
    comment = make.comment(alert, status=Status.PENDING)
    data = {"seen": [comment.seen], "action": "spam", "paused": "on"}
    assert admin_of(role).post(reverse(f"moderation:{name}"), data)["Location"] == HOME
    assert PostComment.objects.get().status == Status.PENDING
    assert not CommentSettings.load().is_paused


def close(client, comment, closed=True):
    address = reverse("moderation:close_thread", args=(comment.pk,))
    return client.post(address, {"closed": "on"} if closed else {})


@pytest.mark.parametrize("level", [0, 1])
@pytest.mark.parametrize("language", ["en", "es", "so", "hmn"])
def test_a_closed_thread_takes_no_reply_and_loses_no_word(
    moderator, client, alert, level, language
):
    root = make.comment(alert, language, text="The first.")
    answered = [root, make.comment(alert, language, text="Second.", reply_to=root)][level]
    address = form_address(alert, language)
    fields = form_fields(client.get(f"{address}?reply_to={answered.pk}"))
    close(moderator, root)
    moderator.logout()
    response = client.post(address, fields | {"comment": "My long reply."})
    assert response.status_code == 422
    assert parse(response).textarea.text.strip() == "My long reply."
    assert not PostComment.objects.filter(comment="My long reply.").exists()
    assert [text for _name, text in thread(client, alert, language)] == ["The first.", "Second."]
    assert not parse(client.get(address.removesuffix("comment/"))).select('a[href*="reply_to"]')


def test_a_thread_that_is_opened_again_takes_replies(moderator, client, alert):
    root = make.comment(alert)
    close(moderator, root)
    close(moderator, root)
    close(moderator, root, closed=False)
    page = parse(client.get(form_address(alert).removesuffix("comment/")))
    assert page.select('a[href*="reply_to"]')
    assert [entry.action for entry in ModelLogEntry.objects.order_by("pk")] == [
        "comments.close",
        "comments.reopen",
    ]


@pytest.mark.parametrize("role", ["Editors", "Translators (Soomaali)"])
def test_other_roles_close_no_thread(admin_of, alert, role):
    root = make.comment(alert)
    assert close(admin_of(role), root)["Location"] == HOME
    assert not PostComment.objects.get().is_closed


def test_a_reply_cannot_be_closed_like_a_thread(moderator, alert):
    reply = make.comment(alert, reply_to=make.comment(alert))
    assert close(moderator, reply).status_code == 404


@pytest.mark.parametrize("language", ["en", "es", "so", "hmn"])
def test_paused_comments_are_taken_by_no_post_until_they_are_resumed(
    moderator, client, alert, language
):
    address = form_address(alert, language)
    fields = form_fields(client.get(address)) | {"comment": "My words."}
    post = address.removesuffix("comment/")
    english = parse(client.get(f"/en/{post.split('/', 2)[2]}"))
    press(moderator, moderator.get(QUEUE), reverse("moderation:pause"), "paused")
    refused = client.post(address, fields)
    assert refused.status_code == 403
    assert "My words." in refused.content.decode()
    page = parse(client.get(post))
    assert page.select_one("#comments").find("a", href=address) is None
    assert english.select_one("#comments").text != page.select_one("#comments").text
    press(moderator, moderator.get(QUEUE), reverse("moderation:pause"))
    assert client.post(address, fields).status_code == 302
    assert [entry.action for entry in ModelLogEntry.objects.order_by("pk")] == [
        "comments.pause",
        "comments.resume",
    ]


def test_after_a_decision_the_list_opens_at_the_result_above_the_next_comment(moderator, alert):
    first, second = (make.comment(alert, status=Status.PENDING) for _ in range(2))
    forms = [row.form for row in parse(moderator.get(QUEUE)).select(".queue-comment")]
    ways = [form.find("input", {"name": "next"})["value"] for form in forms]
    assert ways == [f"{QUEUE}#comment-{second.pk}", QUEUE]
    answer = moderator.post(
        reverse("moderation:decide", args=(first.pk, Status.SPAM)), {"next": ways[0]}
    )
    assert answer["Location"] == f"{QUEUE}#result"
    result = parse(moderator.get(QUEUE)).select_one("#result")
    assert result.find_next_sibling("article")["id"] == f"comment-{second.pk}"


def test_a_form_that_was_stored_before_the_pause_can_be_sent_again(moderator, client, alert):
    address = form_address(alert)
    fields = form_fields(client.get(address)) | {"comment": "My words."}
    first = client.post(address, fields)
    CommentSettings.objects.update_or_create(pk=1, defaults={"is_paused": True})
    assert client.post(address, fields)["Location"] == first["Location"]
    assert client.post(address, fields | {"comment": "Other words."}).status_code == 403
    assert PostComment.objects.count() == 1
