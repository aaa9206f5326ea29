"""Tests for readers' flags, which report published comments to moderators."""

import pytest
from wagtail.models import ModelLogEntry

from alerts.comments import flagging
from alerts.comments.flagging import count_flag
from alerts.comments.models import CommentSettings, PostComment, Reason, Status
from alerts.comments.services import Decision, set_status
from home import rate_limits
from home.addresses import page_address
from tests import factories as make
from tests.support.flags import flag, flag_address, flag_count
from tests.support.reader_form import form_fields, thread
from tests.support.soup import parse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

PENDING, PUBLISHED = Status.PENDING, Status.PUBLISHED


LINKS = {
    "en": "Report this comment",
    "es": "Reportar este comentario",
    "so": "Ka dacwoo faalladan (report)",
    "hmn": "Qhia rau peb tias zaj lus tawm tswv yim no tsis zoo (report)",
}


@pytest.mark.parametrize("language", LINKS)
def test_a_published_comment_leads_to_the_flag_form_in_the_readers_language(
    client, alert, language
):
    comment = make.comment(alert, language, text="Words.")
    page = parse(client.get(page_address(alert, language)))
    (link,) = page.select(f"#comment-{comment.pk} a[href$='/flag/']")
    assert link["href"] == flag_address(comment, language)
    assert link["aria-describedby"] == f"by-{comment.pk}"
    asked = client.get(link["href"])
    assert asked.status_code == 200
    page = parse(asked)
    assert page.html["lang"] == language
    assert link.text.strip() == LINKS[language]
    assert page.blockquote.text.strip() == "Words."
    assert [box["value"] for box in page.find_all("input", type="radio")] == [
        "advertising",
        "insult",
        "personal",
        "other",
    ]
    if language != "en":
        assert "moderator to look" not in page.text


@pytest.mark.parametrize("reason", ["", "insult", "personal"])
def test_a_flag_counts_and_the_reader_is_thanked(client, comment, reason):
    answer = flag(client, comment, reason=reason)
    assert answer.status_code == 303
    assert parse(client.get(answer["Location"])).h1.text.strip() == "Thank you"
    assert flag_count(comment) == 1
    assert comment.flag_reasons == ({reason: 1} if reason else {})
    assert comment.status == PUBLISHED


@pytest.mark.parametrize("reason", ["off_topic", "x" * 10_000, "\x00", "{{ x }}", "insult\r\n"])
def test_a_reason_that_is_not_on_the_list_is_ignored(client, comment, reason):
    assert flag(client, comment, reason=reason).status_code == 303
    assert flag_count(comment) == 1
    assert comment.flag_reasons == {}


def test_the_same_form_counts_once(client, comment):
    data = form_fields(client.get(flag_address(comment)))
    for house in (1, 2, 3):
        answer = client.post(flag_address(comment), data, REMOTE_ADDR=f"203.0.113.{house}")
        assert answer.status_code == 303
    assert flag_count(comment) == 1


def test_an_address_counts_once_a_day_for_a_comment(client, alert, comment, time_machine):
    other = make.comment(alert)
    for _again in range(3):
        assert flag(client, comment, house=7).status_code == 303
        flag(client, other, house=7)
    assert (flag_count(comment), flag_count(other)) == (1, 1)
    time_machine.shift(rate_limits.DAY + 1)
    flag(client, comment, house=7)
    assert flag_count(comment) == 2


def test_a_reader_who_flags_everything_is_thanked_and_not_counted(client, alert, monkeypatch):
    monkeypatch.setattr(flagging, "FLAGS_AN_HOUR", 3)
    comments = [make.comment(alert) for _one in range(5)]
    for comment in comments:
        assert flag(client, comment).status_code == 303
    assert [flag_count(comment) for comment in comments] == [1, 1, 1, 0, 0]


def test_enough_readers_put_a_comment_back_to_wait(client, alert, comment):
    reply = make.comment(alert, reply_to=comment)
    for house in (1, 2):
        flag(client, comment, house, reason="insult")
    assert len(thread(client, alert)) == 2
    flag(client, comment, 3, reason="other")
    comment.refresh_from_db()
    assert (comment.status, comment.is_public, comment.is_shown) == (PENDING, False, False)
    assert (comment.flag_count, comment.flag_reasons) == (3, {"insult": 2, "other": 1})
    assert thread(client, alert) == []
    reply.refresh_from_db()
    assert reply.status == PUBLISHED
    entry = ModelLogEntry.objects.get()
    assert entry.action == "comments.pending"
    assert entry.user is None
    assert entry.data == {"before": "published", "after": "pending", "flags": 3}


@pytest.mark.parametrize(("needed", "status"), [(1, PENDING), (2, PUBLISHED), (0, PUBLISHED)])
def test_the_settings_determine_how_many_flags_are_enough(client, comment, needed, status):
    CommentSettings.objects.update_or_create(defaults={"flags_needed": needed})
    flag(client, comment)
    comment.refresh_from_db()
    assert comment.status == status


def test_a_moderator_who_publishes_it_again_begins_the_count_anew(client, alert, comment):
    for house in (1, 2, 3):
        flag(client, comment, house, reason="other")
    set_status(comment.pk, Decision(PUBLISHED, by=None))
    comment.refresh_from_db()
    assert (comment.flag_count, comment.flag_reasons) == (0, {})
    assert len(thread(client, alert)) == 1
    flag(client, comment, 4)
    comment.refresh_from_db()
    assert (comment.status, comment.flag_count) == (PUBLISHED, 1)


def test_a_moderator_who_lets_it_stand_answers_the_flag_count(client, comment):
    flag(client, comment)
    set_status(comment.pk, Decision(PUBLISHED, by=None))
    assert flag_count(comment) == 0
    assert ModelLogEntry.objects.get().data["flags"] == 1


def pending(alert):
    return make.comment(alert, status=PENDING)


def rejected(alert):
    return make.comment(alert, status=Status.REJECTED, reason=Reason.OTHER)


def spam(alert):
    return make.comment(alert, status=Status.SPAM)


def evidence(alert):
    return make.comment(alert, status=Status.EVIDENCE)


def below_a_pending_one(alert):
    return make.comment(alert, reply_to=make.comment(alert, status=PENDING))


def withdrawn(alert):
    return make.comment(alert, is_withdrawn=True, text="")


def erased(alert):
    return make.comment(alert, is_erased=True, text="")


def of_the_campaign(alert):
    return make.comment(alert, is_campaign=True)


UNTOUCHABLE = [
    *(pending, rejected, spam, evidence, below_a_pending_one),
    *(withdrawn, erased, of_the_campaign),
]


@pytest.mark.parametrize("kind", UNTOUCHABLE)
def test_comments_that_cannot_be_flagged_have_no_page_and_no_link(client, alert, comment, kind):
    data = form_fields(client.get(flag_address(comment)))
    other = kind(alert)
    assert client.get(flag_address(other)).status_code == 404
    assert client.post(flag_address(other), data).status_code == 404
    assert client.post(flag_address(other)).status_code == 404
    assert flag_count(other) == 0
    page = parse(client.get(page_address(alert)))
    assert [link["href"] for link in page.select("a[href$='/flag/']")] == [flag_address(comment)]


@pytest.mark.parametrize("kind", [withdrawn, erased, of_the_campaign, pending])
def test_a_flag_on_a_comment_that_was_removed_meanwhile_is_thanked_for(
    client, comment, kind, alert
):
    data = form_fields(client.get(flag_address(comment)))
    now = kind(alert)
    PostComment.objects.filter(pk=comment.pk).update(
        **{
            name: getattr(now, name)
            for name in ("status", "is_shown", "is_withdrawn", "is_erased", "is_campaign")
        }
    )
    assert client.post(flag_address(comment), data).status_code == 303
    assert flag_count(comment) == 0


def test_a_comment_is_only_found_below_its_own_post(client, comment):
    other = make.AlertPageFactory()
    there = f"{page_address(other)}comments/{comment.pk}/flag/"
    data = form_fields(client.get(flag_address(comment)))
    assert client.get(there).status_code == 404
    client.post(there, data)
    assert flag_count(comment) == 0


def test_a_flag_does_not_undo_a_decision_made_a_moment_before(comment):
    set_status(comment.pk, Decision(Status.REJECTED, by=None, reason=Reason.INSULT))
    count_flag(comment.pk)
    comment.refresh_from_db()
    assert (comment.status, comment.flag_count) == (Status.REJECTED, 0)
    count_flag(0)


def test_many_flags_fit_into_the_column(comment):
    CommentSettings.objects.update_or_create(defaults={"flags_needed": 0})
    PostComment.objects.filter(pk=comment.pk).update(flag_count=32_767)
    count_flag(comment.pk)
    assert flag_count(comment) == 32_767
