"""Strings as a PO file, for translation programs."""

import re

import polib

from .rows import File, Refused, Row

# Where a volunteer's program keeps what must come back unchanged.
SEPARATOR = " "
MAX_LINES = 200_000
MAX_LINES_OF_ONE = 500  # the parser takes ever longer for each line of a message


def write(scope):
    """The strings of `scope` as the bytes of a PO file.

    The context of a message holds its key and the fingerprint of its translation:
    every program brings a context back, but not every comment. Nobody is named.
    """
    catalog = polib.POFile(wrapwidth=0)
    catalog.metadata = {
        "Language": scope.language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for part in scope.parts:
        for item in part.items:
            notes = [f"{part.title} ({part.where(item)})"]
            if item.max_length:
                notes.append(f"At most {item.max_length} characters.")
            notes += map(str, item.glossary)
            catalog.append(
                polib.POEntry(
                    msgctxt=f"{item.key}{SEPARATOR}{item.digest}",
                    msgid=item.english,
                    msgstr=item.text,
                    comment="\n".join(notes),
                )
            )
    return str(catalog).encode()


def read(content, most):
    """What is in the bytes of a PO file of at most `most` messages: a `File`.

    Raises:
        Refused: it is no PO file, or too large.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("The file is not in UTF-8.") from error
    if len(text.splitlines()) > MAX_LINES:
        raise Refused("There are too many lines in this file.")
    # The parser takes each of these for the end of a line, and loses the letter before it.
    lines = _without_comments(
        re.sub("[\v\f\x1c-\x1e\x85\u2028\u2029]", " ", text).splitlines(), most
    )
    try:
        # The line break: polib takes a text that names a file to be that file.
        catalog = polib.pofile("\n".join(["", *lines]))
    except Exception as error:  # the parser stumbles in many ways over what is no PO
        raise Refused("This is no PO file that can be read.") from error
    rows = [_row(entry) for entry in catalog if not entry.obsolete]
    return File(catalog.metadata.get("Language", ""), rows)


def _without_comments(lines, most):
    """The `lines` that we read, the others empty, so that each keeps its number.

    Raises:
        Refused: there are more than the parser can take in a short time.
    """
    kept = [
        "" if line.startswith("#") and not line.startswith(("#,", "#~")) else line
        for line in map(str.strip, lines)
    ]
    messages = length = 0
    for number, line in enumerate(kept, start=1):
        # A message ends with what follows its translation; nothing else is sure to end it.
        if line.removeprefix("#~").lstrip().startswith("msgstr"):
            messages, length = messages + 1, 0
        length += bool(line) + line.count(r"\n")
        if length > MAX_LINES_OF_ONE:
            raise Refused(f"The message around line {number} has too many lines.")
    if messages > most + 1:  # one is the header
        raise Refused("There are too many messages in this file.")
    return kept


def _row(entry):
    key, _separator, was = (entry.msgctxt or "").partition(SEPARATOR)
    text, error = entry.msgstr, ""
    if entry.msgid_plural:
        text = next(filter(None, entry.msgstr_plural.values()), "")
        error = "Our strings have no plural forms."
    elif entry.fuzzy:
        error = "This is marked as fuzzy. Look at it, and take the mark away."
    return Row(f"line {entry.linenum}", key, entry.msgid, text, was, error)
