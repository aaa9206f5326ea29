"""Placeholders in a text to share, filled from source-only fields: `{number}` and `{deadline}`."""

PLACEHOLDERS = ("number", "deadline")


def is_well_formed(text: str) -> bool:
    """Return whether every brace in `text` belongs to a known placeholder."""
    for placeholder in PLACEHOLDERS:
        text = text.replace(f"{{{placeholder}}}", "")
    return "{" not in text and "}" not in text


def fill(text: str, **values: str | None) -> str | None:
    """Return `text` with its placeholders filled, or None if one of them has no value.

    `values` has a string or None for each of `PLACEHOLDERS`. This does not use `str.format`, since
    an editor wrote `text`.
    """
    for placeholder in PLACEHOLDERS:
        if f"{{{placeholder}}}" in text:
            value = values[placeholder]
            if not value:
                return None
            text = text.replace(f"{{{placeholder}}}", value)
    return text
