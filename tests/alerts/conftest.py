"""Fixtures for tests of alerts."""

import pytest

from alerts.models import AlertExplainer
from tests import factories as make
from tests.support import every_page


@pytest.fixture
def full(db):
    """Return an alert that has all parts of a page, one of each, but no comments."""
    return every_page.full_alert(1, comments=())


@pytest.fixture
def complete_alert(db):
    """Return an alert that lacks nothing but its translations."""
    alert = make.AlertPageFactory(
        action=make.ask_for(),
        about="SF958",
        share_text="Call {number}.",
        script=[("line", "Hello.")],
        voicemail=[("line", "Hello.")],
    )
    make.call(alert, make.office())
    AlertExplainer.objects.create(alert=alert, explainer=make.ExplainerPageFactory())
    return alert
