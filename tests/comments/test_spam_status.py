"""Tests for the status of comments after the spam checks."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.comments.models import ModeratorPreferences, PostComment, Status
from alerts.comments.services import Decision, pass_on, set_status
from alerts.comments.spam import checks as rules
from tests import factories as make
from tests.support.mail_choices import person
from tests.support.reader_form import form_address, form_fields, thread, write
from tests.support.soup import parse
from tests.support.spam import block, names

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

PENDING, SPAM = Status.PENDING, Status.SPAM
# Text that a genuine reader may write.
WORDS = "We called the office at noon and a friendly person wrote our message down."


def test_spam_found_by_points_looks_pending_to_its_writer(client, alert):
    block("evil.example", "domain")
    private(client, alert, "See http://evil.example/")
    comment = PostComment.objects.get()
    assert (comment.status, comment.moderated_at) == (SPAM, None)
    assert comment.waits
    assert thread(client, alert) == []


def private(client, alert, text):
    return write(client, form_address(alert), text)["Location"]


def change(client, address, text):
    page = client.get(f"{address}edit/")
    return client.post(f"{address}edit/", form_fields(page) | {"comment": text})


def test_a_comment_without_its_blocked_link_is_pending_again(client, alert):
    block("evil.example", "domain")
    address = private(client, alert, "See http://evil.example/")
    assert PostComment.objects.get().status == SPAM
    assert "waiting for a moderator" in parse(client.get(address)).text
    assert change(client, address, WORDS).status_code == 303
    comment = PostComment.objects.get()
    assert (comment.status, names(comment)) == (PENDING, ["fast"])


def test_moderators_are_notified_of_a_comment_that_its_writer_made_harmless(
    client, alert, run_worker, mailoutbox
):
    block("evil.example", "domain")
    person(ModeratorPreferences, "at_once", group="Moderators", address="m@campaign.example")
    address = private(client, alert, "See http://evil.example/")
    run_worker()
    assert mailoutbox == []
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        change(client, address, WORDS)
        run_worker()
        assert PostComment.objects.get().queued_at == timezone.now()
    assert [mail.subject for mail in mailoutbox] == ["A comment in English waits for you"]


def test_moderators_to_whom_a_held_comment_was_passed_are_notified_too(
    client, alert, run_worker, mailoutbox
):
    block("evil.example", "domain")
    for group, address in (("English", "en@campaign.example"), ("Soomaali", "so@campaign.example")):
        person(ModeratorPreferences, "at_once", group=f"Moderators ({group})", address=address)
    address = private(client, alert, "See http://evil.example/")
    pass_on(PostComment.objects.get().pk, "so", by=make.user())
    run_worker()
    assert mailoutbox == []
    change(client, address, WORDS)
    run_worker()
    assert sorted(mail.to[0] for mail in mailoutbox) == [
        "en@campaign.example",
        "so@campaign.example",
    ]


def test_a_writer_is_asked_about_emails_once_the_comment_is_harmless(
    client, alert, run_worker, mailoutbox
):
    block("evil.example", "domain")
    address = write(
        client, form_address(alert), "See http://evil.example/", follow_up="x@reader.example"
    )["Location"]
    run_worker()
    assert mailoutbox == []
    change(client, address, WORDS)
    run_worker()
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["x@reader.example"], "Do you want emails about your comment?")
    ]


def test_changed_text_is_checked_again(client, alert):
    block("casino")
    address = private(client, alert, WORDS)
    assert names(PostComment.objects.get()) == ["fast"]
    change(client, address, f"{WORDS} A casino: https://a.example https://b.example c.com")
    comment = PostComment.objects.get()
    assert names(comment) == ["fast", "links", "word"]
    assert (comment.screening.score, comment.status) == (8, SPAM)


def test_a_comment_that_a_moderator_put_back_stays_there_when_it_is_changed(client, alert):
    block("evil.example", "domain")
    address = private(client, alert, "See http://evil.example/")
    set_status(PostComment.objects.get().pk, Decision(PENDING, by=None))
    change(client, address, "But do see http://evil.example/")
    comment = PostComment.objects.get()
    assert (comment.status, names(comment)[-1]) == (PENDING, "domain")


def test_spam_that_a_moderator_confirms_is_decided(client, alert):
    block("evil.example", "domain")
    address = private(client, alert, "See http://evil.example/")
    set_status(PostComment.objects.get().pk, Decision(SPAM, by=None))
    assert not PostComment.objects.get().waits
    assert "decided not to publish" in parse(client.get(address)).text
    assert client.get(f"{address}edit/")["Location"] == address


def test_a_withdrawn_comment_leaves_no_trace_of_its_text(client, alert):
    address = private(client, alert, WORDS)
    comment = PostComment.objects.get()
    make.comment(alert, reply_to=comment, status=PENDING)
    client.post(f"{address}delete/", form_fields(client.get(f"{address}delete/")))
    comment.refresh_from_db()
    assert comment.is_withdrawn
    assert not hasattr(comment, "screening")


def test_a_reply_that_waits_among_the_spam_keeps_its_place(client, alert):
    address = private(client, alert, WORDS)
    comment = PostComment.objects.get()
    make.comment(alert, reply_to=comment, status=SPAM)
    client.post(f"{address}delete/", form_fields(client.get(f"{address}delete/")))
    assert PostComment.objects.count() == 2


def post_queries(client, alert, text):
    data = form_fields(client.get(form_address(alert))) | {"comment": text}
    with CaptureQueriesContext(connection) as captured:
        assert client.post(form_address(alert), data).status_code == 302
    return len(captured)


def test_a_comment_costs_the_same_queries_with_2_as_with_20_of_everything(client, alert):
    costs = []
    for number in (2, 20):
        for one in range(number):
            block(f"word{number}-{one}")
            block(f"site{number}-{one}.example", "domain")
            stored = make.comment(alert, status=PENDING, text=f"{WORDS} {one}")
            rules.screen_again(stored).save()
        links = " ".join(f"https://x{one}.example/" for one in range(number))
        post_queries(client, alert, f"{WORDS} {links}")
        costs.append(post_queries(client, alert, f"{WORDS} {links}!"))
    assert costs[0] == costs[1]
    assert costs[0] <= 30


def test_reasons_that_a_later_version_wrote_are_shown_by_name(alert):
    comment = make.comment(
        alert, screening={"reasons": [["new", 3, "x"]]}, submitted=timezone.now()
    )
    assert comment.screening.sentences == ["new (+3)"]


def test_the_limit_of_a_day_is_wider_than_that_of_minutes():
    assert [timedelta(seconds=window) for window, _most in rules.RATES] == [
        timedelta(minutes=10),
        timedelta(days=1),
    ]
    assert rules.RATES[0][1] < rules.RATES[1][1]
