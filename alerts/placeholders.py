"""The slots in a text to share, which the facts fill: `{number}` and `{deadline}`."""

SLOTS = ("number", "deadline")


def is_well_formed(text):
    """Whether every brace in `text` belongs to a slot that we can fill."""
    for slot in SLOTS:
        text = text.replace(f"{{{slot}}}", "")
    return "{" not in text and "}" not in text


def fill(text, **values):
    """`text` with its slots filled, or None where the facts have nothing to put into one.

    `values` has a text, or None, for each of `SLOTS`. No format string: an editor wrote it.
    """
    for slot in SLOTS:
        if f"{{{slot}}}" in text:
            if not values[slot]:
                return None
            text = text.replace(f"{{{slot}}}", values[slot])
    return text
