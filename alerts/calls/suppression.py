"""Suppression of small counts, which could reveal something about one person.

It protects a single view of the page: somebody who returns sees by how much totals grow.
"""

LEAST = 5


def shown(number):
    """Return `number` if it may be shown, otherwise None."""
    return number if number >= LEAST else None


def shown_of(counts):
    """Return a dict of the parts of a shown whole; the value is None if a part may not be shown.

    `counts` is a dict of the parts. The hidden ones sum to zero or to at least five: if the small
    parts sum to less, the smallest of the others is hidden too, so that nobody finds them by
    subtraction, or knows which of the hidden parts is the small one. Among equal parts the choice
    depends on their keys only, so that all places hide the same ones.
    """
    hidden = {key for key, number in counts.items() if number < LEAST}
    others = sorted(counts.keys() - hidden, key=lambda key: (counts[key], str(key)))
    missing = sum(counts[key] for key in hidden)
    if 0 < missing < LEAST and others:
        hidden.add(others[0])
    return {key: None if key in hidden else number for key, number in counts.items()}
