"""Spreadsheets (xlsx) that volunteers fill in."""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.worksheet import Worksheet

from home.text import without_marks

from .returned import RefusedRow, ReturnedFile, ReturnedString, Unreadable
from .scope import ExchangeScope

# Limits above what any exported file has, but low enough to read a file in a short time.
MAX_UNPACKED = 12 * 1024 * 1024
MAX_MEMBERS = 200
MAX_TAGS, MAX_TAGS_OF_ROW = 5000, 60  # a row of an exported file has 54, including its texts
KEY, PAGE, WHERE, ENGLISH, TRANSLATION, LONGEST, NOTES, WAS = range(1, 9)
WIDTHS = {PAGE: 22, WHERE: 18, ENGLISH: 50, TRANSLATION: 50, LONGEST: 10, NOTES: 40}
HIDDEN = {KEY, WAS}
SHEET = "Strings"
IS_KEY = re.compile(r"s\d+-\d+")
IS_FINGERPRINT = re.compile("[0-9a-f]{16}")
MAX_COLUMNS, MAX_EMPTY_ROWS, MAX_HEADING_ROW = 30, 5000, 20
NOT_TEXT = gettext_noop("This cell has a formula, a date or the like (%(text)s). Write it as text.")
UNREADABLE = "This is not a spreadsheet (xlsx) that was downloaded here."

WRAPPED = Alignment(wrap_text=True, vertical="top")
BOLD = Font(bold=True)
TO_FILL_IN = PatternFill("solid", fgColor="FFF8DC")
UNLOCKED = Protection(locked=False)
AS_TEXT = "@"


def write(scope: ExchangeScope) -> bytes:
    """Return the strings of `scope` as a spreadsheet, without people's names."""
    rows = [
        [
            *(string.key, part.title, part.place_of(string), string.english, string.text),
            *(str(string.max_length or ""), "\n".join(map(str, string.glossary))),
            string.fingerprint,
        ]
        for part in scope.parts
        for string in part.strings
    ]
    return _write_book(scope.language, rows)


def write_refused(rows: Iterable[RefusedRow], language: str) -> bytes:
    """Return refused rows as a spreadsheet that can be corrected and imported."""
    cells = [
        [
            *(row.key, page, where, row.english or "", "" if row.error else row.text, "", ""),
            *(row.was, row.number, why),
        ]
        for row, page, where, why in rows
    ]
    with override(language):
        more = [_("Row in your file"), _("Why it was refused")]
    return _write_book(language, cells, more)


def _write_book(language: str, rows: Iterable[Sequence[str]], more: Sequence[str] = ()) -> bytes:
    book = Workbook()
    book.properties.creator = ""
    _write_instructions(book.active, language)
    sheet = book.create_sheet(SHEET)
    with override(language):
        _write_row(sheet, 1, [language, *_headings(), "", *more])
    for cell in sheet[1]:
        cell.font = BOLD
    for number, cells in enumerate(rows, start=2):
        _write_row(sheet, number, cells)
        box = sheet.cell(number, TRANSLATION)
        box.protection, box.fill = UNLOCKED, TO_FILL_IN
    for column, width in WIDTHS.items():
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = width
    for column in HIDDEN:
        sheet.column_dimensions[sheet.cell(1, column).column_letter].hidden = True
    for column in range(WAS + 1, WAS + 1 + len(more)):
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = WIDTHS[NOTES]
    sheet.freeze_panes = "A2"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False  # columns can be narrowed on a small screen
    sheet.protection.formatRows = False
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _headings() -> list[str]:
    return [
        _("Page"),
        _("Where it is"),
        _("English"),
        _("Translation"),
        _("Maximum length (characters)"),
        _("Our list of terms"),
    ]


def _instructions() -> list[str]:
    return [
        _("Write your translation into the yellow column of the sheet “Strings”."),
        _("What you leave empty stays as it is. You don't have to do everything."),
        _("Keep the parts in braces, such as {number}, exactly as they are."),
        _("Keep what is in angle brackets, such as <b>, </b>, <a …> and </a>, as it is."),
        _(
            "Send the file back to the person who gave it to you. Nothing is published until"
            " somebody has checked it."
        ),
        _("You don't have to write your name anywhere."),
    ]


def _write_instructions(sheet: Worksheet, language: str) -> None:
    sheet.title = "Instructions"
    sheet.column_dimensions["A"].width = 80
    with override(language):
        lines = _instructions()
    with override("en"):
        lines += ["", *_instructions()]
    for number, line in enumerate(lines, start=1):
        _write_row(sheet, number, [line])
    sheet.protection.sheet = True


def _write_row(sheet: Worksheet, number: int, texts: Iterable[str]) -> None:
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(number, column, ILLEGAL_CHARACTERS_RE.sub("", text))
        # As text, so that no program runs it as a formula.
        cell.data_type = "s"
        cell.number_format, cell.alignment, cell.quotePrefix = AS_TEXT, WRAPPED, True


def read(content: bytes, most: int) -> ReturnedFile:
    """Parse the `content` of a spreadsheet that was downloaded here, with at most `most` rows.

    Raises:
        Unreadable: `content` is not such a spreadsheet, or is too large.
    """
    _refuse_bomb(content, most)
    try:
        book = load_workbook(BytesIO(content), read_only=True)
        sheets = {sheet.title: _read_cells(sheet, most) for sheet in book.worksheets}
        cells = next(filter(_has_keys, sheets.values()), None) or sheets[SHEET]
        layout = _layout_of(cells)
        rows = [
            _row(number, layout.values_in(row))
            for number, row in enumerate(cells, start=1)
            if number > layout.heading_row
        ]
    except Exception as error:  # the parser raises many kinds of errors
        raise Unreadable(UNREADABLE) from error
    rows = [row for row in rows if row.key or row.text]
    if len(rows) > most:
        raise Unreadable("There are too many rows in this file.")
    return ReturnedFile("xlsx", layout.language, rows)


class _Cell(NamedTuple):
    text: str
    is_text: bool  # False for a formula, a date or the like

    @property
    def name(self) -> str:
        """The text without invisible marks, to compare it with headings, keys and fingerprints."""
        return without_marks(self.text).strip()


_EMPTY = _Cell("", is_text=True)


class _Layout(NamedTuple):
    """Positions of the columns in a sheet, counted from 0."""

    language: str
    # Number of the row with the headings, or 0 if there is none.
    heading_row: int
    columns: dict[int, int]

    def values_in(self, cells: Sequence[_Cell]) -> dict[int, _Cell]:
        return {
            column: cells[place] if place < len(cells) else _EMPTY
            for column, place in self.columns.items()
        }


def _read_cells(sheet: Any, most: int) -> list[list[_Cell]]:
    sheet.reset_dimensions()  # the dimensions in the file can be false
    rows = sheet.iter_rows(max_row=most + MAX_EMPTY_ROWS, max_col=MAX_COLUMNS)
    return [
        [_EMPTY if cell.value is None else _Cell(_text(cell), _is_text(cell)) for cell in row]
        for row in rows
    ]


def _has_keys(cells: list[list[_Cell]]) -> bool:
    return any(IS_KEY.fullmatch(cell.name) for row in cells for cell in row)


def _layout_of(cells: list[list[_Cell]]) -> _Layout:
    # Where an exported sheet has them, unless headings, keys or fingerprints are found elsewhere.
    columns = {column: column - 1 for column in range(KEY, WAS + 1)}
    for number, row in enumerate(cells[:MAX_HEADING_ROW], start=1):
        texts = [cell.name for cell in row]
        for headings in _headings_by_language():
            found = {
                column: texts.index(heading)
                for column, heading in enumerate(headings, start=PAGE)
                if heading in texts
            }
            if ENGLISH in found and TRANSLATION in found:
                columns |= found | _hidden_columns(cells[number:])
                return _Layout(texts[columns[KEY]], number, columns)
    return _Layout("", 0, columns | _hidden_columns(cells))


def _headings_by_language() -> list[list[str]]:
    headings = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            headings.append(_headings())
    return headings


def _hidden_columns(cells: list[list[_Cell]]) -> dict[int, int]:
    for row in cells:
        texts = [cell.name for cell in row]
        keys = [place for place, text in enumerate(texts) if IS_KEY.fullmatch(text)]
        prints = [place for place, text in enumerate(texts) if IS_FINGERPRINT.fullmatch(text)]
        if keys and prints:
            return {KEY: keys[0], WAS: prints[-1]}
    return {}


def _refuse_bomb(content: bytes, most: int) -> None:
    too_large = Unreadable("This file is too large when it is unpacked.")
    try:
        archive = ZipFile(BytesIO(content))
    except BadZipFile as error:
        raise Unreadable(UNREADABLE) from error
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise too_large
    if any(member.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for member in members):
        raise Unreadable(UNREADABLE)  # other compression methods can need any amount of memory
    try:
        # The parser takes time for each tag, and reads whole rows.
        tags = sum(archive.read(member).count(b"<") for member in members)
    except Exception as error:  # encrypted, cut short, or otherwise damaged
        raise Unreadable(UNREADABLE) from error
    if tags > MAX_TAGS + MAX_TAGS_OF_ROW * most:
        raise too_large


def _row(number: int, values: dict[int, _Cell]) -> ReturnedString:
    translation, error = values[TRANSLATION], ""
    if translation.text and not translation.is_text:
        error = NOT_TEXT
    return ReturnedString(
        f"row {number}",
        values[KEY].text,
        values[ENGLISH].text,
        translation.text,
        values[WAS].text,
        error,
    )


def _is_text(cell: ReadOnlyCell | EmptyCell) -> bool:
    return cell.data_type in {"s", "n", "inlineStr", "str"} and isinstance(
        cell.value, str | int | float
    )


def _text(cell: ReadOnlyCell | EmptyCell) -> str:
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("_x000D_", "").strip()
