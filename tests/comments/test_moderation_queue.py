"""Tests for the tabs and filters of the moderation queue, and for decisions other than approval."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from alerts.comments.models import CommentSettings, PostComment, Reason, Status
from alerts.comments.services import Decision, set_status
from tests import factories as make
from tests.support.moderation_queue import QUEUE, listed
from tests.support.reader_form import thread
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED, REJECTED, SPAM, EVIDENCE = Status


@pytest.fixture
def alert():
    return make.AlertPageFactory(title="Call the governor")


def decide(client, comment, status, **data):
    return client.post(reverse("moderation:decide", args=(comment.pk, status)), data, follow=True)


def tabs_of(page):
    return {
        tab.text.partition(" (")[0]: tab
        for tab in parse(page).select("nav[aria-label='Comments by status'] a")
    }


def test_each_status_has_a_tab_with_its_number_and_the_open_one_is_marked(admin_of, alert):
    admin = admin_of()
    for status in Status:
        make.comment(alert, status=status, text=f"It is {status}.")
    make.comment(alert, "so", SPAM)
    tabs = tabs_of(admin.get(QUEUE))
    assert [tab.text.rpartition("(")[2] for tab in tabs.values()] == [
        "1)",
        "Published",
        "1)",
        "2)",
        "1)",
        "Decided by others",
    ]
    assert [tab["href"] for tab in tabs.values() if tab.get("aria-current")] == [
        f"{QUEUE}?status=pending"
    ]
    for tab, status in zip(tabs.values(), Status, strict=False):
        page = admin.get(tab["href"])
        assert f"It is {status}." in listed(page)
        assert [t["href"] for t in tabs_of(page).values() if t.get("aria-current")] == [tab["href"]]


def test_the_tabs_keep_the_filters(moderator, alert):
    tabs = tabs_of(moderator.get(f"{QUEUE}?status=pending&language=so&post=governor&p=1"))
    assert tabs["Spam"]["href"] == f"{QUEUE}?status=spam&language=so&post=governor"


def test_the_latest_decision_comes_first(moderator, alert):
    now = timezone.now()
    for text, days in (("Middle.", 2), ("Last.", 1), ("First.", 3)):
        make.comment(alert, status=SPAM, text=text, moderated_at=now - timedelta(days=days))
    assert listed(moderator.get(f"{QUEUE}?status=spam")) == ["Last.", "Middle.", "First."]


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("post=GOVERNOR", ["Old.", "New."]),
        ("post=march", ["On the march."]),
        ("post=nothing", []),
        ("age=day", ["On the march.", "New."]),
        ("age=days", []),
        ("age=weeks", ["Old."]),
        ("age=weeks&post=march", []),
        ("q=old", ["Old."]),
        ("q=xamdi", ["New."]),
        ("age=never", ["Old.", "On the march.", "New."]),
        ("p=99999999999999999999", ["Old.", "On the march.", "New."]),
        ("post=x&q=%ff%27%22%25", []),
    ],
)
@pytest.mark.parametrize("view", ["", "results/"])
def test_the_list_is_filtered_by_post_and_age_and_searched(moderator, alert, query, texts, view):
    now = timezone.now()
    march = make.AlertPageFactory(title="Come to the march")
    make.comment(alert, status=PENDING, text="Old.", submitted=now - timedelta(days=8))
    make.comment(march, status=PENDING, text="On the march.", submitted=now - timedelta(hours=2))
    make.comment(alert, status=PENDING, text="New.", submitted=now, user_name="Xamdi")
    response = moderator.get(f"{QUEUE}{view}?{query}")
    assert response.status_code == 200
    assert listed(response) == texts


def test_a_reply_is_shown_below_its_parent(moderator, alert):
    root = make.comment(alert, "so", text="The first.")
    reply = make.comment(alert, "en", PENDING, "The second.", reply_to=root)
    make.comment(alert, "es", PENDING, "The third.", reply_to=reply)
    _second, third = parse(moderator.get(QUEUE)).select("td.title")
    above = third.details.select("p[lang]")
    assert [(line["lang"], line.text) for line in above] == [
        ("so", "The first."),
        ("en", "The second."),
    ]
    assert "waiting for a moderator" in third.summary.text


def test_the_queue_costs_the_same_queries_for_threads_of_any_number(moderator):
    def fill(number):
        for _thread in range(number):
            root = make.comment(make.AlertPageFactory(), status=PENDING)
            reply = make.comment(root.post, status=PENDING, reply_to=root)
            make.comment(root.post, status=PENDING, reply_to=reply)

    fill(1)
    moderator.get(QUEUE)
    with CaptureQueriesContext(connection) as few:
        moderator.get(QUEUE)
    fill(8)
    with CaptureQueriesContext(connection) as many:
        moderator.get(QUEUE)
    assert len(many) == len(few)


@pytest.mark.parametrize("reason", Reason)
def test_a_rejection_keeps_its_reason_and_the_queue_shows_it(moderator, alert, reason):
    comment = make.comment(alert, status=PENDING)
    decide(moderator, comment, REJECTED, reason=reason)
    comment.refresh_from_db()
    assert (comment.status, comment.reason) == (REJECTED, reason)
    assert (
        str(reason.label)
        in parse(moderator.get(f"{QUEUE}?status=rejected")).select_one("td.title").text
    )
    assert ModelLogEntry.objects.get(action="comments.rejected").data["reason"] == reason


@pytest.mark.parametrize("reason", [None, "", "unknown", "\x00", "x" * 10_000])
def test_a_rejection_without_a_reason_of_the_list_is_refused(moderator, alert, reason):
    comment = make.comment(alert, status=PENDING)
    page = decide(moderator, comment, REJECTED, **({} if reason is None else {"reason": reason}))
    assert "Choose a reason" in page.content.decode()
    assert PostComment.objects.get().status == PENDING
    assert not ModelLogEntry.objects.exists()


def test_a_reason_can_be_corrected(moderator, alert, user):
    comment = make.comment(alert, status=REJECTED, reason=Reason.OTHER)
    assert (
        set_status(comment.pk, Decision(REJECTED, by=user(), reason=Reason.THREAT)).reason
        == Reason.THREAT
    )


def test_only_a_rejection_has_a_reason(alert, user):
    comment = make.comment(alert, status=PENDING)
    with pytest.raises(ValueError, match="Only a rejection"):
        set_status(comment.pk, Decision(SPAM, by=user(), reason=Reason.OTHER))


@pytest.mark.parametrize("language", ["es", "so", "hmn"])
def test_every_reason_is_translated_for_writers(language):
    with translation.override("en"):
        english = {reason: str(reason.label) for reason in Reason}
    with translation.override(language):
        assert [reason for reason in Reason if str(reason.label) == english[reason]] == []


@pytest.mark.parametrize("before", [PENDING, PUBLISHED, REJECTED])
def test_spam_goes_from_the_page_and_takes_no_reason(moderator, client, alert, before):
    comment = make.comment(alert, status=before)
    decide(moderator, comment, SPAM, reason=Reason.OTHER)
    comment.refresh_from_db()
    assert (comment.status, comment.reason, comment.is_public) == (SPAM, "", False)
    assert thread(client, alert) == []
    assert ModelLogEntry.objects.get().data == {"before": before, "after": SPAM}


@pytest.mark.parametrize("decision", [PUBLISHED, REJECTED, SPAM])
def test_each_decision_can_be_undone(moderator, client, alert, decision):
    comment = make.comment(alert, status=PENDING)
    decide(moderator, comment, decision, reason=Reason.OTHER)
    page = moderator.get(f"{QUEUE}?status={decision}")
    undo = next(b for b in parse(page).select("td button") if b.text.strip() == "Undo")
    moderator.post(undo["formaction"])
    comment.refresh_from_db()
    assert (comment.status, comment.reason, comment.is_shown) == (PENDING, "", False)
    assert thread(client, alert) == []
    assert listed(moderator.get(QUEUE)) == ["A comment."]
    assert ModelLogEntry.objects.get(action="comments.pending").data["before"] == decision


@pytest.mark.parametrize("role", ["Editors", "Translators (Soomaali)"])
@pytest.mark.parametrize("status", [PENDING, SPAM])
def test_users_who_do_not_moderate_mark_no_spam_and_undo_nothing(admin_of, alert, role, status):
    comment = make.comment(alert, status=PUBLISHED)
    decide(admin_of(role), comment, status)
    assert PostComment.objects.get().status == PUBLISHED
    assert not ModelLogEntry.objects.exists()


@pytest.mark.parametrize(
    "query", ["", "status=spam", "status=pending&q=words&_w_filter_fragment=1"]
)
def test_a_decision_in_fetched_results_leads_to_the_whole_queue(moderator, alert, query):
    for status in (PENDING, SPAM):
        for _ in range(2):
            make.comment(alert, status=status, text="Words.", screening={"cluster": 1})
    page = parse(moderator.get(f"{QUEUE}results/?{query}"))
    ways = {field["value"] for field in page.find_all("input", {"name": "next"})}
    assert ways
    for way in ways:
        assert "results" not in way
        assert "_w_filter_fragment" not in way
        assert parse(moderator.get(way)).html
    assert not [tab for tab in page.select(".queue-tabs a") if "_w_filter" in tab["href"]]


def test_a_decision_that_somebody_else_made_meanwhile_is_not_overruled_unseen(
    moderator, alert, user
):
    comment = make.comment(alert, status=PENDING, text="Words.")
    form = parse(moderator.get(QUEUE)).select_one(".queue-comment form")
    seen = {field["name"]: field["value"] for field in form.find_all("input")}
    set_status(comment.pk, Decision(REJECTED, by=user("Moderators"), reason=Reason.PERSONAL))
    page = decide(moderator, comment, PUBLISHED, **seen)
    assert "has decided on it since you opened the page" in page.content.decode()
    assert PostComment.objects.get().status == REJECTED


def test_a_flagged_comment_can_be_kept_and_that_is_logged(moderator, alert):
    comment = make.comment(alert, flag_count=2, flag_reasons={Reason.INSULT: 2})
    page = parse(moderator.get(f"{QUEUE}?status=published"))
    assert "Keep it" in [button.text.strip() for button in page.select(".queue-comment button")]
    decide(moderator, comment, PUBLISHED)
    comment.refresh_from_db()
    assert (comment.status, comment.flag_count, comment.flag_reasons) == (PUBLISHED, 0, {})
    assert ModelLogEntry.objects.get(action="comments.published").data["flags"] == 2


def test_the_queue_says_if_there_is_no_contact_for_threats(moderator):
    assert "No contact for threats is set" in moderator.get(QUEUE).content.decode()
    CommentSettings.objects.update(contact="contact@campaign.example")
    assert "No contact for threats is set" not in moderator.get(QUEUE).content.decode()
