"""Tests for merging the English and the translation of a block into the text for readers."""

import pytest

from home.translation.merge import _Versions
from home.translation.status import BlockStatus

UNTRANSLATED, HELD, OUTDATED = BlockStatus.UNTRANSLATED, BlockStatus.HELD, BlockStatus.OUTDATED
NOT_PUBLISHED, UNCHANGED, FORMATTED, CHANGED = range(4)


def merged(*, lacking=False, held_back=False, change, live="live", status=None, barred=False):
    versions = _Versions("english", "filled", live, status)
    return versions.merge(
        is_lacking=lacking,
        is_held_back=held_back,
        is_barred=barred,
        is_changed=None if change == NOT_PUBLISHED else change != UNCHANGED,
        is_reworded=change == CHANGED,
    )


@pytest.mark.parametrize(
    ("lacking", "change", "status", "expected"),
    [
        # Somebody publishes the translation.
        (False, NOT_PUBLISHED, None, ("filled", None)),
        (False, NOT_PUBLISHED, OUTDATED, ("filled", None)),
        (False, NOT_PUBLISHED, UNTRANSLATED, ("filled", None)),
        (True, NOT_PUBLISHED, None, ("english", UNTRANSLATED)),
        (True, NOT_PUBLISHED, OUTDATED, ("live", OUTDATED)),
        (True, NOT_PUBLISHED, UNTRANSLATED, ("english", UNTRANSLATED)),
        (True, NOT_PUBLISHED, HELD, ("english", UNTRANSLATED)),
        # The English is published, and this block has not changed.
        (False, UNCHANGED, None, ("live", None)),
        (False, UNCHANGED, OUTDATED, ("live", OUTDATED)),
        (False, UNCHANGED, UNTRANSLATED, ("filled", None)),
        (False, UNCHANGED, HELD, ("filled", None)),
        (True, UNCHANGED, None, ("live", None)),
        (True, UNCHANGED, OUTDATED, ("live", OUTDATED)),
        (True, UNCHANGED, UNTRANSLATED, ("english", UNTRANSLATED)),
        (True, UNCHANGED, HELD, ("english", UNTRANSLATED)),
        # The English is published, and this block has a new format or picture.
        (False, FORMATTED, None, ("filled", None)),
        (False, FORMATTED, OUTDATED, ("filled", None)),
        (True, FORMATTED, None, ("live", None)),
        (True, FORMATTED, OUTDATED, ("live", OUTDATED)),
        (True, FORMATTED, UNTRANSLATED, ("english", UNTRANSLATED)),
        # The English is published, and the words of this block have changed.
        (False, CHANGED, None, ("filled", None)),
        (False, CHANGED, OUTDATED, ("filled", None)),
        (False, CHANGED, UNTRANSLATED, ("filled", None)),
        (True, CHANGED, None, ("live", OUTDATED)),
        (True, CHANGED, OUTDATED, ("live", OUTDATED)),
        (True, CHANGED, UNTRANSLATED, ("english", UNTRANSLATED)),
        (True, CHANGED, HELD, ("english", UNTRANSLATED)),
    ],
)
def test_each_case_has_one_text_and_one_status(lacking, change, status, expected):
    assert merged(lacking=lacking, change=change, status=status) == expected


@pytest.mark.parametrize("change", [NOT_PUBLISHED, UNCHANGED, FORMATTED, CHANGED])
@pytest.mark.parametrize("live", ["", None])
def test_a_block_without_old_text_is_filled_or_english(change, live):
    assert merged(lacking=False, change=change, live=live) == ("filled", None)
    assert merged(lacking=True, change=change, live=live) == ("english", UNTRANSLATED)


@pytest.mark.parametrize("change", [NOT_PUBLISHED, UNCHANGED, FORMATTED, CHANGED])
@pytest.mark.parametrize("status", [None, OUTDATED, HELD, UNTRANSLATED])
def test_a_barred_block_is_english_and_held_if_it_is_translated(change, status):
    common = {"change": change, "status": status, "barred": True}
    assert merged(lacking=False, **common) == ("english", HELD)
    assert merged(lacking=True, **common) == ("english", UNTRANSLATED)


@pytest.mark.parametrize(
    ("change", "status", "expected"),
    [
        (NOT_PUBLISHED, None, ("live", None)),
        (NOT_PUBLISHED, OUTDATED, ("live", OUTDATED)),
        (NOT_PUBLISHED, UNTRANSLATED, ("english", UNTRANSLATED)),
        (NOT_PUBLISHED, HELD, ("english", UNTRANSLATED)),
        (UNCHANGED, None, ("live", None)),
        (FORMATTED, None, ("live", None)),
        (CHANGED, None, ("live", OUTDATED)),
        (CHANGED, UNTRANSLATED, ("english", UNTRANSLATED)),
    ],
)
def test_a_new_text_in_doubt_leaves_readers_what_they_have(change, status, expected):
    assert merged(held_back=True, change=change, status=status) == expected


def test_a_barred_block_with_a_text_in_doubt_is_not_translated():
    assert merged(held_back=True, change=NOT_PUBLISHED, barred=True) == ("english", UNTRANSLATED)
