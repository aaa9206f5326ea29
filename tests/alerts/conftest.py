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
    """Return an alert with content in almost every field, and one item in each list."""
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
    with time_machine.travel(call_card.DAY):
        yield call_card.veto_alert()


@pytest.fixture
def read_call(client):
    return partial(page_at, client, "alerts/call/")
