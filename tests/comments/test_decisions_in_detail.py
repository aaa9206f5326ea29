"""Tests for the messages and pages that follow a moderator's decision, and for rare decisions."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alerts.comments.models import BlockedTerm, PostComment, Redaction, Status
from alerts.comments.spam.near_duplicates import columns
from tests import factories as make
from tests.support.moderation_queue import QUEUE
from tests.support.soup import parse, text_of

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED, REJECTED, SPAM, EVIDENCE = Status
TEXT = "Call Xamdi at noon."


@pytest.fixture
def alert():
    return make.AlertPageFactory(title="Call the governor")


def address(name, comment):
    return reverse(f"moderation:{name}", args=(comment.pk,))


def bulk(action, query):
    args = ("comments", "postcomment", action)
    return f"{reverse('wagtail_bulk_action', args=args)}?{query}"


def result(response):
    return text_of(parse(response).select_one("#result p"))


# Several comments


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1 comment: published."), (2, "2 comments: published.")]
)
def test_the_message_counts_the_comments_that_were_decided_on(moderator, alert, number, said):
    comments = [make.comment(alert, status=PENDING) for _ in range(number)]
    query = "&".join(f"id={comment.pk}" for comment in comments)
    seen = [comment.seen for comment in comments]
    moderator.post(bulk("approve", query), {"seen": seen})
    assert result(moderator.get(QUEUE)) == said


def test_a_page_for_several_says_which_stay_because_of_their_language(admin_of, alert):
    client = admin_of("Moderators (Soomaali)")
    own = make.comment(alert, "so", PENDING, "Mine.")
    other = make.comment(alert, "es", PENDING, "Not mine.")
    query = f"id={own.pk}&id={other.pk}"
    for action, shown in (("approve", ["Mine."]), ("spam", ["Mine.", "Not mine."])):
        page = client.get(bulk(action, query))
        assert [quote.text.strip() for quote in parse(page).select("blockquote")] == shown
        assert ("1 more stay as they are" in page.content.decode()) is (action == "approve")


@pytest.mark.parametrize("query", ["id=all", "id=all&childOf=1", "id=x", "id=9999999999999999999"])
def test_nothing_is_decided_about_comments_that_were_not_selected(moderator, alert, query):
    comment = make.comment(alert, status=PENDING)
    page = moderator.get(bulk("approve", query))
    assert "None of the selected comments is waiting any more." in page.content.decode()
    assert not parse(page).select("main form, [type=submit]")
    moderator.post(bulk("approve", query), {"seen": []})
    comment.refresh_from_db()
    assert comment.status == PENDING


def test_a_group_is_marked_except_for_what_changed_or_was_decided_on(moderator, alert):
    same, changed, published, spam = (make.comment(alert, status=PENDING) for _ in range(4))
    PostComment.objects.filter(pk=changed.pk).update(edits=1)
    PostComment.objects.filter(pk=published.pk).update(status=PUBLISHED)
    PostComment.objects.filter(pk=spam.pk).update(status=SPAM, moderated_at=timezone.now())
    seen = [comment.seen for comment in (same, changed, published, spam)]
    page = moderator.post(
        reverse("moderation:decide_group"), {"seen": seen, "action": "spam"}, follow=True
    )
    assert set(PostComment.objects.filter(status=SPAM)) == {same, spam}
    assert result(page).startswith("1 comment: spam. 3 stayed as they were")


# One comment


@pytest.mark.parametrize(
    ("way", "location"),
    [
        (f"{QUEUE}?status=spam", f"{QUEUE}?status=spam"),
        ("https://elsewhere.example/", QUEUE),
        ("", QUEUE),
    ],
)
@pytest.mark.parametrize("name", ["answer", "redact", "erase"])
def test_after_an_act_on_one_comment_the_moderator_is_back_in_the_list(
    moderator, alert, name, way, location
):
    comment = make.comment(alert, text=TEXT)
    data = {"answer": "At five.", "key": "0" * 64, "text": "Call [[Xamdi]] at noon.", "edits": "0"}
    answer = moderator.post(address(name, comment), data | {"next": way})
    assert (answer.status_code, answer["Location"]) == (302, f"{location}#result")


@pytest.mark.parametrize("name", ["redact", "erase"])
def test_the_way_back_without_an_act_leads_to_the_same_list(moderator, alert, name):
    comment = make.comment(alert)
    for way, location in ((f"{QUEUE}?status=spam", f"{QUEUE}?status=spam"), ("//x.example", QUEUE)):
        page = parse(moderator.get(address(name, comment), {"next": way}))
        assert page.select_one("a.button-secondary")["href"] == location


@pytest.mark.parametrize("name", ["redact", "erase"])
def test_the_name_is_shown_before_it_is_removed(moderator, alert, name):
    named, nameless = make.comment(alert, user_name="Xamdi"), make.comment(alert)
    page = parse(moderator.get(address(name, named)))
    assert page.select_one("bdi").text == "Xamdi"
    assert "No name given" not in page.text
    assert bool(page.select("[name=without_name]")) is (name == "redact")
    page = parse(moderator.get(address(name, nameless)))
    assert "No name given" in page.text
    assert not page.select("[name=without_name]")


@pytest.mark.parametrize(
    ("status", "button", "said"),
    [
        (PENDING, "Approve and publish the answer", True),
        (PUBLISHED, "Publish the answer", False),
    ],
)
def test_the_page_for_an_answer_says_what_it_approves(moderator, alert, status, button, said):
    comment = make.comment(alert, status=status)
    page = parse(moderator.get(address("answer", comment)))
    buttons = [text_of(one) for one in page.select("form button")]
    assert button in buttons
    assert ("Your answer approves it." in page.text) is said
    assert "Replies cannot be nested deeper" not in page.text


def test_the_page_for_an_answer_says_where_a_deep_answer_stands(moderator, alert):
    reply = make.comment(alert, reply_to=make.comment(alert))
    deepest = make.comment(alert, reply_to=reply)
    said = "Replies cannot be nested deeper"
    assert said in moderator.get(address("answer", deepest)).content.decode()
    assert said not in moderator.get(address("answer", reply)).content.decode()


# Redaction


def undo(client, comment):
    return client.post(address("redact", comment), {"undo": "on", "edits": "0"})


def test_words_of_a_hidden_comment_are_restored_by_moderators_of_any_language(admin_of, alert):
    comment = make.comment(alert, "so", PENDING, "Waan \ufffc.", redaction={"original": "Before."})
    client = admin_of("Moderators (Hmoob)")
    page = client.get(address("redact", comment)).content.decode()
    assert "Bring all of it back" in page
    assert "only somebody who may publish" not in page
    assert undo(client, comment).status_code == 302
    assert PostComment.objects.get().comment == "Before."


def test_nothing_is_restored_if_nothing_was_removed(moderator, alert):
    comment = make.comment(alert, text=TEXT)
    answer = undo(moderator, comment)
    assert answer.status_code == 422
    assert "nothing that could be brought back" in answer.content.decode()
    assert PostComment.objects.get().edits == 0


def test_a_name_that_was_not_given_cannot_be_taken_away(moderator, alert):
    comment = make.comment(alert, text=TEXT)
    data = {"text": TEXT, "edits": "0", "without_name": "on"}
    answer = moderator.post(address("redact", comment), data)
    assert answer.status_code == 422
    assert "Nothing is marked." in answer.content.decode()
    assert not Redaction.objects.exists()


def test_the_reasons_against_a_comment_go_with_the_words_that_are_taken_out(moderator, alert):
    BlockedTerm.objects.create(term="hateword")
    text = "You hateword, I will find you, wherever you go"
    reasons = [["word", 3, "hateword"], ["threat", 0, ""], ["near_many", 2, 3]]
    comment = make.comment(
        alert, status=PENDING, text=text, screening={"reasons": reasons, "score": 5}
    )
    address = reverse("moderation:redact", args=(comment.pk,))
    moderator.post(address, {"edits": 0, "text": text.replace("hateword", "[[hateword]]")})
    assert PostComment.objects.get().fold_reason == "Seems to threaten somebody"
    left = PostComment.objects.get()
    moderator.post(address, {"edits": 1, "text": left.comment.replace("I will", "[[I will]]")})
    left = PostComment.objects.get()
    assert (left.fold_reason, left.screening.reasons) == ("", [["near_many", 2, 3]])
    assert (left.screening.score, left.status) == (2, PENDING)
    assert "When sent, said nearly the same as 3" in moderator.get(QUEUE).content.decode()
    moderator.post(address, {"edits": 2, "undo": "on"})
    left = PostComment.objects.get()
    assert (left.fold_reason, left.screening.score) == ("Has blocked words", 5)


def test_near_duplicates_are_found_by_the_text_that_a_redaction_leaves(moderator, alert):
    comment = make.comment(alert, text=TEXT, screening={})
    other = make.comment(alert, text="At noon.", screening={"band_0": 7})
    data = {"text": "Call [[Xamdi]] at noon.", "edits": "0"}
    moderator.post(address("redact", comment), data)
    comment = PostComment.objects.select_related("screening").get(pk=comment.pk)
    bands = {name: getattr(comment.screening, name) for name in columns(comment)}
    assert bands == columns(comment)
    assert None not in bands.values()
    other.screening.refresh_from_db()
    assert other.screening.band_0 == 7


def test_the_buttons_of_the_queue_work_by_post_alone(moderator, alert):
    comment = make.comment(alert, status=PENDING)
    for name, arguments, data in (
        ("pass_to", [comment.pk], {"passed_to": "so"}),
        ("decide", [comment.pk, PUBLISHED], {}),
        ("close_thread", [comment.pk], {"closed": "on"}),
        ("pause", [], {"paused": "on"}),
        ("decide_group", [], {"action": "spam"}),
    ):
        url = reverse(f"moderation:{name}", args=arguments)
        before = PostComment.objects.values().get()
        assert moderator.get(url).status_code == 405
        assert PostComment.objects.values().get() == before
        assert moderator.post(url, data)["Location"] == f"{QUEUE}#result"
        anonymous = Client().post(url, data)
        assert anonymous["Location"].startswith(reverse("wagtailadmin_login"))
    assert PostComment.objects.get().is_closed
