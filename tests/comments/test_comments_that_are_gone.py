"""Tests for actions of moderators on comments that have been erased, changed or decided on."""

import pytest
from django.urls import reverse

from alerts.comments import services
from alerts.comments.erasure import erase
from alerts.comments.models import PostComment, Reason, Status
from alerts.comments.moderation import decisions
from alerts.comments.services import Decision, set_status
from tests import factories as make
from tests.support.moderation_queue import QUEUE, result
from tests.support.reader_form import form_fields, typed
from tests.support.soup import parse, text_of

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED, REJECTED, SPAM, EVIDENCE = Status
GONE = "Nothing was changed. The comment is no longer in the queue"
ACTS = {
    "approve": ("decide", (PUBLISHED,)),
    "reject": ("decide", (REJECTED,)),
    "put back": ("decide", (PENDING,)),
    "pass on": ("pass_to", ()),
    "close": ("close_thread", ()),
    "answer": ("answer", ()),
    "redact": ("redact", ()),
    "erase": ("erase", ()),
}


@pytest.fixture
def alert():
    return make.AlertPageFactory(title="Call the governor")


def address(comment, act):
    name, args = ACTS[act]
    return reverse(f"moderation:{name}", args=(comment.pk, *args))


def vanish(comment, how):
    if how == "erased":
        erase(comment.pk, by=make.user())
    elif how == "deleted":
        comment.delete()
    else:
        set_status(comment.pk, Decision(EVIDENCE, by=make.user()))


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("how", ["erased", "deleted", "evidence"])
def test_an_act_on_a_comment_that_is_gone_is_answered_at_the_next_row(moderator, alert, act, how):
    comment, following = (make.comment(alert, status=PENDING) for _ in range(2))
    vanish(comment, how)
    data = {"edits": "0", "reason": "insult", "passed_to": "so", "closed": "on"}
    data["next"] = f"{QUEUE}#comment-{following.pk}"
    page = moderator.post(address(comment, act), data, follow=True)
    assert page.redirect_chain == [(f"{QUEUE}#result", 302)]
    text, row = result(page)
    assert text.startswith(f"Comment {comment.pk}: {GONE}")
    assert "refused" in parse(page).select_one("#result")["class"]
    assert row == f"comment-{following.pk}"


@pytest.mark.parametrize("act", ["answer", "redact", "erase"])
def test_a_page_about_a_comment_that_is_gone_leads_to_a_sentence_in_an_empty_queue(
    moderator, alert, act
):
    comment = make.comment(alert, status=PENDING)
    comment.delete()
    page = moderator.get(address(comment, act), follow=True)
    assert (result(page)[0].split(": ")[1][:20], result(page)[1]) == (GONE[:20], None)


@pytest.mark.parametrize("how", ["erased", "evidence"])
def test_an_answer_to_a_comment_that_is_gone_is_shown_for_copying(moderator, alert, how):
    comment = make.comment(alert)
    fields = form_fields(moderator.get(address(comment, "answer"))) | {"answer": "My own words."}
    vanish(comment, how)
    page = moderator.post(address(comment, "answer"), fields)
    assert (page.status_code, typed(page)) == (409, ["My own words."])
    assert "no longer in the queue" in text_of(parse(page).main)
    assert "A comment." not in page.content.decode()


@pytest.mark.parametrize("how", ["deleted", "evidence"])
@pytest.mark.parametrize("act", ["approve", "pass on"])
def test_a_comment_that_goes_while_it_is_decided_on_is_no_error(
    moderator, alert, monkeypatch, act, how
):
    comment = make.comment(alert, status=PENDING)
    name = "set_status" if act == "approve" else "pass_on"
    original = getattr(services, name)

    def vanish_first(*args, **kwargs):
        monkeypatch.undo()
        vanish(comment, how)
        return original(*args, **kwargs)

    monkeypatch.setattr(decisions, name, vanish_first)
    data = {"edits": "0", "passed_to": "so", "version": comment.version}
    page = moderator.post(address(comment, act), data, follow=True)
    assert "Nothing was changed." in result(page)[0]


def test_a_comment_that_goes_after_a_refusal_is_no_error(moderator, alert, monkeypatch):
    comment = make.comment(alert, status=PENDING)

    def refuse(pk, _decision):
        comment.delete()
        raise services.ChangedMeanwhile

    monkeypatch.setattr(decisions, "set_status", refuse)
    page = moderator.post(address(comment, "approve"), {"edits": "0"}, follow=True)
    assert result(page)[0].startswith(f"Comment {comment.pk}: {GONE}")


@pytest.mark.parametrize("act", ["approve", "answer"])
def test_a_language_that_the_moderator_does_not_publish_is_named_at_the_row(admin_of, alert, act):
    comment = make.comment(alert, "so", PENDING)
    page = admin_of("Moderators (Español)").post(
        address(comment, act), {"edits": "0", "next": f"{QUEUE}?language=so"}, follow=True
    )
    assert "Nothing was changed. You do not publish comments in Somali." in result(page)[0]
    assert result(page)[1] == f"comment-{comment.pk}"


@pytest.mark.parametrize("act", ["erase", "redact", "reject"])
def test_a_text_that_its_writer_has_changed_is_shown_before_it_is_erased(moderator, alert, act):
    comment = make.comment(alert, status=PENDING, text="Before.")
    page = moderator.get(address(comment, act)) if act != "reject" else moderator.get(QUEUE)
    fields = form_fields(page) | {"edits": "0", "text": "[[Before]].", "reason": "insult"}
    fields |= {"note": "A sentence of mine."}
    services.edit(comment, text="After.", name="")
    before = PostComment.objects.values().get()
    refused = moderator.post(address(comment, act), fields)
    assert refused.status_code == (409 if act == "reject" else 422)
    shown = text_of(parse(refused).main)
    assert "The text has changed since you opened the page" in shown
    assert "After." in shown
    assert act != "reject" or "A sentence of mine." in typed(refused)
    assert PostComment.objects.values().get() == before


def test_a_sentence_is_not_lost_if_somebody_else_has_decided(moderator, alert):
    comment = make.comment(alert, status=PENDING)
    data = {"edits": "0", "version": comment.version, "reason": "insult", "note": "My sentence."}
    set_status(comment.pk, Decision(REJECTED, by=make.user(), reason=Reason.THREAT))
    page = moderator.post(address(comment, "reject"), data)
    assert (page.status_code, typed(page)) == (409, ["My sentence."])
    assert "because it threatens somebody" in text_of(parse(page).main)
    form = parse(page).select_one("main form")
    fields = {box["name"]: box["value"] for box in form.select("input[type=hidden]")}
    moderator.post(form["action"], fields | {"reason": "insult", "note": "My sentence."})
    assert PostComment.objects.values_list("reason", "note").get() == ("insult", "My sentence.")


@pytest.mark.parametrize("number", ["0", "9" * 25, "9" * 4300])
@pytest.mark.parametrize("act", ["approve", "erase"])
def test_numbers_that_no_comment_can_have_are_no_error(moderator, act, number):
    path = address(PostComment(pk=1), act).replace("/1/", f"/{number}/")
    assert moderator.post(path).status_code in (302, 404)
    assert moderator.get(path).status_code in (302, 404, 405)


@pytest.mark.parametrize("name", ["erase", "redact"])
def test_a_blocked_word_and_a_name_are_folded_in_the_queue_and_on_other_pages(
    moderator, alert, name
):
    comment = make.comment(
        alert,
        status=PENDING,
        screening={"reasons": [["word", 3, "hateword"]]},
        **{"user_name": "Somebody", "text": "A hateword."},
    )
    for path in (address(comment, name), QUEUE):
        page = parse(moderator.get(path))
        for folded in page.select("details:not([open])"):
            folded.decompose()
        assert "hateword" not in text_of(page.main)
        assert "Somebody" not in text_of(page.main)


# Several comments


def press(client, page, action, **data):
    form = parse(page).select_one(".queue-groups form")
    seen = [box["value"] for box in form.select("[name=seen]")]
    return client.post(form["action"], {"seen": seen, "action": action} | data, follow=True)


@pytest.fixture
def alike(alert):
    return [make.comment(alert, status=PENDING, screening={"cluster": 1}) for _one in range(3)]


@pytest.mark.parametrize("action", [PUBLISHED, REJECTED, SPAM])
def test_a_decision_about_a_group_is_undone_with_one_button(moderator, alike, action):
    page = press(moderator, moderator.get(QUEUE), action, reason="insult")
    assert page.redirect_chain[0][0].endswith("#result")
    set_status(alike[0].pk, Decision(EVIDENCE, by=make.user()))
    form = parse(page).select_one("#result form")
    seen = [box["value"] for box in form.select("[name=seen]")]
    page = moderator.post(form["action"], {"seen": seen, "action": "undo"}, follow=True)
    assert result(page)[0].startswith("2 comments: waiting for a moderator. 1 stayed as they were")
    statuses = PostComment.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == [EVIDENCE, PENDING, PENDING]


@pytest.mark.parametrize("seen", [[], ["x"], ["1|"], ["-1|x", f"{'9' * 30}|x", "\x00|\x00"]])
def test_a_forged_undo_changes_nothing(moderator, alike, seen):
    address = reverse("moderation:decide_group")
    page = moderator.post(address, {"seen": seen, "action": "undo"}, follow=True)
    assert result(page)[0].startswith("Nothing was changed.")


@pytest.mark.parametrize("paused", [True, False])
def test_a_pause_is_said_where_the_moderator_is(moderator, paused):
    data = {"paused": "on"} if paused else {}
    page = moderator.post(reverse("moderation:pause"), data, follow=True)
    assert page.redirect_chain == [(f"{QUEUE}#result", 302)]
    said = "Comments are paused on all posts." if paused else "Posts take comments again."
    assert result(page) == (said, None)
    assert not parse(page).select(".messages li")


def test_a_large_flood_hides_no_other_group(moderator, alert, alike, monkeypatch):
    monkeypatch.setattr("alerts.comments.moderation.groups.GROUP_SIZE", 2)
    for _one in range(5):
        make.comment(alert, status=PENDING, screening={"sender": "0abc"})
    summaries = [
        text_of(summary) for summary in parse(moderator.get(QUEUE)).select(".queue-groups summary")
    ]
    assert [text.split(" comments, ")[0] for text in summaries] == [
        "The first 2 of 5",
        "The first 2 of 3",
    ]
