"""Tests for the order of current alerts, and for the exact moments of their start and end."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from alerts import lookup
from alerts.models import AlertPage
from alerts.style_guide import objects
from tests import factories as make

pytestmark = pytest.mark.django_db

NOW = datetime(2031, 6, 3, 12, 0, tzinfo=ZoneInfo("America/Chicago"))
MOMENT, HOUR, DAY = timedelta(microseconds=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def stopped_clock(time_machine):
    time_machine.move_to(NOW, tick=False)


def alert(title, starts_in, ends_in, **fields):
    times = {"starts_at": NOW + starts_in, "ends_at": NOW + ends_in}
    make.AlertPageFactory(title=title, **times | fields)


def titles():
    return [alert.title for alert in lookup.current_alerts()]


def test_an_alert_that_starts_now_is_sorted_by_its_deadline():
    alert("Running", -HOUR, 9 * DAY)
    alert("Starts now", timedelta(), 5 * DAY)
    alert("Starts later", MOMENT, DAY)
    alert("Ends first", -DAY, HOUR)
    assert titles() == ["Ends first", "Starts now", "Running", "Starts later"]


def test_an_alert_is_current_until_the_moment_of_its_deadline():
    alert("Over", -DAY, timedelta())
    alert("Nearly over", -DAY, MOMENT)
    assert titles() == ["Nearly over"]
    assert [alert.title for alert in lookup.past_alerts(9)] == ["Over"]


@pytest.mark.parametrize(("decided_in", "is_later"), [(timedelta(), False), (MOMENT, True)])
def test_a_decision_takes_effect_at_its_moment(decided_in, is_later):
    alert("Won", -DAY, DAY, outcome="won", decided_at=NOW + decided_in)
    assert AlertPage.objects.get().takes_effect_later is is_later


def test_alerts_with_the_same_deadline_stand_in_the_order_of_their_creation():
    for title in ("First", "Second", "Third"):
        alert(title, -DAY, DAY)
    assert titles() == ["First", "Second", "Third"]


def test_the_examples_of_the_style_guide_begin_before_they_end_on_their_side_of_now():
    running, upcoming, ended = objects.alert(), objects.upcoming(), objects.ended("won")
    assert running.starts_at < NOW < running.ends_at
    assert NOW < upcoming.starts_at < upcoming.ends_at
    assert ended.starts_at < ended.decided_at < ended.ends_at < NOW
    assert objects.ended().decided_at is None
    assert objects.meeting().starts_at > NOW
    assert objects.comment("Words").submitted < NOW
