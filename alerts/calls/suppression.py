"""Suppression of small counts, which could reveal something about a single person.

This protects a single view of the page, not several views: somebody who returns can see by how much
the totals have grown.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

LEAST = 5


def shown(number: int) -> int | None:
    """Return the count `number` if it is at least `LEAST`, otherwise None."""
    return number if number >= LEAST else None


def shown_of(counts: Mapping[Key, int]) -> dict[Key, int | None]:
    """Return a copy of `counts`, the parts of a public total, with None for each part to hide.

    Parts under five are hidden. If the sum of the hidden parts is from one to four, the smallest
    other part is hidden too, so that nobody can compute a small part by subtraction, or tell which
    of the hidden parts is small. Among equal parts, the key decides, so that all pages hide the
    same part.
    """
    hidden = {key for key, number in counts.items() if number < LEAST}
    others = sorted(counts.keys() - hidden, key=lambda key: (counts[key], str(key)))
    missing = sum(counts[key] for key in hidden)
    if 0 < missing < LEAST and others:
        hidden.add(others[0])
    return {key: None if key in hidden else number for key, number in counts.items()}
