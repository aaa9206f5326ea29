"""The sample content: the alert of 2011 for which the campaign's first site was made.

Its texts are data: the PO files beside this, one a language, whose `msgctxt` says
where a text belongs and whose `msgid` is the English. `pages.create` builds the
pages from them, and carries the translations in through wagtail-localize.
"""

from functools import cache
from pathlib import Path

import polib

LANGUAGES = ("es", "so", "hmn")


@cache
def catalog(language):
    """The PO file of `language`, as a dict from key to its entry (`msgid`, `msgstr`)."""
    path = Path(__file__).parent / f"{language}.po"
    return {entry.msgctxt: entry for entry in polib.pofile(str(path))}


def text(key):
    """The English text of `key`.

    Raises:
        KeyError: no such key.
    """
    return catalog(LANGUAGES[0])[key].msgid


def texts(prefix):
    """The English texts of `prefix.1`, `prefix.2`, … as far as they go."""
    found, number = [], 1
    while f"{prefix}.{number}" in catalog(LANGUAGES[0]):
        found.append(text(f"{prefix}.{number}"))
        number += 1
    return found


def renderings(language):
    """From each English text to its translation."""
    return {entry.msgid: entry.msgstr for entry in catalog(language).values()}
