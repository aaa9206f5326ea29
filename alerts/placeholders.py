"""The placeholders `{number}` and `{deadline}` in an alert's text to share."""

import re

PLACEHOLDERS = ("number", "deadline")
_PLACEHOLDER = re.compile(rf"\{{({'|'.join(PLACEHOLDERS)})\}}")


def is_well_formed(text: str) -> bool:
    """Return True if every brace in `text` belongs to a known placeholder."""
    rest = _PLACEHOLDER.sub("", text)
    return "{" not in rest and "}" not in rest


def fill(text: str, **values: str | None) -> str | None:
    """Return `text` with its placeholders filled, or None if a placeholder in it has no value."""
    if not all(values[name] for name in _PLACEHOLDER.findall(text)):
        return None
    # Not `str.format`: editors write `text`.
    return _PLACEHOLDER.sub(lambda found: values[found[1]] or "", text)
