"""Tests for answers to comments that moderators write in the campaign's name."""

import pytest
from django.conf import settings
from django.urls import reverse
from wagtail.models import ModelLogEntry

from alerts.comments.models import PostComment, Reason, Status
from tests import factories as make
from tests.support.moderation_queue import QUEUE
from tests.support.reader_form import form_address, form_fields, thread
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

NAMES = {
    "en": "Answer from the campaign",
    "es": "Respuesta de la campaña",
    "so": "Jawaabta ololaha",
    "hmn": "Lo lus teb ntawm peb pab pawg",
}


def address(comment):
    return reverse("moderation:answer", args=(comment.pk,))


def answer(client, comment, text="We are open until five.", **data):
    return client.post(address(comment), {"answer": text, "key": "0" * 64, "edits": "0"} | data)


@pytest.mark.parametrize("language", NAMES)
def test_an_answer_is_public_at_once_and_marked_and_names_nobody(
    moderator, client, user, alert, language
):
    comment = make.comment(alert, language, text="When are you open?", user_name="Xamdi")
    assert answer(moderator, comment)["Location"] == f"{QUEUE}#result"
    moderator.logout()
    assert thread(client, alert, language) == [
        ("Xamdi", "When are you open?"),
        (NAMES[language], "We are open until five."),
    ]
    reply = PostComment.objects.get(is_campaign=True)
    page = client.get(f"/{language}/alerts/{alert.slug}/").content.decode()
    assert reply.moderated_by.username not in page
    assert (reply.user_name, reply.token_hash) == ("", None)


def test_an_answer_approves_a_pending_comment(moderator, client, alert):
    comment = make.comment(alert, status=Status.PENDING, text="When?")
    assert "Your answer approves it" in moderator.get(address(comment)).content.decode()
    answer(moderator, comment)
    assert [text for _name, text in thread(client, alert)] == ["When?", "We are open until five."]
    assert ModelLogEntry.objects.filter(action="comments.published").count() == 2


def test_the_form_that_is_shown_approves_an_edited_comment(moderator, client, alert):
    comment = make.comment(alert, status=Status.PENDING, text="When?", edits=3)
    shown = form_fields(moderator.get(address(comment)))
    assert moderator.post(address(comment), shown | {"answer": "At five."}).status_code == 302
    assert [text for _name, text in thread(client, alert)] == ["When?", "At five."]


def test_a_comment_that_changed_meanwhile_is_neither_approved_nor_answered(moderator, alert):
    comment = make.comment(alert, status=Status.PENDING, edits=1)
    response = answer(moderator, comment, edits="0")
    assert response.status_code == 422
    assert "has changed since" in response.content.decode()
    assert "We are open until five." in response.content.decode()
    assert PostComment.objects.get().status == Status.PENDING


@pytest.mark.parametrize("status", [Status.REJECTED, Status.SPAM])
def test_a_comment_that_is_not_public_is_not_answered(moderator, alert, status):
    comment = make.comment(alert, status=status, reason=Reason.OTHER * (status == "rejected"))
    assert answer(moderator, comment).status_code == 422
    assert PostComment.objects.get().status == status


def test_a_reply_below_a_hidden_comment_is_neither_answered_nor_approved(moderator, alert):
    root = make.comment(alert, status=Status.PENDING)
    reply = make.comment(alert, status=Status.PENDING, reply_to=root)
    assert answer(moderator, reply).status_code == 422
    assert set(PostComment.objects.values_list("status", flat=True)) == {Status.PENDING}


def test_a_withdrawn_comment_is_not_answered(moderator, alert):
    comment = make.comment(alert, text="", is_withdrawn=True)
    assert answer(moderator, comment).status_code == 422


def test_an_answer_to_the_deepest_reply_stands_beside_it(moderator, alert):
    root = make.comment(alert)
    middle = make.comment(alert, reply_to=root)
    deepest = make.comment(alert, reply_to=middle)
    answer(moderator, deepest)
    assert PostComment.objects.get(is_campaign=True).reply_to == middle


@pytest.mark.parametrize("text", ["", "   ", "\x00", "x" * (settings.COMMENT_MAX_LENGTH + 1)])
def test_an_answer_without_words_or_with_too_many_is_refused_and_not_lost(moderator, alert, text):
    comment = make.comment(alert, status=Status.PENDING)
    response = answer(moderator, comment, text)
    assert response.status_code == 422
    assert parse(response).select_one(".error-message")
    assert PostComment.objects.get().status == Status.PENDING


@pytest.mark.parametrize(
    "role", ["Editors", "Translators (Soomaali)", "Moderators (English)", "Moderators (Hmoob)"]
)
def test_users_who_may_not_publish_the_language_cannot_answer(admin_of, alert, role):
    comment = make.comment(alert, "so")
    client = admin_of(role)
    for response in (client.get(address(comment)), answer(client, comment)):
        assert response.status_code in (302, 409)
    assert PostComment.objects.count() == 1


def test_evidence_is_not_shown_by_the_form_for_answers(moderator, alert):
    comment = make.comment(alert, status=Status.EVIDENCE, text="Secretwords")
    response = moderator.get(address(comment), follow=True)
    assert "Secretwords" not in response.content.decode()


def test_an_answer_that_is_sent_twice_is_published_once(moderator, alert):
    comment = make.comment(alert, status=Status.PENDING)
    form = (
        parse(moderator.get(address(comment)))
        .find("textarea", {"name": "answer"})
        .find_parent("form")
    )
    key = form.find("input", {"name": "key"})["value"]
    for _ in range(2):
        assert answer(moderator, comment, key=key, edits="0")["Location"] == f"{QUEUE}#result"
    assert PostComment.objects.filter(is_campaign=True).count() == 1


@pytest.mark.parametrize("key", ["", "x", "0" * 63, "\x00" * 64])
def test_an_answer_without_a_valid_key_is_refused_and_its_text_kept(moderator, alert, key):
    comment = make.comment(alert)
    response = answer(moderator, comment, key=key)
    assert response.status_code == 422
    assert "We are open until five." in response.content.decode()


def test_a_form_that_is_used_again_for_other_words_says_so_and_loses_none(moderator, alert):
    comment = make.comment(alert)
    answer(moderator, comment, "The first.")
    response = answer(moderator, comment, "The second.")
    assert response.status_code == 422
    assert "used for another answer" in response.content.decode()
    assert parse(response).find("textarea", {"name": "answer"}).text.strip() == "The second."


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize("depth", [1, 2])
def test_a_reply_to_the_campaign_quotes_it_by_its_label(client, alert, language, depth):
    answered = make.comment(alert, language, is_campaign=True)
    for _level in range(depth):
        answered = make.comment(alert, language, reply_to=answered, is_campaign=True)
    page = parse(client.get(f"{form_address(alert, language)}?reply_to={answered.pk}"))
    # At the deepest level, the form also quotes the parent of the quoted comment.
    labels = [quote.text for quote in page.select(".quoted figcaption b")]
    assert labels == [NAMES[language]] * depth
