"""Fixtures for tests of alerts."""

import pytest

from tests.support import every_page


@pytest.fixture
def full(db):
    """Return an alert that has all parts of a page, one of each, but no comments."""
    return every_page.full_alert(1, comments=())
