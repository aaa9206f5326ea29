"""Tests for imports of files that people or other programs have changed."""

import unicodedata

import pytest
from wagtail_localize.models import StringTranslation

from home.translation.strings.lookup import translatable_strings
from tests.support.exchange import (
    address,
    assert_taken,
    fill_and_upload,
    page_text,
    refused,
    saved,
    texts,
    upload,
)
from tests.support.soup import parse

pytestmark = pytest.mark.django_db
LINKED = 'Read <a id="a1">what it is</a>.'


# Harmless changes


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["so_SO", "so-SO", "SO", "so_SO.UTF-8", "so@latin", " so "])
def test_a_language_with_a_country_is_the_language(translator, exchanged, sheet, po_text, language):
    assert "Language: so" in po_text
    changed = po_text.replace("Language: so", f"Language: {language}").encode()
    assert_taken(upload(translator, address(exchanged), changed), exchanged)
    StringTranslation.objects.all().delete()
    sheet["Strings"]["A1"] = language
    assert_taken(upload(translator, address(exchanged), saved(sheet)), exchanged)


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["es_MX", "hmn", "en", "fr_FR", "xx"])
def test_a_file_of_another_language_is_refused_as_a_whole(translator, exchanged, po_text, language):
    changed = po_text.replace("Language: so", f"Language: {language}").encode()
    assert "not for Somali" in refused(upload(translator, address(exchanged), changed))


def test_a_file_that_does_not_say_its_language_is_asked_about(translator, exchanged, sheet):
    sheet["Strings"]["A1"] = None
    asked = upload(translator, address(exchanged), saved(sheet))
    assert "does not say in which language it is" in refused(asked)
    (box,) = parse(asked).select('input[name="is_in_language"]')
    assert_taken(
        upload(translator, address(exchanged), saved(sheet), **{box["name"]: "on"}), exchanged
    )


def rename(book):
    book["Strings"].title = "Bogga 1"


def add_sheets(book):
    book.create_sheet("Xusuusin", 0).append(["mahadsanid"])
    book.create_sheet("Kale").append([None, "x"])


def add_columns(book):
    book["Strings"].insert_cols(5)
    book["Strings"].cell(1, 5).value = "Xusuusin"
    book["Strings"].cell(2, 5).value = "hubi"
    book["Strings"].cell(1, 12).value = "x"


def move_columns(book):
    for row in book["Strings"].iter_rows():
        row[3].value, row[4].value = row[4].value, row[3].value


def add_rows(book):
    book["Strings"].insert_rows(3)
    book["Strings"].insert_rows(1, 2)
    book["Strings"].cell(30, 5).value = "  "
    book["Strings"].cell(900, 9).value = None


def sort_rows(book):
    sheet = book["Strings"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for number, row in enumerate(reversed(rows), start=2):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value


def delete_other_rows(book):
    book["Strings"].delete_rows(3, 5)


def copy_to_new_book(book):
    values = [[cell.value for cell in row] for row in book["Strings"].iter_rows()]
    for name in book.sheetnames:
        del book[name]
    for row in values if book.create_sheet("Sheet1") else []:
        book["Sheet1"].append(row)


def change_the_english_a_little(book):
    cell = book["Strings"]["D2"]
    cell.value = f" {cell.value.replace(' ', chr(0xA0))}\r\n"


def mark_what_is_hidden(book):
    for place in ("A1", "D1", "E1", "A2", "H2"):
        cell = book["Strings"][place]
        cell.value = f"\u200e{cell.value}"


@pytest.mark.parametrize(
    "change",
    [
        *(rename, add_sheets, add_columns, move_columns, add_rows, sort_rows),
        *(delete_other_rows, copy_to_new_book, change_the_english_a_little, mark_what_is_hidden),
    ],
)
def test_a_changed_spreadsheet_is_still_read(translator, exchanged, sheet, change):
    change(sheet)
    assert_taken(upload(translator, address(exchanged), saved(sheet)), exchanged)


@pytest.mark.parametrize(("value", "text"), [(5, "5"), (5.0, "5"), (2.5, "2.5"), ("5.0", "5.0")])
def test_a_number_in_a_cell_is_taken_as_it_was_typed(translator, exchanged, sheet, value, text):
    sheet["Strings"]["E2"].value = value
    assert_taken(upload(translator, address(exchanged), saved(sheet)), exchanged, text)


HARMLESS = [
    ("Qoys \U0001f468\u200d\U0001f469\u200d\U0001f467", None),
    ("\u2764\ufe0f\u200d\U0001f525 Cinwaan", None),
    ("\u200eCinwaan", "Cinwaan"),
    ("\u200fCinwaan\u200f", "Cinwaan"),
    ("\ufeffCinwaan", "Cinwaan"),
    ("\u202aCinwaan\u202c", "Cinwaan"),
    ("Cin\u200bwaan", "Cinwaan"),
    ("Cin\u00adwaan\u2060", "Cinwaan"),
    ("  Cinwaan \u00a0\n", "Cinwaan"),
    (unicodedata.normalize("NFD", "Cinwáan ñ"), "Cinwáan ñ"),
]


def test_harmless_characters_are_no_reason_to_refuse(translator, exchanged, kind):
    for text, stored in HARMLESS:
        response = fill_and_upload(translator, exchanged, kind, {"English title": text}.get)
        assert_taken(response, exchanged, stored or text)
        StringTranslation.objects.all().delete()


@pytest.mark.parametrize(
    "text",
    ["Akhri <a id=“a1”>waxa</a>.", "Akhri <a id=”a1”>waxa</a>.", "Akhri <a id=‘a1’>waxa</a>."],
)
def test_curly_quotation_marks_in_a_tag_are_made_straight(translator, exchanged, kind, text):
    response = fill_and_upload(translator, exchanged, kind, {LINKED: text}.get)
    assert "1 written" in page_text(response)
    assert texts(exchanged)[2] == 'Akhri <a id="a1">waxa</a>.'


def test_a_typed_text_with_a_direction_mark_is_taken_too(translator, exchanged):
    string = translatable_strings(exchanged)[0]
    url = f"/admin/pages/{exchanged.get_target_instance().pk}/edit/"
    translator.post(url, {f"{string.key}-text": "\u200eCinwaan\u200f"})
    assert texts(exchanged)[0] == "Cinwaan"


def poedit(text):
    head, _blank, rest = text.partition("\n\n")
    more = (
        '"Project-Id-Version: \\n"\n"X-Generator: Poedit 3.5\\n"\n"Last-Translator: \\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n"Language: so_SO\\n"'
    )
    kept = "\n".join(line for line in head.split("\n") if "Language" not in line)
    return f'{kept}\n{more}\n\n{rest}\n#~ msgctxt "s1-1 0"\n#~ msgid "Hore"\n#~ msgstr "Old"\n'


def wrapped(text):
    return text.replace('msgid "English title"', 'msgid ""\n"English "\n"title"').replace(
        'msgstr "Cinwaan"', 'msgstr ""\n"Cin"\n"waan"'
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda text: poedit(text).encode(),
        lambda text: wrapped(text).encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: f"\n\n{text}\n\n\n".encode(),
        lambda text: text.replace('msgctxt "', 'msgctxt "\u200e').encode(),
        lambda text: text.replace("Cinwaan", "Cin\0waan").encode(),
    ],
    ids=[
        *("Poedit", "wrapped", "Windows", "Macintosh", "mark", "UTF-16", "empty lines"),
        *("direction marks", "NUL"),
    ],
)
def test_a_po_file_that_another_program_saved_is_still_read(translator, exchanged, po_text, change):
    assert_taken(upload(translator, address(exchanged), change(po_text)), exchanged)
