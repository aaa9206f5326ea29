"""Tests for imports of files that other programs have changed, and for files of refused rows."""

import unicodedata
from io import BytesIO

import polib
import pytest
from openpyxl import Workbook, load_workbook
from wagtail_localize.models import StringTranslation

from home.translation.exchange.models import TranslationImport
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests.support.exchange import (
    FILL,
    address,
    begin,
    download,
    fill_and_upload,
    fill_po,
    fill_xlsx,
    page_text,
    refused,
    saved,
    upload,
)
from tests.support.soup import parse

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
LINKED = 'Read <a id="a1">what it is</a>.'


@pytest.fixture
def translation():
    return begin()


@pytest.fixture
def sheet(translator, translation):
    """Return a spreadsheet with a translation of the title."""
    content = fill_xlsx(download(translator, translation, "xlsx"), {"English title": "Cinwaan"}.get)
    return load_workbook(BytesIO(content))


@pytest.fixture
def po_text(translator, translation):
    """Return a PO file with a translation of the title."""
    content = fill_po(download(translator, translation, "po"), {"English title": "Cinwaan"}.get)
    return content.decode()


def texts(translation):
    return [string.text for string in translatable_strings(translation)]


def assert_taken(response, translation, text="Cinwaan"):
    assert "1 written" in page_text(response)
    assert "refused" not in page_text(response)
    assert texts(translation)[0] == text


# Harmless changes


@pytest.mark.parametrize("language", ["so_SO", "so-SO", "SO", "so_SO.UTF-8", "so@latin", " so "])
def test_a_language_with_a_country_is_the_language(
    translator, translation, sheet, po_text, language
):
    assert "Language: so" in po_text
    changed = po_text.replace("Language: so", f"Language: {language}").encode()
    assert_taken(upload(translator, address(translation), changed), translation)
    StringTranslation.objects.all().delete()
    sheet["Strings"]["A1"] = language
    assert_taken(upload(translator, address(translation), saved(sheet)), translation)


@pytest.mark.parametrize("language", ["es_MX", "hmn", "en", "fr_FR", "xx"])
def test_a_file_of_another_language_is_refused_as_a_whole(
    translator, translation, po_text, language
):
    changed = po_text.replace("Language: so", f"Language: {language}").encode()
    assert "not for Somali" in refused(upload(translator, address(translation), changed))


def test_a_file_that_does_not_say_its_language_is_asked_about(translator, translation, sheet):
    sheet["Strings"]["A1"] = None
    asked = upload(translator, address(translation), saved(sheet))
    assert "does not say in which language it is" in refused(asked)
    (box,) = parse(asked).select('input[name="is_in_language"]')
    assert_taken(
        upload(translator, address(translation), saved(sheet), **{box["name"]: "on"}), translation
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
def test_a_changed_spreadsheet_is_still_read(translator, translation, sheet, change):
    change(sheet)
    assert_taken(upload(translator, address(translation), saved(sheet)), translation)


@pytest.mark.parametrize(("value", "text"), [(5, "5"), (5.0, "5"), (2.5, "2.5"), ("5.0", "5.0")])
def test_a_number_in_a_cell_is_taken_as_it_was_typed(translator, translation, sheet, value, text):
    sheet["Strings"]["E2"].value = value
    assert_taken(upload(translator, address(translation), saved(sheet)), translation, text)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
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
    ],
)
def test_harmless_characters_are_no_reason_to_refuse(translator, translation, kind, text, stored):
    response = fill_and_upload(translator, translation, kind, {"English title": text}.get)
    assert_taken(response, translation, stored or text)


@pytest.mark.parametrize(
    "text",
    ["Akhri <a id=“a1”>waxa</a>.", "Akhri <a id=”a1”>waxa</a>.", "Akhri <a id=‘a1’>waxa</a>."],
)
def test_curly_quotation_marks_in_a_tag_are_made_straight(translator, translation, kind, text):
    response = fill_and_upload(translator, translation, kind, {LINKED: text}.get)
    assert "1 written" in page_text(response)
    assert texts(translation)[2] == 'Akhri <a id="a1">waxa</a>.'


def test_a_typed_text_with_a_direction_mark_is_taken_too(translator, translation):
    string = translatable_strings(translation)[0]
    url = f"/admin/pages/{translation.get_target_instance().pk}/edit/"
    translator.post(url, {f"{string.key}-text": "\u200eCinwaan\u200f"})
    assert texts(translation)[0] == "Cinwaan"


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
def test_a_po_file_that_another_program_saved_is_still_read(
    translator, translation, po_text, change
):
    assert_taken(upload(translator, address(translation), change(po_text)), translation)


# Refused rows


def refused_file(client):
    record = TranslationImport.objects.latest("pk")
    response = client.get(f"/admin/translation/imports/{record.pk}/refused/")
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="refused-so.{record.kind}"'
    return response.content


def test_refused_rows_come_back_in_a_spreadsheet_that_can_be_corrected(translator, translation):
    words = {"English title": "Cinwaan", "English ask": "x" * 301, LINKED: "Akhri."}
    page = page_text(fill_and_upload(translator, translation, "xlsx", words.get))
    assert "1 written" in page
    assert "2 refused. The others were taken." in page
    content = refused_file(translator)
    rows = list(load_workbook(BytesIO(content))["Strings"].iter_rows(min_row=2, values_only=True))
    assert [row[3] for row in rows] == ["English ask", LINKED]
    assert [row[4] for row in rows] == ["x" * 301, "Akhri."]
    assert [row[8] for row in rows] == ["row 3", "row 4"]
    assert "too long" in rows[0][9]
    assert "A link of the English text is missing" in rows[1][9]
    assert rows[0][1] == "English title"
    again = page_text(upload(translator, address(translation), content))
    assert "2 refused" in again
    corrected = {"English ask": "Codso", LINKED: 'Akhri <a id="a1">waxa</a>.'}
    done = upload(translator, address(translation), fill_xlsx(content, corrected.get))
    assert "2 written" in page_text(done)
    assert texts(translation) == ["Cinwaan", "Codso", 'Akhri <a id="a1">waxa</a>.']


def test_refused_rows_come_back_in_a_po_file_that_can_be_corrected(translator, translation):
    words = {"English title": "Cinwaan", "English ask": "x" * 301}
    fill_and_upload(translator, translation, "po", words.get)
    content = refused_file(translator)
    (entry,) = polib.pofile("\n" + content.decode())
    assert (entry.msgid, entry.msgstr) == ("English ask", "x" * 301)
    assert entry.tcomment.startswith("Refused, line ")
    assert "too long" in entry.tcomment
    done = upload(translator, address(translation), fill_po(content, {"English ask": "Codso"}.get))
    assert "1 written" in page_text(done)
    assert texts(translation)[:2] == ["Cinwaan", "Codso"]


def test_a_formula_does_not_become_a_translation_on_its_way_back(translator, translation):
    fill_and_upload(translator, translation, "xlsx", {"English title": "=1+1"}.get)
    content = refused_file(translator)
    row = list(load_workbook(BytesIO(content))["Strings"].iter_rows(values_only=True))[1]
    assert not row[4]
    assert "=1+1" in row[9]
    upload(translator, address(translation), content)
    assert not StringTranslation.objects.exists()


def test_a_fuzzy_message_comes_back_fuzzy(translator, translation, po_text):
    catalog = polib.pofile("\n" + po_text)
    catalog[0].flags = ["fuzzy"]
    upload(translator, address(translation), str(catalog).encode())
    (entry,) = polib.pofile("\n" + refused_file(translator).decode())
    assert entry.fuzzy
    assert not StringTranslation.objects.exists()


def test_a_row_of_a_sentence_that_is_gone_comes_back_with_its_words(translator, translation, kind):
    content = FILL[kind](
        download(translator, translation, kind),
        {"English title": "Cinwaan", "English ask": "Codso"}.get,
    )
    page = translation.get_target_instance().source
    page.title = "English title, corrected"
    page.save_revision().publish()
    response = upload(translator, address(translation), content)
    assert "1 written" in page_text(response)
    assert "The English of this has changed" in page_text(response)
    assert "Cinwaan" in page_text(response)
    back = refused_file(translator)
    if kind == "po":
        assert "Cinwaan" in back.decode()
    else:
        assert load_workbook(BytesIO(back))["Strings"]["E2"].value == "Cinwaan"


def test_a_row_that_somebody_else_translated_is_refused_again_when_it_comes_back(
    translator, translation, kind
):
    words = {"English title": "Cinwaan"}.get
    content = FILL[kind](download(translator, translation, kind), words)
    save_translation(translatable_strings(translation)[0], "Hore")
    for _time in range(2):
        page = page_text(upload(translator, address(translation), content))
        assert "It now reads: “Hore”" in page
        content = refused_file(translator)
    assert texts(translation)[0] == "Hore"


def test_a_file_without_refused_rows_offers_none_back(translator, translation, sheet):
    shown = upload(translator, address(translation), saved(sheet))
    assert not parse(shown).select('a[href$="/refused/"]')


def test_an_empty_workbook_is_refused(translator, translation):
    assert "not a spreadsheet" in refused(
        upload(translator, address(translation), saved(Workbook()))
    )
