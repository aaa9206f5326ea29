"""Tests for changes to comments that a restore has lost and the ledger repeats."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.comments import erasure_ledger as erasures
from alerts.comments.models import REDACTED, FollowUp, PostComment, Status
from home.operations import ledger
from home.operations.ledger import replay
from tests import factories as make
from tests.support.spam import names

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED, REJECTED, SPAM, EVIDENCE = Status
TEXT = "Call Xamdi now."
# Details of a redaction of `TEXT`: earlier changes, length, positions, no removal of the user name.
REMOVAL = ("0", "15", "5-10", "-")


def later():
    return timezone.now() + timedelta(hours=1)


def lost(alert, act, *details, **fields):
    """Create a comment, and record a change to it that only the ledger has."""
    # A function is called, and the field gets its result.
    fields = {"text": TEXT} | {
        name: value() if callable(value) else value for name, value in fields.items()
    }
    comment = make.comment(alert, **fields)
    ledger.record(act, comment.idempotency_key, *details)
    return comment


def replays():
    """Replay the ledger once as a dry run and twice for real, and return the results."""
    before = list(PostComment.objects.order_by("pk").values())
    counts = [replay(dry_run=True)]
    assert list(PostComment.objects.order_by("pk").values()) == before
    return [*counts, replay(), replay()]


# Decisions


@pytest.mark.parametrize("reason", ["personal", "-"])
def test_a_lost_rejection_is_repeated_with_its_reason(alert, reason):
    lost(alert, erasures.DECIDED, "rejected", reason)
    assert replays() == [1, 1, 0]
    comment = PostComment.objects.get()
    assert (comment.status, comment.reason) == (REJECTED, reason.strip("-"))


@pytest.mark.parametrize(
    ("details", "fields"),
    [
        (("published", "-"), {"status": PENDING}),
        (("published", "-"), {"status": REJECTED}),
        (("rejected", "-"), {"status": REJECTED}),
        (("rejected", "other"), {"status": EVIDENCE}),
        (("evidence", "-"), {"status": EVIDENCE}),
        (("rejected", "other"), {"is_withdrawn": True}),
        (("rejected", "other"), {"is_erased": True}),
        (("rejected", "other"), {"submitted": later}),
        (("rejected", "other"), {"moderated_at": later}),
    ],
)
def test_a_decision_is_not_repeated_if_it_would_publish_or_if_something_newer_stands(
    alert, details, fields
):
    comment = lost(alert, erasures.DECIDED, *details, **fields)
    assert replays() == [0, 0, 0]
    assert PostComment.objects.get().status == comment.status


@pytest.mark.parametrize(
    ("act", "fields", "count"),
    [
        ((erasures.DECIDED, "rejected", "-"), {"submitted": timezone.now}, 1),
        ((erasures.DECIDED, "rejected", "-"), {"moderated_at": timezone.now}, 0),
        ((erasures.ERASED,), {"submitted": timezone.now}, 1),
        ((erasures.REDACTED, *REMOVAL), {"submitted": timezone.now}, 1),
        ((erasures.REDACTED, *REMOVAL), {"redaction": True}, 0),
    ],
)
def test_at_the_same_moment_a_comment_was_sent_before_an_act_and_decided_on_after_it(
    alert, time_machine, act, fields, count
):
    time_machine.move_to("2031-06-03T12:00:00+00:00", tick=False)
    if "redaction" in fields:
        fields = {"redaction": {"original": "Before.", "redacted_at": timezone.now()}}
    lost(alert, *act, **fields)
    assert replay(dry_run=True) == replay() == count


def test_the_last_of_several_lost_decisions_is_repeated(alert):
    comment = lost(alert, erasures.DECIDED, "rejected", "other")
    ledger.record(erasures.DECIDED, comment.idempotency_key, "spam", "-")
    published = lost(alert, erasures.DECIDED, "spam", "-")
    ledger.record(erasures.DECIDED, published.idempotency_key, "published", "-")
    assert replays() == [1, 1, 0]
    statuses = PostComment.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == [SPAM, PUBLISHED]


def test_decisions_that_stand_do_not_keep_the_others_from_being_repeated(alert):
    for status in (REJECTED, PENDING, REJECTED, PENDING):
        lost(alert, erasures.DECIDED, "rejected", "-", status=status)
    assert replays() == [2, 2, 0]
    assert not PostComment.objects.exclude(status=REJECTED).exists()


# Removed words


@pytest.mark.parametrize("status", [PENDING, PUBLISHED, REJECTED, SPAM])
def test_words_are_taken_out_again_whatever_the_status(alert, status):
    lost(alert, erasures.REDACTED, *REMOVAL, status=status, user_name="Xamdi")
    assert replays() == [1, 1, 0]
    comment = PostComment.objects.get()
    assert (comment.comment, comment.status) == (f"Call {REDACTED} now.", status)
    assert (comment.user_name, comment.redaction.original) == ("Xamdi", TEXT)


def test_a_name_alone_is_taken_away_again(alert):
    lost(alert, erasures.REDACTED, "0", "15", "-", "name", user_name="Xamdi")
    assert replays() == [1, 1, 0]
    comment = PostComment.objects.get()
    assert (comment.comment, comment.user_name) == (TEXT, "")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": PUBLISHED}, PENDING),
        ({"status": PENDING}, PENDING),
        ({"status": REJECTED}, REJECTED),
        ({"status": PUBLISHED, "moderated_at": later}, PUBLISHED),
    ],
)
def test_a_text_of_another_length_is_hidden_if_it_is_public_and_was_not_decided_on_since(
    alert, fields, status
):
    lost(alert, erasures.REDACTED, *REMOVAL, **fields | {"text": "Call me."})
    changes = int(status != fields["status"])
    assert replays()[1:] == [changes, 0]
    comment = PostComment.objects.get()
    assert (comment.comment, comment.status) == ("Call me.", status)


@pytest.mark.parametrize(
    "fields",
    [
        {"edits": 1},
        {"status": EVIDENCE},
        {"is_withdrawn": True},
        {"is_erased": True},
        {"submitted": later},
        {"redaction": {"original": "Before.", "redacted_at": timezone.now() + timedelta(days=1)}},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_words_of_a_newer_text_or_of_evidence_stay(alert, fields):
    lost(alert, erasures.REDACTED, *REMOVAL, **fields)
    assert replays() == [0, 0, 0]
    comment = PostComment.objects.get()
    assert (comment.comment, comment.status) == (TEXT, fields.get("status", PUBLISHED))


def test_a_second_removal_is_repeated_where_the_back_up_has_the_first(alert):
    before = timezone.now() - timedelta(days=1)
    redaction = {"original": "Before.", "redacted_at": before}
    lost(alert, erasures.REDACTED, "1", "15", "5-10", "-", edits=1, redaction=redaction)
    assert replays()[:2] == [1, 1]
    comment = PostComment.objects.get()
    assert (comment.comment, comment.redaction.original) == (f"Call {REDACTED} now.", "Before.")


# Lost changes, addresses and erasures


def test_moderators_are_warned_of_a_lost_change_once(alert):
    lost(alert, erasures.EDITED, "0", screening={"score": 2, "reasons": [["fast", 2, "1 second"]]})
    lost(alert, erasures.EDITED, "0")
    assert replays() == [2, 2, 0]
    first, second = PostComment.objects.order_by("pk")
    assert (names(first), first.screening.score) == (["fast", "edited"], 2)
    assert names(second) == ["edited"]


@pytest.mark.parametrize(
    "fields",
    [
        {"edits": 1},
        {"is_withdrawn": True},
        {"is_erased": True},
        {"submitted": later},
        {"moderated_at": later},
    ],
)
def test_there_is_no_warning_of_a_change_that_is_not_lost(alert, fields):
    comment = lost(alert, erasures.EDITED, "0", screening={}, **fields)
    assert replays() == [0, 0, 0]
    assert names(PostComment.objects.get(pk=comment.pk)) == []


def test_only_the_addresses_whose_emails_were_stopped_are_deleted_again(alert):
    stopped, kept = (
        FollowUp.objects.create(
            comment=make.comment(alert), email=f"{name}@reader.example", language="en"
        )
        for name in ("stopped", "kept")
    )
    ledger.record(erasures.STOPPED, stopped.key)
    assert replay(dry_run=True) == 1
    assert FollowUp.objects.count() == 2
    assert [replay(), replay()] == [1, 0]
    assert FollowUp.objects.get() == kept


@pytest.mark.parametrize("act", [erasures.WITHDRAWN, erasures.ERASED])
def test_what_was_erased_is_counted_before_it_is_erased_again(alert, act):
    lost(alert, act, submitted=later)
    lost(alert, act)
    lost(alert, act, submitted=later)
    assert replays() == [1, 1, 0]
    assert PostComment.objects.count() == 2


@pytest.mark.parametrize(("act", "left"), [(erasures.WITHDRAWN, 1), (erasures.ERASED, 0)])
def test_evidence_is_erased_again_only_if_an_administrator_had_erased_it(alert, act, left):
    lost(alert, act, status=EVIDENCE)
    assert replays() == [1, 1, 0]
    assert PostComment.objects.filter(is_withdrawn=True).count() == left
    assert PostComment.objects.count() == left
