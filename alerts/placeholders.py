"""The placeholders `{number}` and `{deadline}` in an alert's text to share."""

PLACEHOLDERS = ("number", "deadline")


def is_well_formed(text: str) -> bool:
    """Return True if every brace in `text` belongs to a known placeholder."""
    for placeholder in PLACEHOLDERS:
        text = text.replace(f"{{{placeholder}}}", "")
    return "{" not in text and "}" not in text


def fill(text: str, **values: str | None) -> str | None:
    """Return `text` with its placeholders filled, or None if a placeholder in it has no value.

    `values` has a string or None for each name in `PLACEHOLDERS`.
    """
    # Not `str.format`: editors write `text`.
    for placeholder in PLACEHOLDERS:
        if f"{{{placeholder}}}" in text:
            value = values[placeholder]
            if not value:
                return None
            text = text.replace(f"{{{placeholder}}}", value)
    return text
