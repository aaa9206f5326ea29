"""Tests for the expected wait for a moderator."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from alerts.comments.models import Status
from alerts.comments.services import Decision, set_status
from tests import factories as make
from tests.support.reader_form import form_address
from tests.support.soup import parse, text_of

pytestmark = pytest.mark.django_db

NOBODY = {
    "en": "None of them reads this language now",
    "es": "Ahora mismo ninguna de ellas lee este idioma",
    "so": "Hadda midkoodna luqaddan ma akhriyo",
    "hmn": "Tam sim no lawv tsis muaj ib tug nyeem tau hom lus no",
}
UNKNOWN = "It can take several days"


@pytest.fixture
def moderator(user):
    return user("Moderators")


def decided(alert, moderator, waits, language="en", **fields):
    now = timezone.now()
    for hours in waits:
        fields = {"moderated_by": moderator, "moderated_at": now} | fields
        make.comment(alert, language, waited=timedelta(hours=hours), **fields)


def said(client, alert, language="en"):
    cache.clear()
    return text_of(parse(client.get(form_address(alert, language))).main)


@pytest.mark.parametrize("language", NOBODY)
def test_a_language_that_no_moderator_reads_says_so(client, alert, user, language):
    user()  # an administrator, whose languages do not count
    user("Editors")
    for other in {"English": "en", "Español": "es", "Soomaali": "so", "Hmoob": "hmn"}.items():
        if other[1] != language:
            user(f"Moderators ({other[0]})")
    assert NOBODY[language] in said(client, alert, language)


def test_a_moderator_whose_account_is_closed_reads_nothing(client, alert, user):
    user("Moderators", is_active=False)
    assert NOBODY["en"] in said(client, alert)


def test_without_enough_decisions_no_figure_is_given(client, alert, moderator):
    decided(alert, moderator, [1, 1, 1, 1])
    assert UNKNOWN in said(client, alert)


@pytest.mark.parametrize(
    ("waits", "words"),
    [
        ([1, 1, 1, 1, 90], "about 1 hour."),
        ([3, 4, 5, 6, 7], "about 5 hours."),
        ([0, 0, 0, 0, 0], "about 1 hour."),
        ([47, 47, 47, 47, 47], "about 47 hours."),
        ([80, 70, 75, 72, 100], "about 3 days."),
    ],
)
def test_the_median_of_the_last_waits_is_shown(client, alert, moderator, waits, words):
    decided(alert, moderator, waits)
    assert words in said(client, alert)


@pytest.mark.parametrize(
    ("language", "word"), [("es", "5 horas"), ("so", "5 saacadood"), ("hmn", "5 teev")]
)
def test_the_wait_is_shown_in_the_readers_language(client, alert, moderator, language, word):
    decided(alert, moderator, [5] * 5, language)
    assert word in said(client, alert, language)


def test_the_age_of_a_pending_comment_is_shown_if_it_exceeds_the_last_waits(
    client, alert, moderator
):
    decided(alert, moderator, [1] * 5)
    make.comment(alert, status=Status.PENDING, submitted=timezone.now() - timedelta(days=4))
    assert "about 4 days." in said(client, alert)


def test_only_decisions_of_late_in_the_same_language_about_readers_comments_count(
    client, alert, moderator
):
    decided(alert, moderator, [1] * 5, "so")
    decided(alert, moderator, [1] * 5, moderated_at=timezone.now() - timedelta(days=100))
    decided(alert, moderator, [0] * 5, is_campaign=True)
    assert UNKNOWN in said(client, alert)


def test_the_wait_is_measured_until_the_first_decision_on_a_comment(client, alert, user):
    somebody = user("Moderators")
    alert.ends_at = timezone.now() + timedelta(days=60)
    alert.save()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        comments = [make.comment(alert, status=Status.PENDING) for _ in range(5)]
        clock.shift(timedelta(hours=2))
        for comment in comments:
            set_status(comment.pk, Decision(Status.PUBLISHED, by=somebody))
        assert "about 2 hours." in said(client, alert)
        clock.shift(timedelta(days=40))
        for comment in comments:
            set_status(comment.pk, Decision(Status.PENDING, by=None, by_readers=True))
        clock.shift(timedelta(hours=6))
        for comment in comments:
            set_status(comment.pk, Decision(Status.PUBLISHED, by=somebody))
        assert "about 6 hours." in said(client, alert)


def test_the_writer_sees_the_wait_while_the_comment_is_pending(client, alert, moderator):
    decided(alert, moderator, [5] * 5, "so")
    make.own_comment(alert, "t" * 43, "so", Status.PENDING, submitted=timezone.now())
    assert "5 saacadood" in client.get(f"/so/comment/{'t' * 43}/").content.decode()
