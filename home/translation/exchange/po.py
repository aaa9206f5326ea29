"""PO files for translation programs."""

import re

import polib

from .returned import ReturnedFile, ReturnedString, Unreadable

# Where a volunteer's program keeps what must come back unchanged.
SEPARATOR = " "
MAX_LINES = 200_000
MAX_LINES_OF_ONE = 500  # the parser takes ever longer for each line of a message


def write(scope):
    """Return the strings of `scope` as a PO file, without names of people.

    The context of a message holds its key and the fingerprint of its translation, because every
    program brings a context back, but not every comment.
    """
    catalog = polib.POFile(wrapwidth=0)
    catalog.metadata = {
        "Language": scope.language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for part in scope.parts:
        for string in part.strings:
            notes = [f"{part.title} ({part.place_of(string)})"]
            if string.max_length:
                notes.append(f"At most {string.max_length} characters.")
            notes += map(str, string.glossary)
            catalog.append(
                polib.POEntry(
                    msgctxt=f"{string.key}{SEPARATOR}{string.fingerprint}",
                    msgid=string.english,
                    msgstr=string.text,
                    comment="\n".join(notes),
                )
            )
    return str(catalog).encode()


def read(content, most):
    """Return the content of a PO file that has at most `most` messages.

    Raises:
        Unreadable: it is no PO file, or too large.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("The file is not in UTF-8.") from error
    if len(text.splitlines()) > MAX_LINES:
        raise Unreadable("There are too many lines in this file.")
    # The parser takes each of these for the end of a line, and loses the letter before it.
    lines = _without_comments(
        re.sub("[\v\f\x1c-\x1e\x85\u2028\u2029]", " ", text).splitlines(), most
    )
    try:
        # The line break: polib takes a text that names a file to be that file.
        catalog = polib.pofile("\n".join(["", *lines]))
    except Exception as error:  # the parser stumbles in many ways over what is no PO
        raise Unreadable("This is no PO file that can be read.") from error
    rows = [_row(entry) for entry in catalog if not entry.obsolete]
    return ReturnedFile(catalog.metadata.get("Language", ""), rows)


def _without_comments(lines, most):
    """Return `lines` with comments emptied, so that each line keeps its number.

    Raises:
        Unreadable: there are more than the parser can take in a short time.
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
            raise Unreadable(f"The message around line {number} has too many lines.")
    if messages > most + 1:  # one is the header
        raise Unreadable("There are too many messages in this file.")
    return kept


def _row(entry):
    key, _separator, was = (entry.msgctxt or "").partition(SEPARATOR)
    text, error = entry.msgstr, ""
    if entry.msgid_plural:
        text = next(filter(None, entry.msgstr_plural.values()), "")
        error = "Our strings have no plural forms."
    elif entry.fuzzy:
        error = "This is marked as fuzzy. Look at it, and take the mark away."
    return ReturnedString(f"line {entry.linenum}", key, entry.msgid, text, was, error)
