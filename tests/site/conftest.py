"""Fixtures for tests of the site as a whole."""

import pytest

from tests.support.noon import NOW


@pytest.fixture
def stopped_clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine
