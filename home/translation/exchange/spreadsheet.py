"""Spreadsheets (xlsx) that volunteers fill in."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.worksheet import Worksheet

from .returned import ReturnedFile, ReturnedString, Unreadable
from .scope import ExchangeScope

# Limits above what any exported file has, but low enough to read a file in a short time.
MAX_UNPACKED = 12 * 1024 * 1024
MAX_MEMBERS = 200
MAX_TAGS, MAX_TAGS_OF_ROW = 5000, 60  # a row of an exported file has 54, including its texts
KEY, PAGE, WHERE, ENGLISH, TRANSLATION, LONGEST, NOTES, WAS = range(1, 9)
WIDTHS = {PAGE: 22, WHERE: 18, ENGLISH: 50, TRANSLATION: 50, LONGEST: 10, NOTES: 40}
HIDDEN = {KEY, WAS}
SHEET = "Strings"
UNREADABLE = "This is not a spreadsheet (xlsx) that was downloaded here."

WRAPPED = Alignment(wrap_text=True, vertical="top")
BOLD = Font(bold=True)
TO_FILL_IN = PatternFill("solid", fgColor="FFF8DC")
UNLOCKED = Protection(locked=False)
AS_TEXT = "@"


def write(scope: ExchangeScope) -> bytes:
    """Return the strings of `scope` as a spreadsheet, without people's names.

    The first sheet has instructions in the scope's language and in English. On the second sheet,
    only the cells for translations can be edited. Hidden cells hold the language code, the key of
    each string and the fingerprint of each translation.
    """
    book = Workbook()
    book.properties.creator = ""
    _write_instructions(book.active, scope)
    sheet = book.create_sheet(SHEET)
    with override(scope.language):
        _write_row(sheet, 1, [scope.language, *_headings(), ""])
    for cell in sheet[1]:
        cell.font = BOLD
    row = 1
    for part in scope.parts:
        for string in part.strings:
            row += 1
            notes = "\n".join(map(str, string.glossary))
            longest = str(string.max_length or "")
            where = part.place_of(string)
            cells = [string.key, part.title, where, string.english, string.text, longest, notes]
            _write_row(sheet, row, [*cells, string.fingerprint])
            box = sheet.cell(row, TRANSLATION)
            box.protection, box.fill = UNLOCKED, TO_FILL_IN
    for column, width in WIDTHS.items():
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = width
    for column in HIDDEN:
        sheet.column_dimensions[sheet.cell(1, column).column_letter].hidden = True
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


def _write_instructions(sheet: Worksheet, scope: ExchangeScope) -> None:
    sheet.title = "Instructions"
    sheet.column_dimensions["A"].width = 80
    with override(scope.language):
        lines = _instructions()
    with override("en"):
        lines += ["", *_instructions()]
    for number, line in enumerate(lines, start=1):
        _write_row(sheet, number, [line])
    sheet.protection.sheet = True


def _write_row(sheet: Worksheet, number: int, texts: Iterable[str]) -> None:
    """Write `texts` into row `number` as text cells, so that no program runs them as formulas."""
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(number, column, ILLEGAL_CHARACTERS_RE.sub("", text))
        cell.data_type = "s"
        cell.number_format, cell.alignment, cell.quotePrefix = AS_TEXT, WRAPPED, True


def read(content: bytes, most: int) -> ReturnedFile:
    """Parse the `content` of a spreadsheet that `write` made, with at most `most` rows.

    Raises:
        Unreadable: `content` is not such a spreadsheet, or is too large.
    """
    _refuse_bomb(content, most)
    try:
        sheet = load_workbook(BytesIO(content), read_only=True)[SHEET]
        sheet.reset_dimensions()  # the dimensions in the file can be false
        head, *lines = sheet.iter_rows(max_row=most + 2, max_col=WAS)
        rows = [_row(number, cells) for number, cells in enumerate(lines, start=2)]
        language = _text(head[KEY - 1])
    except Exception as error:  # the parser raises many kinds of errors
        raise Unreadable(UNREADABLE) from error
    if len(rows) > most:
        raise Unreadable("There are too many rows in this file.")
    return ReturnedFile(language, [row for row in rows if row.key or row.text])


def _refuse_bomb(content: bytes, most: int) -> None:
    """Check that a file is not too large when unpacked, without unpacking more than the limit.

    XML tags are counted too, because the parser takes time for each tag and reads whole rows.

    Raises:
        Unreadable: the file is too large, or is not a spreadsheet.
    """
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
        tags = sum(archive.read(member).count(b"<") for member in members)
    except Exception as error:  # encrypted, cut short, or otherwise damaged
        raise Unreadable(UNREADABLE) from error
    if tags > MAX_TAGS + MAX_TAGS_OF_ROW * most:
        raise too_large


def _row(number: int, cells: Sequence[ReadOnlyCell | EmptyCell]) -> ReturnedString:
    values = [_text(cell) for cell in cells] + [""] * (WAS - len(cells))
    text, error = values[TRANSLATION - 1], ""
    if text and not _is_text(cells[TRANSLATION - 1]):
        error = "This cell has a formula, a date or the like. Write it as text."
    return ReturnedString(
        f"row {number}", values[KEY - 1], values[ENGLISH - 1], text, values[WAS - 1], error
    )


def _is_text(cell: ReadOnlyCell | EmptyCell) -> bool:
    """Return True if `cell` contains text or a number."""
    return cell.data_type in {"s", "n", "inlineStr", "str"} and isinstance(
        cell.value, str | int | float
    )


def _text(cell: ReadOnlyCell | EmptyCell) -> str:
    return "" if cell.value is None else str(cell.value).replace("_x000D_", "")
