"""Strings as a PO file, for translation programs."""

import polib

from .rows import MAX_ROWS, File, Refused, Row

# Where a volunteer's program keeps what must come back unchanged.
SEPARATOR = " "
MAX_LINES = 10 * MAX_ROWS  # the parser takes ever longer for each


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


def read(content):
    """What is in the bytes of a PO file: a `File`.

    Raises:
        Refused: it is no PO file.
    """
    if content.count(b"\n") > MAX_LINES:
        raise Refused("There are too many lines in this file.")
    try:
        # The line break: polib takes a text that names a file to be that file.
        catalog = polib.pofile("\n" + content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refused("The file is not in UTF-8.") from error
    except Exception as error:  # the parser stumbles in many ways over what is no PO
        raise Refused("This is no PO file that can be read.") from error
    if len(catalog) > MAX_ROWS:
        raise Refused("There are too many messages in this file.")
    rows = [_row(entry) for entry in catalog if not entry.obsolete]
    return File(catalog.metadata.get("Language", ""), rows)


def _row(entry):
    key, _separator, was = (entry.msgctxt or "").partition(SEPARATOR)
    text, error = entry.msgstr, ""
    if entry.msgid_plural:
        text = next(filter(None, entry.msgstr_plural.values()), "")
        error = "Our strings have no plural forms."
    elif entry.fuzzy:
        error = "This is marked as fuzzy. Look at it, and take the mark away."
    return Row(f"line {entry.linenum}", key, entry.msgid, text, was, error)
