"""Numbers that may be shown: none so small that it could tell of one person.

What is shown at one moment is meant: who looks again and again sees sums grow, and by how much.
"""

LEAST = 5


def shown(number):
    """`number` if it may be shown, else None."""
    return number if number >= LEAST else None


def shown_of(numbers):
    """The same for the parts of a whole that is shown as well, as a dict of a number or None.

    `numbers` is a dict. What is missing from the whole is nothing, or five at least: where the
    small parts together come to less, the smallest of the others is held back with them, so that
    nobody finds them by subtraction. Nor does it tell which of them is the small one. Of equal
    ones it is always the same: places that give the same keys show the same.
    """
    hidden = {key for key, number in numbers.items() if number < LEAST}
    others = sorted(numbers.keys() - hidden, key=lambda key: (numbers[key], str(key)))
    missing = sum(numbers[key] for key in hidden)
    if 0 < missing < LEAST and others:
        hidden.add(others[0])
    return {key: None if key in hidden else number for key, number in numbers.items()}
