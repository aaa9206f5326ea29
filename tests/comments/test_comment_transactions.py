"""Tests for changes to comments in which a write fails."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from alerts.comments import erasure, flagging, housekeeping, redaction, services
from alerts.comments import erasure_ledger as erasures
from alerts.comments.models import CommentSettings, FollowUp, PostComment, Status
from alerts.comments.models.follow_up import AskedAddress
from alerts.comments.models.moderators import MailChoice, ModeratorPreferences
from alerts.comments.notifications import addresses, moderators
from alerts.comments.services import Decision
from home.operations import ledger
from tests import factories as make
from tests.support.all_or_nothing import assert_all_or_nothing
from tests.support.flags import flag_address
from tests.support.reader_form import form_address, form_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(db):
    return make.AlertPageFactory(slug="call")


@pytest.fixture
def moderator(user):
    return user("Moderators", email="moderator@example.org")


@pytest.fixture
def pending(alert):
    comment = make.comment(alert, status=Status.PENDING, text="My neighbor is Ana.")
    FollowUp.objects.create(
        comment=comment, email="reader@example.org", language="en", confirmed_at=timezone.now()
    )
    reply = make.comment(alert, text="A reply.", reply_to=comment)
    PostComment.objects.filter(pk=reply.pk).update(is_shown=False)
    return comment


def test_storing_a_comment(client, alert, moderator):
    preferences = ModeratorPreferences.objects.create(user=moderator)
    preferences.mail = MailChoice.AT_ONCE
    preferences.save()
    address = form_address(alert)
    data = form_fields(client.get(address))
    data |= {"comment": "My own words.", "follow_up": "reader@example.org"}
    assert_all_or_nothing(partial(client.post, address, data), writes=4)
    assert PostComment.objects.count() == 1


def test_publishing_a_comment_shows_its_replies_and_queues_the_emails(pending, moderator):
    decision = Decision(Status.PUBLISHED, by=moderator)
    assert_all_or_nothing(partial(services.set_status, pending.pk, decision), writes=4)


def test_the_flag_that_is_enough(alert):
    CommentSettings.objects.update_or_create(pk=1, defaults={"flags_needed": 1})
    comment = make.comment(alert)
    assert_all_or_nothing(partial(flagging.count_flag, comment.pk, "insult"), writes=3)


def test_the_campaigns_answer_and_the_approval_that_it_implies(pending, moderator):
    assert_all_or_nothing(
        partial(services.answer, pending.pk, "Thank you.", by=moderator), writes=6
    )


def test_an_edit_and_its_new_screening(pending):
    def edit():
        comment = PostComment.objects.get(pk=pending.pk)
        assert services.edit(comment, text="Other words.", name="Ana")

    assert_all_or_nothing(edit)


def test_closing_a_thread_and_the_audit_log(pending, moderator):
    assert_all_or_nothing(partial(services.set_thread_closed, pending, True, by=moderator))


def test_pausing_comments_and_the_audit_log(db, moderator):
    CommentSettings.load().save()
    assert_all_or_nothing(partial(services.set_paused, True, by=moderator))


def test_a_redaction_its_original_and_the_audit_log(pending, moderator):
    redact = partial(redaction.redact, pending.pk, "My neighbor is [[Ana]].", by=moderator, edits=0)
    assert_all_or_nothing(redact, writes=3)
    assert_all_or_nothing(partial(redaction.undo, pending.pk, by=moderator, edits=1), writes=3)


@pytest.mark.parametrize("erase", [erasure.withdraw, erasure.erase])
def test_an_erasure(pending, moderator, erase):
    more = {"by": moderator} if erase is erasure.erase else {}
    assert_all_or_nothing(partial(erase, pending.pk, **more), writes=3)


def test_deleting_a_comment_with_its_replies(pending):
    assert_all_or_nothing(lambda: PostComment.objects.get(pk=pending.pk).delete())


def test_passing_a_comment_on_and_the_audit_log(pending, moderator):
    assert_all_or_nothing(partial(services.pass_on, pending.pk, "so", by=moderator))


def test_an_address_and_its_confirmation_and_their_emails(alert):
    comment = make.comment(alert)
    assert_all_or_nothing(partial(addresses.add_address, comment, "me@reader.example"), writes=3)
    AskedAddress.note("me@reader.example")

    def confirm():
        addresses.confirm_address(FollowUp.objects.select_related("comment").get())

    assert_all_or_nothing(confirm, writes=4)


def test_a_flag_and_the_form_that_is_used_up(client, alert, noon):
    comment = make.comment(alert)
    data = form_fields(client.get(flag_address(comment)))
    assert_all_or_nothing(partial(client.post, flag_address(comment), data), writes=3)


@pytest.mark.parametrize(
    ("act", "details"), [(erasures.ERASED, ()), (erasures.REDACTED, ("0", "19", "3-11", "-"))]
)
def test_a_change_that_is_repeated_after_a_restore(pending, act, details):
    ledger.record(act, pending.idempotency_key, *details)
    assert_all_or_nothing(ledger.replay, writes=3, apart={"home_usedformtoken"})


def test_the_deletion_of_an_original_and_of_the_reasons_that_quote_it(alert):
    long_ago = timezone.now() - timedelta(days=99)
    make.comment(
        alert,
        redaction={"original": "Before.", "redacted_at": long_ago},
        screening={"score": 3, "reasons": [["word", 3, "slur"]]},
    )
    assert_all_or_nothing(partial(housekeeping.delete_originals, dry_run=False))


def test_the_daily_summary(pending, moderator):
    preferences = ModeratorPreferences.of(moderator)
    preferences.mail = MailChoice.DAILY
    preferences.save()
    assert_all_or_nothing(moderators.queue_summaries)


def test_saving_a_reply(pending):
    assert_all_or_nothing(partial(make.comment, pending.post, reply_to=pending), writes=3)
