"""Fixtures for tests of comments."""

import pytest

from tests import factories as make


@pytest.fixture
def alert(db):
    return make.AlertPageFactory()


@pytest.fixture
def comment(alert):
    return make.comment(alert, text="Whose words are these?")
