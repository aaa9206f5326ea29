"""Reading of the IDs of database rows."""

from typing import Any


def read_id(text: Any) -> int:
    """Return the ID that `text` states, or 0 if it states none."""
    digits = str(text)
    # A longer number would overflow in the database.
    return int(digits) if digits.isdecimal() and len(digits) < 19 else 0
