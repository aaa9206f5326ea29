"""Tests for replies to comments."""

from urllib.parse import urlencode

import pytest

from alerts.comments.models import PostComment, Status
from alerts.comments.services import Decision, set_status
from tests import factories as make
from tests.support.reader_form import form_address, form_fields, thread, typed, write
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
PENDING, PUBLISHED, REJECTED = Status.PENDING, Status.PUBLISHED, Status.REJECTED


def reply_address(comment):
    return f"{form_address(comment.post, comment.language)}?reply_to={comment.pk}"


def reply(client, comment, text="My reply.", **fields):
    answer = write(client, reply_address(comment), text, **fields)
    assert answer.status_code == 302
    return PostComment.objects.latest("pk")


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_a_reply_goes_from_the_comment_to_the_moderators_and_below_the_comment(
    client, alert, language
):
    root = make.comment(alert, language, text="First.")
    make.comment(alert, language, text="Second.")
    page = parse(client.get(form_address(alert, language).removesuffix("comment/")))
    link = page.find(id=f"comment-{root.pk}").find("a", rel="nofollow")
    assert link["href"] == reply_address(root)

    stored = reply(client, root, "An answer.", name="Xamdi")
    assert (stored.status, stored.is_shown) == (PENDING, False)
    assert (stored.reply_to, stored.root, stored.level) == (root, root, 1)
    assert (stored.post_id, stored.language) == (alert.pk, language)
    set_status(stored.pk, Decision(PUBLISHED, by=None))
    texts = [text for _name, text in thread(client, alert, language)]
    assert texts == ["First.", "An answer.", "Second."]
    below = parse(client.get(form_address(alert, language).removesuffix("comment/")))
    assert below.find(id=f"comment-{stored.pk}").find_parent(id=f"comment-{root.pk}")


def test_the_form_shows_the_comment_that_is_answered(client, alert):
    root = make.comment(alert, text="<b>Is</b> it easy?", user_name="Xamdi")
    page = parse(client.get(reply_address(root)))
    assert [quote.text.strip() for quote in page.select("blockquote")] == ["<b>Is</b> it easy?"]
    assert page.select_one("figcaption bdi").text == "Xamdi"
    assert page.h1.text.strip() == "Reply to a comment"


def test_the_form_of_a_new_comment_has_no_field_for_replies(client, alert):
    make.comment(alert)
    response = client.get(form_address(alert))
    assert "reply_to" not in form_fields(response)
    assert not parse(response).select("blockquote")


def test_a_reply_to_a_reply_stands_on_the_third_level(client, alert):
    root = make.comment(alert)
    second = make.comment(alert, reply_to=root)
    third = reply(client, second)
    assert (third.reply_to, third.root, third.level) == (second, root, 2)


def test_a_reply_to_the_third_level_is_beside_its_parent_and_the_form_says_so(client, alert):
    root = make.comment(alert)
    second = make.comment(alert, reply_to=root, text="On the second level.")
    third = make.comment(alert, reply_to=second, text="On the third level.")
    page = parse(client.get(reply_address(third)))
    quoted = [quote.text.strip() for quote in page.select("blockquote")]
    assert quoted == ["On the third level.", "On the second level."]
    assert (
        "Your reply will appear after that one, below this comment:" in page.select_one("main").text
    )

    stored = reply(client, third)
    assert (stored.reply_to, stored.root, stored.level) == (second, root, 2)


@pytest.mark.parametrize("again", [{}, {"comment": ""}])
def test_a_refused_form_still_shows_the_comment_to_reply_to(client, alert, again):
    root = make.comment(alert, text="A question.")
    refused = write(client, reply_address(root), "", name="Xamdi")
    assert refused.status_code == 422
    assert form_fields(refused)["reply_to"] == str(root.pk)
    assert "A question." in parse(refused).blockquote.text
    mended = form_fields(refused) | {"comment": "An answer."}
    assert client.post(form_address(alert), mended).status_code == 302
    assert PostComment.objects.latest("pk").reply_to == root


def test_a_double_click_stores_one_reply(client, alert):
    root = make.comment(alert)
    data = form_fields(client.get(reply_address(root))) | {"comment": "Once."}
    answers = [client.post(form_address(alert), data) for _click in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert PostComment.objects.filter(reply_to=root).count() == 1
    root.refresh_from_db()
    assert root.nested_count == 1


def test_a_form_that_was_sent_does_not_answer_another_comment_unseen(client, alert):
    one, other = make.comment(alert), make.comment(alert)
    data = form_fields(client.get(reply_address(one))) | {"comment": "Words."}
    client.post(form_address(alert), data)
    refused = client.post(form_address(alert), data | {"reply_to": other.pk})
    assert refused.status_code == 422
    assert typed(refused) == ["Words."]
    assert not PostComment.objects.filter(reply_to=other).exists()


def unknown(alert):
    return "987654321"


def of_another_page(alert):
    return str(make.comment(make.AlertPageFactory()).pk)


def in_another_language(alert):
    return str(make.comment(alert, "so").pk)


def pending(alert):
    return str(make.comment(alert, status=PENDING).pk)


def rejected(alert):
    return str(make.comment(alert, status=REJECTED).pk)


def below_what_is_rejected(alert):
    root = make.comment(alert)
    below = make.comment(alert, reply_to=root)
    set_status(root.pk, Decision(REJECTED, by=None))
    return str(below.pk)


NOT_THERE = [
    unknown,
    of_another_page,
    in_another_language,
    pending,
    rejected,
    below_what_is_rejected,
    *("0", "-1", "9" * 10, "9" * 400, "x", "\x00", "1.5", "1 ", "٣", "1;2", "None", "\ud800"),
]


def value_of(reply_to, alert):
    return reply_to(alert) if callable(reply_to) else reply_to


@pytest.mark.parametrize("reply_to", NOT_THERE, ids=lambda it: getattr(it, "__name__", ascii(it)))
def test_a_reply_to_an_unknown_comment_is_refused_with_a_reason_and_the_typed_text(
    client, alert, reply_to
):
    value = value_of(reply_to, alert)
    number = PostComment.objects.count()
    data = form_fields(client.get(form_address(alert))) | {"comment": "My words.", "name": "Xamdi"}
    body = urlencode(data | {"reply_to": value}, errors="surrogatepass")
    refused = client.post(form_address(alert), body, content_type=FORM)
    assert refused.status_code == 422
    assert "not here" in parse(refused).find(role="alert").text
    assert typed(refused) == ["My words."]
    assert PostComment.objects.count() == number

    again = form_fields(refused)
    assert (again["name"], "reply_to" in again) == ("Xamdi", False)
    assert client.post(form_address(alert), again).status_code == 302
    assert PostComment.objects.latest("pk").reply_to is None


@pytest.mark.parametrize("language", make.LANGUAGES)
@pytest.mark.parametrize("reply_to", [unknown, pending, "x", "9" * 400, "%00", "%ff"])
def test_a_link_to_reply_to_an_unknown_comment_leads_to_the_form_of_a_new_comment(
    client, alert, reply_to, language
):
    value = value_of(reply_to, alert)
    response = client.get(f"{form_address(alert, language)}?reply_to={value}")
    page = parse(response)
    assert response.status_code == 404
    assert page.html["lang"] == language
    assert page.find(role="alert").text.strip()
    assert "reply_to" not in form_fields(response)


def test_the_typed_reply_is_kept_when_a_moderator_removes_its_parent(client, alert):
    root = make.comment(alert)
    data = form_fields(client.get(reply_address(root))) | {"comment": "An hour's work."}
    set_status(root.pk, Decision(REJECTED, by=None))
    refused = client.post(reply_address(root), data)
    assert refused.status_code == 422
    assert typed(refused) == ["An hour's work."]


@pytest.mark.parametrize(
    "go", [lambda c: set_status(c.pk, Decision(REJECTED, by=None)), lambda c: c.delete()]
)
def test_a_reply_is_not_stored_if_its_parent_is_deleted_meanwhile(client, alert, monkeypatch, go):
    root = make.comment(alert)
    data = form_fields(client.get(reply_address(root))) | {"comment": "An hour's work."}
    lock = PostComment.lock_thread

    # After the view has found the parent, but before the parent is locked.
    def lock_too_late(comment):
        monkeypatch.undo()
        go(PostComment.objects.get(pk=root.pk))
        lock(comment)

    monkeypatch.setattr(PostComment, "lock_thread", lock_too_late)
    refused = client.post(reply_address(root), data)
    assert refused.status_code == 422
    assert typed(refused) == ["An hour's work."]
    assert "reply_to" not in form_fields(refused)
    assert not PostComment.objects.filter(comment="An hour's work.").exists()


def test_a_closed_post_offers_no_reply_and_takes_none(client, alert):
    root = make.comment(alert)
    data = form_fields(client.get(reply_address(root))) | {"comment": "Too late."}
    make.AlertPage.objects.update(comments_open=False)
    page = parse(client.get(form_address(alert).removesuffix("comment/")))
    assert not page.select("#comments a[href*='reply_to=']")
    response = client.post(form_address(alert), data)
    assert response.status_code == 403
    assert typed(response) == ["Too late."]
