"""Fixtures for tests of alerts."""

from functools import partial

import pytest
import time_machine

from alerts.models import AlertExplainer
from tests import factories as make
from tests.support import call_card, every_page
from tests.support.markup import page_at


@pytest.fixture
def full(db):
    """Return an alert with content in almost every field, one item in each list, and no comments."""
    return every_page.full_alert(1, comments=())


@pytest.fixture
def complete_alert(db):
    """Return an alert that lacks nothing but its translations."""
    alert = make.AlertPageFactory(
        action_type=make.ask_for(),
        about="SF958",
        share_text="Call {number}.",
        script=[("line", "Hello.")],
        voicemail=[("line", "Hello.")],
    )
    make.call(alert, make.office())
    AlertExplainer.objects.create(alert=alert, explainer=make.ExplainerPageFactory())
    return alert


@pytest.fixture
def veto_alert(db):
    """Set the clock, and yield an active alert that asks one office to veto SF958."""
    with time_machine.travel(call_card.DAY):
        yield call_card.veto_alert()


@pytest.fixture
def read_call(client):
    """Return a function that requests `alerts/call/`, and returns the root element of the page.

    By default, the page is in English.
    """
    return partial(page_at, client, "alerts/call/")
