"""Tests for groups of waiting comments: the reasons for a group, and decisions about it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.rich_text import RichText

from alerts.comments import services
from alerts.comments.housekeeping import forget_senders
from alerts.comments.models import PostComment, Reason, SpamScreening, Status
from alerts.comments.services import Decision, set_status
from tests import factories as make
from tests.support.moderation_queue import QUEUE
from tests.support.reader_form import form_address, write
from tests.support.soup import parse, text_of

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED, REJECTED, SPAM, EVIDENCE = Status
LINE = "Hello, my name is Xamdi and I call to ask the governor to veto the bill number {}."


@pytest.fixture
def alert():
    return make.AlertPageFactory(
        title="Call the governor", script=[("line", LINE.format(n)) for n in "123"]
    )


def groups(page):
    return parse(page).select(".queue-groups > li")


def together(alert, *languages, **fields):
    return [
        make.comment(alert, language, PENDING, "Alike.", screening={"cluster": 1, **fields})
        for language in languages
    ]


def send_from(client, ip_address, alert, text, **fields):
    client.defaults["REMOTE_ADDR"] = ip_address
    return write(client, form_address(alert), text, **fields)


def press(client, group, action, **data):
    form = group.form
    sent = {"seen": [box["value"] for box in form.select("[name=seen]")], "action": action}
    return client.post(form["action"], sent | data, follow=True)


def statuses():
    return sorted(PostComment.objects.values_list("status", flat=True))


@pytest.mark.parametrize(
    ("action", "status"), [("published", PUBLISHED), ("rejected", REJECTED), ("spam", SPAM)]
)
def test_a_group_is_decided_on_with_one_button(moderator, alert, action, status):
    together(alert, "en", "so")
    (group,) = groups(moderator.get(QUEUE))
    page = press(moderator, group, action, reason=Reason.ADVERTISING)
    assert statuses() == [status, status]
    assert f"2 comments: {status.label}" in text_of(parse(page).select_one("#result p"))


def test_a_group_is_rejected_only_with_a_reason_and_erased_only_after_a_question(moderator, alert):
    texts = ["Alike, one.", "Alike, two."]
    for text, one in zip(texts, together(alert, "en", "so"), strict=True):
        PostComment.objects.filter(pk=one.pk).update(comment=text)
    (group,) = groups(moderator.get(QUEUE))
    page = press(moderator, group, "rejected")
    assert "Choose a reason" in text_of(parse(page).select_one("#result p"))
    assert statuses() == [PENDING, PENDING]
    changed = PostComment.objects.latest("pk")
    page = press(moderator, group, "erase")
    assert [quote.text.strip() for quote in parse(page).select("main blockquote")] == texts
    assert "stay as they are" not in page.text
    PostComment.objects.filter(pk=changed.pk).update(edits=1)
    assert "1 more stay as they are" in press(moderator, group, "erase").text
    form = parse(page).select_one("main form")
    sent = {"seen": [box["value"] for box in form.select("[name=seen]")]}
    sent |= {name: form.select_one(f"[name={name}]")["value"] for name in ("action", "confirmed")}
    page = moderator.post(form["action"], sent, follow=True)
    assert PostComment.objects.get() == changed
    said = text_of(parse(page).select_one("#result p"))
    assert "1 comment: erased." in said
    assert "1 stayed as they were" in said


@pytest.mark.parametrize("action", ["evidence", "pending", "", "x"])
def test_no_other_decision_is_made_about_a_group(moderator, alert, action):
    together(alert, "en", "en")
    (group,) = groups(moderator.get(QUEUE))
    assert press(moderator, group, action).status_code in (200, 403)
    assert statuses() == [PENDING, PENDING]


def test_a_group_has_only_comments_in_the_languages_that_the_moderator_reads(admin_of, alert):
    together(alert, "en", "so", "so", "es")
    (group,) = groups(admin_of("Moderators (Soomaali)").get(QUEUE))
    assert len(group.select("[name=seen]")) == 2
    assert "Approve all 2" in text_of(group)
    assert not groups(admin_of("Moderators (Hmoob)").get(QUEUE))


def test_copies_of_the_campaigns_own_text_are_no_spam_and_are_called_so(client, moderator, alert):
    for number in range(6):
        send_from(client, f"10.0.0.{number}", alert, LINE.format(1), name=f"N{number}")
    assert statuses() == [PENDING] * 6
    reasons = [r for s in SpamScreening.objects.all() for r in s.reasons]
    assert not [r for r in reasons if r[0].startswith("near")]
    assert {tuple(r) for r in reasons if r[0] == "own_text"} == {("own_text", 0, "")}
    (group,) = groups(moderator.get(QUEUE))
    assert "It is a text of the campaign" in text_of(group)
    assert "spam" not in text_of(
        parse(moderator.get(QUEUE)).select_one(".queue-groups").find_previous("h2")
    )
    spam = PostComment.objects.earliest("pk")
    set_status(spam.pk, Decision(SPAM, by=make.user()))
    send_from(client, "10.0.0.9", alert, LINE.format(1))
    assert PostComment.objects.latest("pk").screening.score < 4


SIGNED = " I called today. Ana, Brooklyn Park"


@pytest.mark.parametrize("field", ["script", "body"])
def test_a_copy_with_a_name_or_an_own_sentence_is_still_the_campaigns_text(client, field):
    value = (
        [("line", LINE.format(1))]
        if field == "script"
        else [("text", RichText(f"<p>{LINE.format(1)}</p>"))]
    )
    alert = make.AlertPageFactory(title="Call the governor", **{field: value})
    for number in range(2):
        send_from(client, f"10.0.0.{number}", alert, LINE.format(1) + SIGNED, name=f"N{number}")
    assert PostComment.objects.latest("pk").screening.is_own_text


def test_a_copy_with_an_own_link_is_not_called_a_text_of_the_campaign(client, alert):
    for number, end in enumerate(("", "", " See www.shop.example")):
        send_from(client, f"10.0.0.{number}", alert, LINE.format(1) + end)
    screenings = SpamScreening.objects.order_by("pk")
    assert [screening.is_own_text for screening in screenings] == [False, True, False]


@pytest.mark.parametrize(
    "text",
    [
        "Buy pills from us, they are cheap and they are good for everybody.",
        LINE.format(1)[:20]
        + "buy my pills and my watches and my shoes, all of them cheap, today and tomorrow",
    ],
)
def test_other_copies_are_still_counted_as_near_duplicates(client, alert, text):
    for number in range(5):
        send_from(client, f"10.0.0.{number}", alert, text)
    reasons = PostComment.objects.latest("pk").screening.reasons
    assert "near_many" in [name for name, *_more in reasons]


def test_a_summary_shows_no_raw_placeholder_for_removed_words(moderator, alert):
    for _one in range(2):
        make.comment(alert, "en", PENDING, "Call \ufffc now.", screening={"cluster": 1})
    (group,) = groups(moderator.get(QUEUE))
    assert "\ufffc" not in group.text
    assert "Call [removed by a moderator] now." in text_of(group.summary)


def test_the_summary_quotes_the_oldest_comment_of_the_group(moderator, alert):
    for text in ("Call now.", "Call now!", "Call now, please."):
        make.comment(alert, "en", PENDING, text, screening={"cluster": 1})
    (group,) = groups(moderator.get(QUEUE))
    assert "3 comments, such as “Call now.”" in text_of(group.summary)


def test_a_flood_from_one_address_is_a_group_until_the_day_is_over(
    noon, client, alert, moderator, time_machine
):
    for number in range(9):
        text = f"Something quite different, with the number {number * 7919}, of {'abcdefghi'[number] * 30}."
        send_from(client, "10.0.0.1", alert, text)
    send_from(client, "10.9.0.1", alert, "From another house.")
    (group,) = groups(moderator.get(QUEUE))
    assert "from one address within a short time today" in text_of(group)
    assert len(group.select("[name=seen]")) == 3
    assert forget_senders(dry_run=False) == 0
    time_machine.shift(13 * 60 * 60)
    assert forget_senders(dry_run=True) == 3
    assert forget_senders(dry_run=False) == 3
    assert not SpamScreening.objects.exclude(sender="").exists()
    assert not groups(moderator.get(QUEUE))


def near(alert, name, points, other, **fields):
    reasons = [["links", 3, 5], [name, points, other.pk]]
    screening = {"cluster": other.pk, "reasons": reasons, "score": 3 + points}
    return make.comment(alert, status=SPAM, screening=screening, **fields)


@pytest.mark.parametrize("name", ["near_spam", "near_refused"])
def test_a_reason_goes_when_the_comment_that_it_names_is_published(alert, user, committed, name):
    status = SPAM if name == "near_spam" else REJECTED
    bad = make.comment(alert, status=PENDING, screening={"cluster": 1})
    SpamScreening.objects.filter(pk=bad.pk).update(cluster=bad.pk)
    committed(set_status, bad.pk, Decision(status, by=user()))
    held, decided, linked = (near(alert, name, 4, bad) for _one in range(3))
    reasons = [["domain", 6, "evil.example"], [name, 4, bad.pk]]
    SpamScreening.objects.filter(pk=linked.pk).update(reasons=reasons, score=10)
    committed(set_status, decided.pk, Decision(SPAM, by=user()))
    committed(set_status, bad.pk, Decision(status, by=user()))
    assert SpamScreening.objects.get(pk=held.pk).score == 7
    committed(set_status, bad.pk, Decision(PUBLISHED, by=user()))
    screening = SpamScreening.objects.get(pk=held.pk)
    assert (screening.score, screening.reasons) == (3, [["links", 3, 5]])
    assert PostComment.objects.get(pk=held.pk).status == PENDING
    assert PostComment.objects.get(pk=decided.pk).status == SPAM
    assert SpamScreening.objects.get(pk=linked.pk).score == 6
    assert PostComment.objects.get(pk=linked.pk).status == SPAM


def test_a_decision_stands_even_if_the_reasons_against_others_cannot_be_updated(
    alert, user, committed, monkeypatch
):
    comment = make.comment(alert, status=PENDING, screening={"cluster": 1})
    monkeypatch.setattr(services, "drop_outdated_reasons", lambda comment_id: 1 / 0)
    committed(set_status, comment.pk, Decision(SPAM, by=user()))
    assert statuses() == [SPAM]


def test_the_groups_cost_the_same_number_of_queries(moderator, alert):
    together(alert, "en", "so")
    make.comment(alert, status=PENDING, screening={"sender": "0abc"})
    make.comment(alert, status=PENDING, screening={"sender": "0abc"})
    moderator.get(QUEUE)
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as captured:
            moderator.get(QUEUE)
        counts.append(len(captured))
        together(alert, *["en", "so", "es", "hmn"] * 3)
        for number in range(5):
            make.comment(alert, status=PENDING, screening={"sender": f"{number % 2}abc"})
    assert counts[0] == counts[1]
