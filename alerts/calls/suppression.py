"""Suppression of small counts, which could reveal something about a single person.

Readers who visit a page twice can still see by how much the totals have grown.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

LEAST = 5


def shown(number: int) -> int | None:
    return number if number >= LEAST else None


def shown_of(counts: Mapping[Key, int]) -> dict[Key, int | None]:
    """Return a copy of `counts` with None in place of each count that must be hidden."""
    hidden = {key for key, number in counts.items() if number < LEAST}
    # The key decides between equal parts, so that all pages hide the same part.
    others = sorted(counts.keys() - hidden, key=lambda key: (counts[key], str(key)))
    # From the total, readers could compute such a small sum of the hidden parts. Therefore, the
    # smallest other part is hidden too.
    missing = sum(counts[key] for key in hidden)
    if 0 < missing < LEAST and others:
        hidden.add(others[0])
    return {key: None if key in hidden else number for key, number in counts.items()}
