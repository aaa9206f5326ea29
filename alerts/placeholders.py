"""The placeholders in a text to share, which the facts fill: `{number}` and `{deadline}`."""

PLACEHOLDERS = ("number", "deadline")


def is_well_formed(text):
    """Whether every brace in `text` belongs to a placeholder that we can fill."""
    for placeholder in PLACEHOLDERS:
        text = text.replace(f"{{{placeholder}}}", "")
    return "{" not in text and "}" not in text


def fill(text, **values):
    """`text` with its placeholders filled, or None where the facts have nothing to put into one.

    `values` has a text, or None, for each of `PLACEHOLDERS`. No format string: an editor wrote it.
    """
    for placeholder in PLACEHOLDERS:
        if f"{{{placeholder}}}" in text:
            if not values[placeholder]:
                return None
            text = text.replace(f"{{{placeholder}}}", values[placeholder])
    return text
