"""Tests for near duplicates of comments."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.comments.models import BANDS, PostComment, SpamScreening, Status
from alerts.comments.services import Decision, set_status
from alerts.comments.spam import checks as rules
from alerts.comments.spam import near_duplicates as near
from alerts.comments.words import plain
from tests import factories as make
from tests.support.all_or_nothing import assert_all_or_nothing
from tests.support.reader_form import form_address, form_fields
from tests.support.spam import names

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

PENDING, SPAM = Status.PENDING, Status.SPAM
PITCH = (
    "Dear friends, I lost my papers and nobody helped me until I found doctor Smith, who made"
    " everything right within two weeks for little money. Ask him for help before it is too late."
)
# Variations of a text, as a spammer changes it from comment to comment.
VARIANTS = [
    PITCH,
    PITCH.upper(),
    PITCH.replace("Smith", "Jones"),
    PITCH.replace("friends", "readers").replace("two", "six"),
    PITCH + " Thanks!",
    PITCH.replace(",", " ...").replace("e", "é"),
]
OTHERS = [
    "We called the office at noon and a friendly person wrote our message down.",
    "My cousin was stopped on Lake Street last winter. Thank you for writing this in Somali.",
    "Dear friends, I lost my papers. Does anybody know which office is open on Saturday?",
]


@pytest.fixture
def send(client, alert, time_machine, django_capture_on_commit_callbacks):
    def do(text, seconds=60):
        data = form_fields(client.get(form_address(alert))) | {"comment": text}
        time_machine.shift(seconds)
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(form_address(alert), data).status_code == 302
        return PostComment.objects.latest("pk")

    return do


@pytest.mark.parametrize("text", VARIANTS, ids=range(len(VARIANTS)))
def test_a_text_with_small_changes_is_in_the_cluster_of_the_first(send, text):
    first, second = send(PITCH), send(text)
    first.refresh_from_db()
    assert first.screening.cluster == second.screening.cluster == first.pk
    third = send(PITCH)
    assert third.screening.cluster == first.pk


@pytest.mark.parametrize("text", OTHERS)
def test_another_text_is_in_no_cluster(send, text):
    send(PITCH)
    assert send(text).screening.cluster is None
    assert not PostComment.objects.exclude(screening__cluster=None).exists()


def test_a_comment_is_stored_even_if_its_cluster_cannot_be_begun_afterwards(send, monkeypatch):
    send(PITCH)

    def fail(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(rules, "partial", lambda *args, **kwargs: fail)
    assert send(PITCH).comment == PITCH


def test_marks_of_near_duplicates_are_removed_together_or_not_at_all(send):
    first = send(PITCH)
    PostComment.objects.filter(pk=first.pk).update(status=SPAM, moderated_at=timezone.now())
    marked = send(PITCH)
    SpamScreening.objects.filter(pk=marked.pk).update(score=rules.SPAM_AT)
    PostComment.objects.filter(pk=marked.pk).update(status=SPAM)
    PostComment.objects.filter(pk=first.pk).update(status=PENDING, moderated_at=None)
    assert_all_or_nothing(partial(rules.drop_outdated_reasons, first.pk))
    marked.refresh_from_db()
    assert (marked.status, marked.screening.reasons) == (PENDING, [])
    with CaptureQueriesContext(connection) as captured:
        rules.drop_outdated_reasons(first.pk)
    assert any("LIMIT 200" in query["sql"] for query in captured)


def test_near_duplicates_of_marked_spam_are_marked_and_soon_spam(send):
    first = send(PITCH)
    set_status(first.pk, Decision(SPAM, by=None))
    comment = send(VARIANTS[2])
    assert comment.screening.reasons == [["near_spam", rules.NEAR_SPAM_POINTS, first.pk]]
    assert comment.status == PENDING
    assert comment.screening.sentences == [
        f"When sent, said nearly the same as comment {first.pk}, which a moderator marked as spam (+4)"
    ]
    assert send(VARIANTS[3], seconds=1).status == SPAM


@pytest.mark.parametrize("status", [Status.REJECTED, Status.EVIDENCE])
def test_a_comment_like_a_refused_one_is_marked_as_such(send, status):
    PostComment.objects.filter(pk=send(PITCH).pk).update(status=status, moderated_at=timezone.now())
    comment = send(VARIANTS[2])
    assert (names(comment), comment.status) == (["near_refused"], PENDING)


def test_spam_that_no_moderator_has_seen_counts_against_nothing(send):
    first = send(PITCH)
    PostComment.objects.filter(pk=first.pk).update(status=SPAM)
    assert names(send(PITCH)) == []


def test_several_near_duplicates_in_a_day_are_marked_but_few_or_old_ones_are_not(
    send, time_machine
):
    for _earlier in range(rules.MANY):
        assert names(send(PITCH)) == []
    assert names(send(PITCH)) == ["near_many"]
    time_machine.shift(timedelta(days=2))
    assert names(send(PITCH)) == []


def test_short_texts_that_many_people_write_are_not_marked(send, alert):
    set_status(send("Thank you!").pk, Decision(SPAM, by=None))
    for _reader in range(rules.MANY + 1):
        assert names(send("thank you")) == []
    for _reader in range(rules.MANY_VERY_SHORT):
        stored = make.comment(alert, status=PENDING, text="Thank you.")
        rules.screen_again(stored).save()
    assert names(send("Thank you")) == ["near_many"]


def test_short_texts_are_compared_as_a_whole(send):
    set_status(send("Call me for cheap papers now").pk, Decision(SPAM, by=None))
    assert names(send("call me for CHEAP papers, now!")) == ["near_spam"]
    assert names(send("call me for cheap papers soon")) == []


def test_the_campaign_s_own_words_and_those_taken_back_are_not_compared(send):
    PostComment.objects.filter(pk=send(PITCH).pk).update(is_campaign=True)
    PostComment.objects.filter(pk=send(PITCH).pk).update(is_withdrawn=True)
    PostComment.objects.filter(pk=send(PITCH).pk).update(is_erased=True)
    assert send(PITCH).screening.cluster is None


@pytest.mark.parametrize("text", ["👍👍👍", "!!!", "...?"])
def test_a_text_without_words_is_not_compared(send, text):
    send(text)
    comment = send(text)
    assert (comment.screening.cluster, comment.screening.band_0) == (None, None)


def test_a_comment_is_not_compared_with_itself(send):
    comment = send(PITCH)
    assert rules.screen_again(comment).cluster is None


def test_a_comment_that_is_changed_leaves_its_cluster(send):
    send(PITCH)
    comment = send(PITCH)
    comment.comment = OTHERS[0]
    assert rules.screen_again(comment).cluster is None


def test_the_bands_do_not_reveal_a_text_without_the_key_of_the_site(settings):
    runs = near.runs_of(plain(PITCH))
    ours = near.bands_of(runs)
    assert ours == near.bands_of(runs)
    settings.SECRET_KEY = "another key of another site, long enough for it"
    assert set(near.bands_of(runs)).isdisjoint(ours)


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL scans a small table as a whole"
)
def test_the_indexes_are_used(alert, django_assert_num_queries):
    comment = make.comment(alert, status=PENDING, text=PITCH)
    bands = near.columns(comment)
    with django_assert_num_queries(1) as captured:
        near.alike(comment, bands)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + captured.captured_queries[0]["sql"])
        plan = str(cursor.fetchall())
    assert all(f"screening_{band}" in plan for band in BANDS)
    assert "SCAN comments_postcomment" not in plan
    assert "SCAN comments_spamscreening" not in plan


def test_only_the_newest_comments_are_compared(alert):
    now, stored = timezone.now(), []
    for _one in range(near.CANDIDATES + 5):
        stored.append(make.comment(alert, status=PENDING, text=PITCH, submitted=now))
        rules.screen_again(stored[-1]).save()
    *older, last = stored
    assert near.alike(last, near.columns(last)) == older[: -near.CANDIDATES - 1 : -1]
