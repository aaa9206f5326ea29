"""Tests for the daily housekeeping."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_comments.models import Comment
from django_comments_xtd.models import XtdComment

from alerts.comments import housekeeping as comments_housekeeping
from alerts.comments.models import PostComment, Redaction, Status
from home.operations import housekeeping, write_ahead_log
from home.operations.write_ahead_log import PATIENCE, empty_log
from home.translation.models import LinkUse
from tests import factories as make
from tests.support.clock import Clock
from tests.support.parallel import at_once
from tests.support.reader_form import thread

pytestmark = pytest.mark.django_db

PURGED = [Status.REJECTED, Status.SPAM]
KEPT = [Status.PENDING, Status.PUBLISHED, Status.EVIDENCE]


@pytest.fixture
def alert():
    return make.AlertPageFactory()


def run(**options):
    said = StringIO()
    call_command("housekeeping", stdout=said, **options)
    return dict(line.split(": ") for line in said.getvalue().splitlines())


def decided(alert, status, days, **fields):
    at = timezone.now() - timedelta(days=days)
    fields = {"moderated_at": at, "submitted": at, "idempotency_key": uuid4().hex} | fields
    return make.comment(alert, status=status, **fields)


@pytest.mark.parametrize("status", PURGED)
def test_rejected_comments_and_spam_are_deleted_30_days_after_the_decision(alert, status):
    decided(alert, status, 31, text="Secretwords")
    recent = decided(alert, status, 29)
    sent_long_ago = decided(alert, status, 1)
    PostComment.objects.filter(pk=sent_long_ago.pk).update(
        submitted=timezone.now() - timedelta(days=300)
    )
    assert run()["rejected and spam comments"] == "1 deleted"
    assert set(PostComment.objects.all()) == {recent, sent_long_ago}
    assert [model._base_manager.count() for model in (XtdComment, Comment)] == [2, 2]


def test_comments_held_as_spam_are_deleted_30_days_after_they_were_sent(alert):
    for days in (31, 29):
        comment = decided(alert, Status.SPAM, days)
        PostComment.objects.filter(pk=comment.pk).update(moderated_at=None)
    run()
    assert PostComment.objects.count() == 1


@pytest.mark.parametrize("status", KEPT)
def test_comments_with_other_statuses_are_not_deleted(alert, status):
    decided(alert, status, 4000)
    run()
    assert PostComment.objects.get().comment == "A comment."


@pytest.mark.parametrize("status", KEPT)
def test_a_placeholder_stays_for_replies_and_is_deleted_with_the_last(alert, status):
    root = decided(alert, Status.REJECTED, 31, text="Secretwords", user_name="Secretname")
    reply = make.comment(alert, status=status, text="A reply.", reply_to=root)
    assert run()["rejected and spam comments"] == "1 deleted"
    root.refresh_from_db()
    assert (root.comment, root.user_name, root.is_erased) == ("", "", True)
    assert root.status == Status.REJECTED
    assert PostComment.objects.get(pk=reply.pk).comment == "A reply."
    assert run()["rejected and spam comments"] == "0 deleted"
    old = timezone.now() - timedelta(days=31)
    PostComment.objects.filter(pk=reply.pk).update(status=Status.SPAM, moderated_at=old)
    run()
    assert not PostComment.objects.exists()


def test_a_reply_that_is_not_due_is_not_purged_with_its_parent(alert):
    root = decided(alert, Status.REJECTED, 31)
    reply = decided(alert, Status.REJECTED, 1, text="Not yet.", reply_to=root)
    run()
    assert PostComment.objects.get(pk=reply.pk).comment == "Not yet."


def test_a_thread_keeps_its_counts_above_a_purged_reply(client, alert):
    root = make.comment(alert, text="root")
    one = make.comment(alert, text="one", reply_to=root)
    decided(alert, Status.SPAM, 31, reply_to=one)
    decided(alert, Status.SPAM, 31, reply_to=root)
    run()
    counts = dict(XtdComment.norel_objects.values_list("pk", "nested_count"))
    assert counts == {root.pk: 1, one.pk: 0}
    assert [text for _name, text in thread(client, alert)] == ["root", "one"]


@pytest.mark.parametrize(("days", "left"), [(31, ""), (29, "Before.")])
def test_the_original_of_a_redacted_comment_is_deleted_after_30_days(alert, days, left):
    at = timezone.now() - timedelta(days=days)
    make.comment(
        alert, redaction={"original": "Before.", "original_name": "Name", "redacted_at": at}
    )
    run()
    comment = PostComment.objects.get()
    assert comment.comment == "A comment."
    kept = [("Before.", "Name")] if left else []
    assert list(Redaction.objects.values_list("original", "original_name")) == kept


def test_uses_of_links_are_deleted_90_days_after_the_links_expired(alert):
    translation = make.submit(alert, "so")
    for days in (91, 89):
        expired = timezone.now() - timedelta(days=days)
        link, _token = make.link(translation, expires_at=expired)
        LinkUse.objects.create(link=link, what=LinkUse.What.OPENED)
    assert run()["uses of volunteers' links"] == "1 deleted"
    assert LinkUse.objects.get().link == link


def test_a_dry_run_says_the_same_and_changes_nothing(alert):
    decided(alert, Status.SPAM, 31)
    at = timezone.now() - timedelta(days=31)
    make.comment(alert, redaction={"original": "Before.", "redacted_at": at})

    def stored():
        return [list(m.objects.order_by("pk").values()) for m in (PostComment, Redaction)]

    before = stored()
    said = run(dry_run=True)
    assert said["rejected and spam comments"].split()[0] == "1"
    assert stored() == before
    assert said["rejected and spam comments"] == "1 to delete"
    assert {what: number.split()[0] for what, number in said.items()} == {
        what: number.split()[0] for what, number in run().items()
    }


def test_a_second_run_finds_nothing(alert):
    decided(alert, Status.SPAM, 31)
    decided(alert, Status.REJECTED, 31)
    assert run()["rejected and spam comments"] == "2 deleted"
    said = run()
    assert "rejected and spam comments" in said
    assert set(said.values()) == {"0 deleted"}


def test_the_output_has_counts_and_no_text(alert):
    decided(alert, Status.SPAM, 31, text="Secretwords", user_name="Secretname")
    said = run()
    assert said["rejected and spam comments"] == "1 deleted"
    assert "Secret" not in repr(said)


def test_a_failed_step_stops_no_other_and_is_reported(alert, monkeypatch):
    decided(alert, Status.SPAM, 31)
    monkeypatch.setattr(
        housekeeping, "_steps", {"broken": lambda dry_run: 1 / 0} | housekeeping._steps
    )
    with pytest.raises(CommandError, match="broken"):
        run()
    assert not PostComment.objects.exists()


def test_a_decision_that_is_taken_back_during_the_run_counts(alert, monkeypatch):
    comment = decided(alert, Status.SPAM, 31)
    lock = type(PostComment.objects.all()).lock_threads

    def taken_back(comments):
        PostComment.objects.filter(pk=comment.pk).update(status=Status.PENDING)
        lock(comments)

    monkeypatch.setattr(type(PostComment.objects.all()), "lock_threads", taken_back)
    run()
    assert PostComment.objects.get().status == Status.PENDING


def test_rows_deleted_by_another_run_are_no_failure(alert, monkeypatch):
    root = decided(alert, Status.SPAM, 31)
    make.comment(alert, text="A reply.", reply_to=root)
    decided(alert, Status.REJECTED, 31)
    kind = type(PostComment.objects.all())
    lock = kind.lock_threads

    def another_was_faster(comments):
        monkeypatch.setattr(kind, "lock_threads", lock)
        run()
        lock(comments)

    monkeypatch.setattr(kind, "lock_threads", another_was_faster)
    assert run()["rejected and spam comments"] == "0 deleted"
    assert [c.comment for c in PostComment.objects.order_by("pk")] == ["", "A reply."]


def test_a_batch_costs_the_same_queries_for_any_number(alert):
    def purge(number):
        for _thread in range(number):
            root = decided(alert, Status.SPAM, 31)
            make.comment(alert, reply_to=root, idempotency_key=uuid4().hex)
            decided(alert, Status.SPAM, 31, reply_to=decided(alert, Status.REJECTED, 31))
        with CaptureQueriesContext(connection) as captured:
            comments_housekeeping.purge(dry_run=False)
        return len(captured)

    assert purge(2) == purge(20) <= 40


def test_one_run_deletes_more_than_one_batch(alert, monkeypatch):
    monkeypatch.setattr(comments_housekeeping, "_BATCH", 2)
    for _number in range(7):
        decided(alert, Status.SPAM, 31)
    assert run()["rejected and spam comments"] == "7 deleted"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_runs_at_once_delete_everything_once_and_fail_nowhere():
    alert = make.AlertPageFactory()
    recent = decided(alert, Status.REJECTED, 29)
    for _number in range(5):
        decided(alert, Status.REJECTED, 31)
    results = at_once([lambda: dict(housekeeping.run())] * 3)
    failed = [what for result in results for what, number in result.items() if number is None]
    assert failed == []
    assert PostComment.objects.get() == recent
    assert [model._base_manager.count() for model in (XtdComment, Comment)] == [1, 1]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_log_is_emptied_while_others_empty_it_too():
    make.comment(make.AlertPageFactory())

    def write_and_empty():
        done = []
        for number in range(10):
            PostComment.objects.update(user_name=str(number))
            done.append(empty_log(patience=PATIENCE))
        return all(done)

    assert at_once([write_and_empty] * 4) == [True] * 4


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_log_that_cannot_be_emptied_is_given_up_after_exactly_the_patience(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(write_ahead_log, "time", clock)
    monkeypatch.setattr(write_ahead_log, "_truncate", lambda cursor: False)
    assert not empty_log(patience=60_000)
    assert clock.now == 60
    with pytest.raises(write_ahead_log.LogIsBusy):
        write_ahead_log.empty_log_patiently()
    monkeypatch.setattr(write_ahead_log.connection, "vendor", "postgresql")
    assert empty_log()  # it has no such log


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_second_run_between_two_steps_of_the_first_does_no_harm():
    decided(make.AlertPageFactory(), Status.SPAM, 31)
    first = {}
    for what, number in housekeeping.run():
        first[what] = number
        second = dict(housekeeping.run())
        assert None not in second.values()
    assert None not in first.values()
    assert not PostComment.objects.exists()
