"""Tests for changes to comments in which a write fails."""

from functools import partial

import pytest
from django.utils import timezone

from alerts.comments import erasure, flagging, redaction, services
from alerts.comments.models import CommentSettings, FollowUp, PostComment, Status
from alerts.comments.models.moderators import MailChoice, ModeratorPreferences
from alerts.comments.notifications import moderators
from alerts.comments.services import Decision
from tests import factories as make
from tests.support.all_or_nothing import assert_all_or_nothing
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


def test_the_daily_summary(pending, moderator):
    preferences = ModeratorPreferences.of(moderator)
    preferences.mail = MailChoice.DAILY
    preferences.save()
    assert_all_or_nothing(moderators.queue_summaries)


def test_saving_a_reply(pending):
    assert_all_or_nothing(partial(make.comment, pending.post, reply_to=pending), writes=3)
