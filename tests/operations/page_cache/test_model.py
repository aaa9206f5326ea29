"""Tests that compare stored with fresh pages after random changes."""

import pytest

from home.operations.page_cache import renewal, storage
from tests import factories as make
from tests.support.random_changes import SURFACES, RandomChanges
from tests.support.stored_pages import commit

SEQUENCES = 1000
# Surfaces that show most of the changes, for `make test`.
FEW = ["", "alerts/", "alerts/call/", "feed.atom", "calendar.ics"]


@pytest.mark.parametrize(
    ("seed", "surfaces"),
    [
        *((seed, FEW) for seed in (1, 2, 3)),
        *(pytest.param(seed, SURFACES, marks=pytest.mark.audit) for seed in range(SEQUENCES)),
    ],
)
def test_every_stored_page_equals_a_fresh_one_after_changes(reader, time_machine, seed, surfaces):
    time_machine.move_to("2031-06-03T12:00:00-05:00", tick=False)
    paths = [f"/{language}/{surface}" for language in make.LANGUAGES for surface in surfaces]
    with commit():
        campaign = RandomChanges(seed, time_machine)
    # Only the last change follows the storing of all pages, because most changes renew them all.
    for _one in range(seed % 4):
        _make_change(campaign)
    for path in paths:
        reader.get(path)
    assert storage.find(storage.current(), "/en/", "")
    name = _make_change(campaign)
    for path in paths:
        if found := storage.find(storage.current(), path, ""):
            assert found[1] == reader.get_fresh(path), f"{path} after {name}"


def _make_change(campaign):
    with commit():
        name = campaign.make_one()
    renewal.catch_up()  # as the worker and the web processes do every second
    storage.sweep()
    return name


def test_each_kind_of_change_can_be_made(reader, time_machine):
    time_machine.move_to("2031-06-03T12:00:00-05:00", tick=False)
    campaign = RandomChanges(0, time_machine)
    for change in campaign.kinds:
        with commit():
            change()
