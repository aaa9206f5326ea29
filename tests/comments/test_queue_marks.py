"""Tests for spam reasons in the moderation queue, and for texts hidden there until a click."""

import pytest
from django.urls import reverse
from django.utils import timezone

from alerts.comments.models import PostComment, Reason, Status
from tests import factories as make
from tests.support.moderation_queue import QUEUE
from tests.support.soup import parse

pytestmark = pytest.mark.django_db


def test_the_reasons_against_a_comment_are_shown_beside_it(moderator, alert):
    make.comment(
        alert,
        status=Status.PENDING,
        screening={"score": 5, "reasons": [["fast", 2, "1 second"], ["links", 3, 4]]},
    )
    sentences = [item.text for item in parse(moderator.get(QUEUE)).select(".queue-reasons li")]
    assert sentences == ["Sent 1 second after the form was opened (+2)", "Has 4 links (+3)"]


def test_a_comment_with_nothing_against_it_has_no_list(moderator, alert):
    make.comment(alert, status=Status.PENDING)
    assert not parse(moderator.get(QUEUE)).select(".queue-reasons")


def bulk(comment):
    return reverse("wagtail_bulk_action", args=("comments", "postcomment", "spam")) + (
        f"?id={comment.pk}"
    )


def test_a_text_with_blocked_words_is_folded_until_it_is_asked_for(moderator, alert):
    make.comment(alert, status=Status.PENDING, text="Kind.")
    hateful = make.comment(
        alert, status=Status.PENDING, text="Hateful.", screening={"reasons": [["word", 3, "slur"]]}
    )
    for page in (moderator.get(QUEUE), moderator.get(bulk(hateful))):
        folded = parse(page).select(".queue-folded")
        assert [one.blockquote.text.strip() for one in folded] == ["Hateful."]
        assert "open" not in folded[0].attrs


def test_a_group_with_blocked_words_shows_none_of_them_unasked(moderator, alert):
    for _ in range(2):
        make.comment(
            alert,
            status=Status.PENDING,
            text="Hateful.",
            screening={"cluster": 1, "reasons": [["word", 3, "slur"]]},
        )
    summary = parse(moderator.get(QUEUE)).select_one(".queue-groups summary")
    assert "Hateful." not in summary.text


def test_the_reasons_of_flags_are_counted(moderator, alert):
    make.comment(alert, flag_count=3, flag_reasons={Reason.INSULT: 2, "unknown": 1})
    text = " ".join(
        parse(moderator.get(f"{QUEUE}?marked=flagged&status=")).select_one("td.title").text.split()
    )
    assert f"Flagged by readers: 3; 2 × {Reason.INSULT.label}" in text


@pytest.mark.parametrize(
    ("marked", "texts"),
    [("flagged", ["Flagged."]), ("held", ["Suspicious."]), ("plain", ["Plain."]), ("x", 3)],
)
def test_the_list_is_filtered_by_mark(moderator, alert, marked, texts):
    make.comment(alert, text="Flagged.", flag_count=1)
    make.comment(alert, text="Suspicious.", screening={"score": 2})
    make.comment(alert, text="Plain.")
    page = parse(moderator.get(f"{QUEUE}?status=published&marked={marked}"))
    found = [quote.text.strip() for quote in page.select(".queue-comment blockquote")]
    assert found == texts or len(found) == texts


@pytest.mark.parametrize(
    ("query", "is_said"), [("", True), ("?status=", False), ("?status=published", False)]
)
def test_the_heading_says_that_comments_wait_only_above_those_that_do(
    moderator, alert, query, is_said
):
    make.comment(alert, status=Status.PENDING)
    heading = parse(moderator.get(QUEUE + query)).title.text
    assert ("waiting for a moderator" in heading) is is_said


@pytest.mark.parametrize(
    ("role", "is_back"), [("Moderators (Hmoob)", False), ("Moderators (Soomaali)", True)]
)
def test_only_users_who_publish_the_language_restore_text_in_a_public_comment(
    admin_of, alert, role, is_back
):
    comment = make.comment(alert, "so", text="Waan \ufffc.", redaction={"original": "Waan wacay."})
    client = admin_of(role)
    address = reverse("moderation:redact", args=(comment.pk,))
    assert ("Bring all of it back" in client.get(address).content.decode()) == is_back
    client.post(address, {"undo": "on", "edits": "0"})
    assert (PostComment.objects.get().comment == "Waan wacay.") == is_back


def test_a_name_and_what_it_answers_are_folded_with_blocked_words(moderator, alert):
    slur = {"reasons": [["word", 3, "slur"]]}
    above = make.comment(alert, text="Hateful above.", screening=slur)
    make.comment(
        alert, status=Status.PENDING, reply_to=above, user_name="Hatefulname", screening=slur
    )
    cell = parse(moderator.get(QUEUE)).select_one(".queue-comment")
    for folded in cell.select(".queue-folded"):
        assert not folded.has_attr("open")
        folded.decompose()
    assert "Hateful above." not in cell.text
    assert "Hatefulname" not in cell.text


def test_spam_that_no_moderator_has_seen_is_counted_on_the_admins_home(moderator, alert):
    make.comment(alert, status=Status.SPAM)
    make.comment(alert, status=Status.SPAM, moderated_at=timezone.now())
    page = moderator.get(reverse("wagtailadmin_home")).content.decode()
    assert "1 held as spam by the spam checks" in page
