"""Tests for comments passed to moderators of another language, and for emails about them."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from alerts.comments.models import ModeratorPreferences, PostComment, Status
from alerts.comments.services import Decision, pass_on, set_status
from tests import factories as make
from tests.support.mail_choices import person
from tests.support.moderation_queue import QUEUE
from tests.support.soup import parse, text_of

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED = Status.PENDING, Status.PUBLISHED


def approval(comment):
    return reverse("moderation:decide", args=(comment.pk, PUBLISHED))


def reader_of_somali(mail, address="m@campaign.example"):
    return person(ModeratorPreferences, mail, group="Moderators (Soomaali)", address=address)


def test_a_comment_is_decided_on_by_the_one_to_whom_it_was_passed(admin_of, alert):
    comment = make.comment(alert, "en", PENDING)
    somali = admin_of("Moderators (Soomaali)")
    somali.post(approval(comment), {"edits": "0"})
    assert PostComment.objects.get().status == PENDING
    pass_on(comment.pk, "so", by=make.user())
    found = parse(somali.get(QUEUE)).select_one(f"#comment-{comment.pk}")
    assert "Approve" in found.select_one("[data-key=a]").text
    admin_of("Moderators (Hmoob)").post(approval(comment), {"edits": "0"})
    assert PostComment.objects.get().status == PENDING
    admin_of("Moderators (Soomaali)").post(approval(comment), {"edits": "0"})
    assert PostComment.objects.get().status == PUBLISHED


@pytest.mark.parametrize(("role", "is_passed"), [("(Hmoob)", False), ("(English)", True)])
def test_nobody_gets_the_right_to_publish_a_comment_by_passing_it_to_their_own_language(
    admin_of, alert, role, is_passed
):
    comment = make.comment(alert, "en", PENDING)
    moderator = admin_of(f"Moderators {role}")
    address = reverse("moderation:pass_to", args=(comment.pk,))
    answer = moderator.post(address, {"passed_to": "hmn"}, follow=True)
    assert ("You could then publish it yourself." in answer.content.decode()) != is_passed
    assert PostComment.objects.get().passed_to == ("hmn" if is_passed else "")


def test_who_published_a_comment_that_was_passed_on_may_not_answer_below_it_later(admin_of, alert):
    comment = make.comment(alert, "en", PENDING)
    pass_on(comment.pk, "so", by=make.user())
    moderator = admin_of("Moderators (Soomaali)")
    moderator.post(approval(comment), {"edits": "0"})
    moderator.post(reverse("moderation:answer", args=(comment.pk,)), {"text": "Yes."})
    assert PostComment.objects.get().status == PUBLISHED


def test_what_was_passed_on_is_counted_once_where_it_is_found(admin_of, alert):
    pass_on(make.comment(alert, "en", PENDING).pk, "so", by=make.user())
    make.comment(alert, "en", PENDING, submitted=timezone.now() - timedelta(days=3))
    for role, counts in (
        ("(Soomaali)", ["1 in English", "1 in Somali"]),
        ("(English)", ["2 in English"]),
    ):
        home = admin_of(f"Moderators {role}").get("/admin/")
        links = [text_of(link) for link in parse(home).select("li a[href*=status]")]
        assert sorted(links) == counts, home
        waiting = text_of(parse(home).find(id="comments-section"))
        assert waiting.count("the oldest for 3 days") == 1
    page = admin_of("Moderators (Soomaali)").get(f"{QUEUE}?status=pending&language=so")
    assert len(parse(page).select(".queue-comment")) == 1


def test_a_comment_that_was_passed_on_has_waited_since_it_was_sent(alert):
    two_days_ago = timezone.now() - timedelta(days=2)
    comment = make.comment(alert, "en", PENDING, submitted=two_days_ago)
    pass_on(comment.pk, "so", by=make.user())
    assert PostComment.objects.get().queued_at > comment.submitted
    assert set_status(comment.pk, Decision(PUBLISHED, by=make.user())).waited.days == 2


def test_what_was_passed_on_is_told_to_those_who_read_the_language(
    alert, run_worker, mailoutbox, user
):
    at_once = reader_of_somali("at_once")
    reader_of_somali("daily", address="daily@campaign.example")
    # Older than the last email to one of the moderators.
    comment = make.comment(alert, "en", PENDING, submitted=timezone.now() - timedelta(days=2))
    ModeratorPreferences.objects.filter(user=at_once).update(
        mailed_at=timezone.now() - timedelta(days=1)
    )
    pass_on(comment.pk, "so", by=user())
    run_worker()
    call_command("moderators_summary", verbosity=0)
    run_worker()
    assert sorted(mail.to[0] for mail in mailoutbox) == [
        "daily@campaign.example",
        "m@campaign.example",
    ]
    daily = next(mail for mail in mailoutbox if mail.to == ["daily@campaign.example"])
    assert "Somali: 1 waiting" in daily.body


def test_a_comment_that_is_no_longer_held_as_spam_is_told_as_new(
    alert, run_worker, mailoutbox, user, committed
):
    reader = reader_of_somali("at_once")
    refused = make.comment(alert, "so", PENDING, screening={"cluster": 1})
    reasons = [["links", 3, 5], ["near_spam", 4, refused.pk]]
    held = make.comment(
        *(alert, "so", Status.SPAM),
        submitted=timezone.now() - timedelta(days=2),
        screening={"cluster": 1, "reasons": reasons, "score": 7},
    )
    committed(set_status, refused.pk, Decision(Status.SPAM, by=user()))
    now = timezone.now()
    ModeratorPreferences.objects.filter(user=reader).update(mailed_at=now - timedelta(days=1))
    committed(set_status, refused.pk, Decision(PUBLISHED, by=user()))
    held.refresh_from_db()
    assert (held.status, held.queued_at >= now) == (PENDING, True)
    run_worker()
    assert [mail.to for mail in mailoutbox] == [["m@campaign.example"]]
