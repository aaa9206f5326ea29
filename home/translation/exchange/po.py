"""Export and import of PO files."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable

import polib
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from home.text import clean_line

from .returned import RefusedRow, ReturnedFile, ReturnedString, Unreadable
from .scope import ExchangeScope

# Separates the key and the fingerprint in the context of a message.
SEPARATOR = " "
MAX_LINES = 200_000
MAX_LINES_OF_ONE = 500  # per message: the parser slows down with each line of a message
HAS_PLURAL = gettext_noop("Our strings have no plural forms.")
IS_FUZZY = gettext_noop("This is marked as fuzzy. Check it, and remove the mark.")


def write(scope: ExchangeScope) -> bytes:
    """Return the strings of `scope` as a PO file, without people's names."""
    catalog = _new_catalog(scope.language)
    with override(scope.language):
        longest = _("At most %(limit)s characters.")
    for part in scope.parts:
        for string in part.strings:
            notes = [f"{part.title} ({part.place_of(string)})"]
            if string.max_length:
                notes.append(longest % {"limit": string.max_length})
            notes += map(str, string.glossary)
            catalog.append(
                polib.POEntry(
                    # Not all translation programs keep comments, so the context holds these.
                    msgctxt=f"{string.key}{SEPARATOR}{string.fingerprint}",
                    msgid=string.english,
                    msgstr=string.text,
                    comment="\n".join(notes),
                )
            )
    return str(catalog).encode()


def write_refused(rows: Iterable[RefusedRow], language: str) -> bytes:
    """Return refused rows as a PO file that can be corrected and imported."""
    catalog = _new_catalog(language)
    with override(language):
        refused = _("Refused. Line in your file:")
    for row, page, where, why in rows:
        catalog.append(
            polib.POEntry(
                msgctxt=f"{row.key}{SEPARATOR}{row.was}",
                msgid=row.english or "",
                msgstr=row.text,
                comment=f"{page} ({where})" if page else "",
                tcomment=clean_line(f"{refused} {row.number}. {why}"),
                flags=["fuzzy"] if row.error else [],
            )
        )
    return str(catalog).encode()


def _new_catalog(language: str) -> polib.POFile:
    catalog = polib.POFile(wrapwidth=0)
    catalog.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return catalog


def read(content: bytes, most: int) -> ReturnedFile:
    """Parse the `content` of a PO file with at most `most` messages.

    Raises:
        Unreadable: `content` is not a PO file, or is too large.
    """
    is_utf_16 = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))  # as Windows programs save it
    try:
        text = content.decode("utf-16" if is_utf_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("The file is not in UTF-8.") from error
    if len(text.splitlines()) > MAX_LINES:
        raise Unreadable("There are too many lines in this file.")
    # The parser takes each of these characters for a line break, and loses the letter before it.
    text = re.sub("[\v\f\x1c-\x1e\x85\u2028\u2029]", " ", text)
    # PostgreSQL stores no NUL.
    lines = _without_comments(text.replace("\0", "").splitlines(), most)
    try:
        # Without the leading line break, polib could take the text for the name of a file.
        catalog = polib.pofile("\n".join(["", *lines]))
    except Exception as error:  # the parser raises many kinds of errors
        raise Unreadable("This is not a PO file that can be read.") from error
    rows = [_row(entry) for entry in catalog if not entry.obsolete]
    return ReturnedFile("po", catalog.metadata.get("Language", ""), rows)


def _without_comments(lines: list[str], most: int) -> list[str]:
    # Comments become empty lines, so that line numbers do not change.
    kept = [
        "" if line.startswith("#") and not line.startswith(("#,", "#~")) else line
        for line in map(str.strip, lines)
    ]
    messages = length = 0
    for number, line in enumerate(kept, start=1):
        # Every message has a translation, so messages are told apart by `msgstr`.
        if line.removeprefix("#~").lstrip().startswith("msgstr"):
            messages, length = messages + 1, 0
        length += bool(line) + line.count(r"\n")
        if length > MAX_LINES_OF_ONE:
            raise Unreadable(f"The message around line {number} has too many lines.")
    if messages > most + 1:  # one is the header
        raise Unreadable("There are too many messages in this file.")
    return kept


def _row(entry: polib.POEntry) -> ReturnedString:
    key, _separator, was = (entry.msgctxt or "").partition(SEPARATOR)
    text, error = entry.msgstr, ""
    if entry.msgid_plural:
        text = next(filter(None, entry.msgstr_plural.values()), "")
        error = HAS_PLURAL if text else ""
    elif entry.fuzzy and text:
        error = IS_FUZZY
    return ReturnedString(f"line {entry.linenum}", key, entry.msgid, text, was, error)
