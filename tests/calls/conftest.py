"""Fixtures for tests of calls."""

import pytest

from tests import factories as make


@pytest.fixture
def office(db):
    return make.office()


@pytest.fixture
def alert(office):
    alert = make.AlertPageFactory(slug="call")
    make.call(alert, office, make.office("Al Franken", ["+16512211016"]))
    return alert
