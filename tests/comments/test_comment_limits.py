"""Tests for exact limits of comments, mostly of time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from alerts.comments import housekeeping
from alerts.comments.models import FollowUp, ModeratorPreferences, PostComment, Redaction, Status
from alerts.comments.models.follow_up import CONFIRM, AskedAddress
from alerts.comments.notifications.follow_ups import confirm_email
from alerts.comments.notifications.moderators import waiting_email
from alerts.comments.personal_data import kinds_in
from alerts.comments.templatetags.comment_tags import words_in_short
from alerts.comments.waiting_times import wait_in
from home import mail
from tests import factories as make
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

NOW = datetime(2031, 6, 3, 17, tzinfo=UTC)
TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)
PENDING, PUBLISHED, REJECTED, SPAM, EVIDENCE = Status
UNKNOWN = "It can take several days"


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


def delete(step):
    """Run a housekeeping step once as a dry run and twice for real, and return the results."""
    return step(dry_run=True), step(dry_run=False), step(dry_run=False)


@pytest.mark.parametrize(
    ("text", "shown"), [("x" * 300, "x" * 300), ("x" * 301, f"{'x' * 299}…"), ("", "")]
)
def test_a_quoted_comment_has_at_most_300_characters(text, shown):
    assert words_in_short(PostComment(comment=text)) == shown


def test_to_delete_no_comments_deletes_none(comment):
    assert PostComment.objects.delete_with_replies([]) == 0
    assert PostComment.objects.get() == comment


@pytest.mark.parametrize("past", [timedelta(0), TICK])
@pytest.mark.parametrize(
    ("status", "field"), [(REJECTED, "moderated_at"), (SPAM, "moderated_at"), (SPAM, "submitted")]
)
def test_a_refused_comment_stays_for_exactly_30_days(alert, status, field, past):
    make.comment(alert, status=status, **{field: NOW - 30 * DAY - past})
    assert delete(housekeeping.purge) == ((1, 1, 0) if past else (0, 0, 0))
    assert PostComment.objects.exists() is not bool(past)


@pytest.mark.parametrize("past", [timedelta(0), TICK])
def test_a_refused_reply_keeps_the_comment_above_it_for_exactly_30_days(alert, past):
    root = make.comment(alert, status=REJECTED, moderated_at=NOW - 31 * DAY)
    reply = make.comment(
        alert, status=REJECTED, moderated_at=NOW - 30 * DAY - past, text="Reply.", reply_to=root
    )
    housekeeping.purge(dry_run=False)
    left = [] if past else [("", True), ("Reply.", False)]
    assert list(PostComment.objects.order_by("pk").values_list("comment", "is_erased")) == left
    assert PostComment.objects.filter(pk=reply.pk).exists() is not bool(past)


@pytest.mark.parametrize("past", [timedelta(0), TICK])
def test_the_original_of_a_redacted_comment_stays_for_exactly_30_days(alert, past):
    make.comment(
        alert,
        redaction={"original": "Before.", "redacted_at": NOW - 30 * DAY - past},
        screening={"score": 3, "reasons": [["word", 3, "slur"]]},
    )
    untouched = make.comment(alert, screening={"score": 3, "reasons": [["word", 3, "slur"]]})
    assert delete(housekeeping.delete_originals) == ((1, 1, 0) if past else (0, 0, 0))
    reasons = PostComment.objects.order_by("pk").values_list("screening__reasons", flat=True)
    assert list(reasons) == [[] if past else [["word", 3, "slur"]], [["word", 3, "slur"]]]
    assert untouched.screening.score == 3


@pytest.mark.parametrize(
    ("fields", "is_needed"),
    [
        ({"status": PENDING}, True),
        ({"status": PUBLISHED}, True),
        ({"status": EVIDENCE}, True),
        ({"status": PUBLISHED, "is_withdrawn": True}, False),
    ],
)
def test_a_refused_comment_leaves_a_place_above_a_reply_that_needs_one(alert, fields, is_needed):
    root = make.comment(alert, status=REJECTED, moderated_at=NOW - 31 * DAY)
    make.comment(alert, reply_to=root, **fields)
    housekeeping.purge(dry_run=False)
    assert PostComment.objects.count() == 2 * is_needed
    assert PostComment.objects.filter(pk=root.pk, is_erased=True).exists() is is_needed


def test_the_original_of_evidence_stays(alert):
    make.comment(
        alert, status=EVIDENCE, redaction={"original": "A threat.", "redacted_at": NOW - 400 * DAY}
    )
    assert delete(housekeeping.delete_originals) == (0, 0, 0)
    assert Redaction.objects.get().original == "A threat."


def follow_up(alert, age, **fields):
    comment = make.comment(alert, status=PENDING)
    return FollowUp.objects.create(
        comment=comment, email="me@reader.example", language="en", created=NOW - age, **fields
    )


@pytest.mark.parametrize("past", [timedelta(0), TICK])
def test_an_address_can_be_confirmed_for_exactly_two_days(client, alert, past):
    late = follow_up(alert, 2 * DAY + past)
    page = client.get(f"/en/comment/confirm/{late.token(CONFIRM)}/")
    assert page.status_code == (404 if past else 200)
    assert (confirm_email(late.pk, None) is None) is bool(past)
    confirmed = follow_up(alert, 9 * DAY, confirmed_at=NOW)
    assert delete(housekeeping.delete_unconfirmed) == ((1, 1, 0) if past else (0, 0, 0))
    assert FollowUp.objects.filter(pk=confirmed.pk).exists()


@pytest.mark.parametrize(("age", "is_asked"), [(2 * DAY - TICK, False), (2 * DAY, True)])
def test_an_address_that_was_asked_three_times_is_asked_again_after_two_days(
    alert, settings, age, is_asked
):
    settings.SECRET_KEY_FALLBACKS = ["the-former-secret-of-the-site"]
    for _time in range(3):
        AskedAddress.note("me@reader.example")
    settings.SECRET_KEY_FALLBACKS = []
    AskedAddress.objects.update(at=NOW - age)
    asked = follow_up(alert, timedelta(0))
    assert (confirm_email(asked.pk, None) is not None) is is_asked
    assert FollowUp.objects.exists() is is_asked


def test_an_address_that_was_asked_twice_is_asked_once_more(alert):
    for _time in range(2):
        AskedAddress.note("me@reader.example")
    assert confirm_email(follow_up(alert, timedelta(0)).pk, None)


QUARTER = timedelta(minutes=15)


def test_a_moderator_is_notified_again_after_exactly_a_quarter_of_an_hour(alert, user):
    moderator = user("Moderators", email="m@campaign.example")
    preferences = ModeratorPreferences.objects.create(user=moderator, mail="at_once")
    make.comment(alert, status=PENDING)
    preferences.mailed_at = NOW - QUARTER + TICK
    preferences.save()
    assert waiting_email(0, moderator) == mail.Later(NOW + TICK)
    preferences.mailed_at = NOW - QUARTER
    preferences.save()
    assert isinstance(waiting_email(0, moderator), mail.Email)


def test_a_comment_that_was_counted_in_the_last_email_is_not_notified_again(alert, user):
    moderator = user("Moderators", email="m@campaign.example")
    before = NOW - DAY
    ModeratorPreferences.objects.create(user=moderator, mail="at_once", mailed_at=before)
    make.comment(alert, status=PENDING, submitted=before)
    assert waiting_email(0, moderator) is None
    make.comment(alert, "so", status=PENDING, submitted=before + TICK)
    sent = waiting_email(0, moderator)
    assert sent.subject == "A comment in Somali waits for you"
    assert sent.context["waiting"] == 2


def test_the_subject_names_the_language_of_the_newest_comment(alert, user):
    moderator = user("Moderators", email="m@campaign.example")
    ModeratorPreferences.objects.create(user=moderator, mail="at_once")
    make.comment(alert, "es", status=PENDING, submitted=NOW)
    make.comment(alert, "so", status=PENDING, submitted=NOW - DAY)
    assert waiting_email(0, moderator).subject == "A comment in Spanish waits for you"


# Expected wait


@pytest.fixture
def said(user):
    user("Moderators")

    def said():
        # The wait is cached.
        cache.clear()
        return wait_in("en")

    return said


def decided(alert, hours, number=5, status=PUBLISHED, age=timedelta(0)):
    for _comment in range(number):
        make.comment(alert, status=status, waited=timedelta(hours=hours), moderated_at=NOW - age)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        *((1.4, "1 hour."), (1.6, "2 hours."), (47.495, "47 hours."), (47.505, "2 days.")),
        *((48, "2 days."), (59, "2 days."), (61, "3 days.")),
    ],
)
def test_a_wait_of_48_hours_or_more_is_in_days(alert, said, hours, words):
    decided(alert, hours)
    assert f"about {words}" in said()


@pytest.mark.parametrize(("past", "words"), [(timedelta(0), "about 5 hours"), (TICK, UNKNOWN)])
def test_decisions_of_exactly_90_days_count(alert, said, past, words):
    decided(alert, 5, age=90 * DAY + past)
    assert words in said()


@pytest.mark.parametrize(
    ("status", "words"),
    [(PUBLISHED, "about 5 hours"), (REJECTED, "about 5 hours"), (SPAM, UNKNOWN)],
)
def test_publications_and_rejections_count_and_spam_does_not(alert, said, status, words):
    decided(alert, 5, status=status)
    assert words in said()


def test_a_publication_of_spam_that_never_waited_does_not_count(alert, said):
    decided(alert, 5, 4)
    make.comment(alert, moderated_at=NOW)
    assert UNKNOWN in said()


def test_the_last_twenty_decisions_count(alert, said):
    decided(alert, 99, 9, age=3 * DAY)
    decided(alert, 1, 10, age=2 * DAY)
    decided(alert, 3, 10)
    assert "about 2 hours" in said()


def test_the_wait_is_measured_every_ten_minutes(alert, said, clock, settings):
    # Redis would not use the test's clock.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert UNKNOWN in said()
    decided(alert, 5)
    clock.shift(599)
    assert UNKNOWN in wait_in("en")
    clock.shift(1)
    assert "about 5 hours" in wait_in("en")


# Queue and form


@pytest.mark.parametrize(
    ("age", "texts"),
    [
        ("day", ["now", "a day but a moment"]),
        ("days", ["a day", "a week but a moment"]),
        ("weeks", ["a week"]),
    ],
)
def test_the_filter_by_age_separates_days_and_weeks_exactly(moderator, alert, age, texts):
    for text, passed in (
        ("now", timedelta(0)),
        ("a day but a moment", DAY - TICK),
        ("a day", DAY),
        ("a week but a moment", 7 * DAY - TICK),
        ("a week", 7 * DAY),
    ):
        make.comment(alert, status=PENDING, text=text, submitted=NOW - passed)
    page = parse(moderator.get(f"/admin/comments/?age={age}"))
    assert {quote.text.strip() for quote in page.select("blockquote")} == set(texts)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1/1/1900", ["birth"]),
        ("12.31.2030", ["birth"]),
        ("12-31-2030", ["birth"]),
        ("12-31/2030", []),
        ("1/1/2031", []),
        ("1/1/2032", []),
        ("1/1/1899", []),
    ],
)
def test_a_date_is_taken_for_a_birth_if_its_year_is_over(text, found):
    assert kinds_in(f"On {text} we met.") == found
