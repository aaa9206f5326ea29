"""Placeholders in a text to share, filled from source-only fields: `{number}` and `{deadline}`."""

PLACEHOLDERS = ("number", "deadline")


def is_well_formed(text):
    """Return whether every brace in `text` belongs to a known placeholder."""
    for placeholder in PLACEHOLDERS:
        text = text.replace(f"{{{placeholder}}}", "")
    return "{" not in text and "}" not in text


def fill(text, **values):
    """Return `text` with its placeholders filled, or None if one of them has no value.

    `values` has a text, or None, for each of `PLACEHOLDERS`. It is no format string, since an editor wrote it.
    """
    for placeholder in PLACEHOLDERS:
        if f"{{{placeholder}}}" in text:
            if not values[placeholder]:
                return None
            text = text.replace(f"{{{placeholder}}}", values[placeholder])
    return text
