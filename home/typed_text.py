"""Cleaning of typed and pasted text."""

import unicodedata

_DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")


def plain(text: str) -> str:
    """Return `text` in NFKC form, with plain dashes, single spaces and no invisible characters."""
    text = unicodedata.normalize("NFKC", text).translate(_DASHES)
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return " ".join(text.split())
