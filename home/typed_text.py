"""Text as people type and paste it."""

import unicodedata

_DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")


def plain(text):
    """Return `text` with simple dashes, digits and spaces, and without invisible characters.

    Contacts and calendars paste them around what is copied.
    """
    text = unicodedata.normalize("NFKC", text).translate(_DASHES)
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return " ".join(text.split())
