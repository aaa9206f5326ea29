"""Tests for exporting a page's strings to a file, and for importing the file."""

from io import BytesIO

import polib
import pytest
from openpyxl import load_workbook
from wagtail.models import PageLogEntry
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.translation.models import GlossaryTerm
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests.support import translating
from tests.support.exchange import (
    FILL,
    OVER,
    address,
    begin,
    download,
    fill_and_upload,
    page_text,
    refused,
    saved,
    upload,
)

pytestmark = pytest.mark.django_db


WORDS = {
    "es": "¿Qué es? Leyó <b>más</b> «aquí»",
    "so": "Sii wad: wac guddoomiyaha, 'ha diidin'",
    "hmn": "Nyeem lus ceeb toom, hais rau tus governor",
}


@pytest.mark.parametrize("language", WORDS)
def test_all_strings_are_imported_as_they_were_written(admin_of, kind, language):
    client = admin_of(translating.TRANSLATORS[language])
    translation = begin(language)
    plain = WORDS[language].replace("<b>", "").replace("</b>", "")

    def words(english):
        return f'<a id="a1">{WORDS[language]}</a>' if "<a" in english else f"{plain}: {english}"

    response = fill_and_upload(client, translation, kind, words)
    assert "3 written, 0 unchanged, 0 empty" in page_text(response)
    for item in translatable_strings(translation):
        assert item.text == words(item.english)
        assert item.stored.translation_type == "manual"
    before = translating.stored_strings(language)
    again = upload(client, address(translation), download(client, translation, kind))
    assert "0 written, 3 unchanged" in page_text(again)
    assert translating.stored_strings(language) == before


def test_an_import_publishes_nothing(translator, kind):
    translation = begin()
    fill_and_upload(
        translator,
        translation,
        kind,
        lambda english: f"[so] {english}" if "<" not in english else None,
    )
    assert not translation.get_target_instance().live


def test_an_empty_row_changes_nothing(translator, kind):
    translation = begin()
    save_translation(translatable_strings(translation)[0], "Hore")
    words = {"English title": "", "English ask": "Codso"}
    assert "1 written, 0 unchanged, 2 empty" in page_text(
        fill_and_upload(translator, translation, kind, words.get)
    )
    assert [item.text for item in translatable_strings(translation)] == ["Hore", "Codso", ""]


LINKED = 'Read <a id="a1">what it is</a>.'


@pytest.mark.parametrize(
    ("english", "text", "why"),
    [
        ("English title", "x" * 300, "too long"),
        ("English title", "Cin\ue000waan", "invisible character"),
        (LINKED, "Akhri.", "A link of the English text is missing"),
        (LINKED, '<a id="a1">x</a><script>alert(1)</script>', "Only the tags"),
        (LINKED, '<a id="a9">x</a>', "Only the tags"),
        ("Call {number} now", "Wac hadda", "parts in braces"),
    ],
)
def test_a_bad_row_is_refused_with_the_reason_and_the_others_are_taken(
    translator, english, text, why
):
    translation = begin(ask="Call {number} now", talking_points=[("point", "English point")])
    words = {"English title": "Cinwaan", "English point": "Qodob", english: text}
    page = page_text(fill_and_upload(translator, translation, "xlsx", words.get))
    assert why in page
    assert "1 refused. The others were taken." in page
    stored = set(StringTranslation.objects.values_list("data", flat=True))
    assert stored == {"Cinwaan", "Qodob"} - ({"Cinwaan"} if english == "English title" else set())


def test_a_row_whose_english_changed_meanwhile_is_refused(translator, kind):
    translation = begin()
    content = FILL[kind](download(translator, translation, kind), {"English title": "Cinwaan"}.get)
    page = AlertPage.objects.get(locale__language_code="en")
    page.title = "English title, corrected"
    page.save_revision().publish()
    assert "The English of this has changed" in refused(
        upload(translator, address(translation), content)
    )


def test_a_row_that_somebody_else_translated_meanwhile_is_refused_and_shows_theirs(
    translator, kind
):
    translation = begin()
    content = FILL[kind](download(translator, translation, kind), {"English title": "Cinwaan"}.get)
    save_translation(translatable_strings(translation)[0], "Hore")
    page = refused(upload(translator, address(translation), content))
    assert "It now reads: “Hore”" in page


def test_a_row_that_nobody_touched_gives_way_to_what_was_written_meanwhile(translator, kind):
    translation = begin()
    item = translatable_strings(translation)[0]
    save_translation(item, "Hore")
    content = FILL[kind](download(translator, translation, kind), {"English ask": "Codso"}.get)
    save_translation(item, "Cusub")
    assert "1 written, 1 unchanged" in page_text(upload(translator, address(translation), content))
    assert [one.text for one in translatable_strings(translation)[:2]] == ["Cusub", "Codso"]


def test_rows_whose_cells_were_mixed_up_are_refused(translator, kind):
    translation = begin()
    content = download(translator, translation, kind)
    if kind == "xlsx":
        book = load_workbook(BytesIO(content))
        book["Strings"]["D2"], book["Strings"]["E2"] = "English ask", "Codso"
        content = saved(book)
    else:
        catalog = polib.pofile("\n" + content.decode())
        catalog[0].msgid, catalog[0].msgstr = "English ask", "Codso"
        content = str(catalog).encode()
    assert "another string's" in refused(upload(translator, address(translation), content))


@pytest.mark.parametrize(
    ("texts", "result"),
    [
        (("Cinwaan", "Kale"), "0 written, 0 unchanged"),
        (("Cinwaan", "Cinwaan"), "1 written, 1 unchanged"),
        (("Cinwaan", ""), "1 written, 0 unchanged"),
    ],
)
def test_a_string_that_is_twice_in_a_file_is_taken_if_its_texts_do_not_differ(
    translator, kind, texts, result
):
    translation = begin()
    content = FILL[kind](download(translator, translation, kind), {"English title": texts[0]}.get)
    if kind == "xlsx":
        book = load_workbook(BytesIO(content))
        sheet = book["Strings"]
        sheet.append([cell.value for cell in sheet[2]])
        sheet.cell(sheet.max_row, 5).value = texts[1]
        content = saved(book)
    else:
        catalog = polib.pofile("\n" + content.decode())
        catalog.append(polib.POEntry(**(vars(catalog[0]) | {"msgstr": texts[1]})))
        content = str(catalog).encode()
    page = page_text(upload(translator, address(translation), content))
    assert result in page
    assert ("is here more than once" in page) == ("0 written" in result)


def test_a_string_of_another_page_is_refused(translator, kind):
    translation = begin()
    other = begin(title="English other", ask="English other ask", response="")
    content = FILL[kind](download(translator, other, kind), {"English other": "Kale"}.get)
    assert "none of the strings" in refused(upload(translator, address(translation), content))


def test_a_file_of_another_language_is_refused(admin_of, kind):
    client = admin_of()
    content = FILL[kind](
        download(client, begin("es", slug="other"), kind), {"English title": "Título"}.get
    )
    assert "This file is not for Somali" in refused(upload(client, address(begin("so")), content))


def test_a_file_for_a_page_that_somebody_else_has_locked_is_refused(translator, user, kind):
    translation = begin()
    target = translation.get_target_instance()
    target.locked, target.locked_by = True, user()
    target.save()
    words = {"English title": "Cinwaan"}.get
    assert "locked" in refused(fill_and_upload(translator, translation, kind, words))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"flags": ["fuzzy"]}, "fuzzy"),
        (
            {"msgid_plural": "English titles", "msgstr_plural": {0: "Cinwaan", 1: "Cinwaanno"}},
            "plural",
        ),
        ({"msgctxt": None}, "none of the strings"),
        ({"msgctxt": "s1"}, "none of the strings"),
        ({"msgctxt": "s\x00-²"}, "none of the strings"),
        ({"msgctxt": "s1-" + "9" * 5000}, "none of the strings"),
    ],
)
def test_a_po_message_that_differs_from_the_export_is_refused(translator, change, why):
    translation = begin()
    catalog = polib.pofile("\n" + download(translator, translation, "po").decode())
    catalog[0].msgstr = "Cinwaan"
    for name, value in change.items():
        setattr(catalog[0], name, value)
    content = str(catalog).encode()
    assert why in refused(upload(translator, address(translation), content))


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("https://example.org")', "+1 612", "-5", "@me", "#N/A", "=1+1"]
)
def test_text_that_looks_like_a_formula_stays_text(translator, text):
    translation = begin(title=text, ask="English ask")
    save_translation(translatable_strings(translation)[1], text)
    content = download(translator, translation, "xlsx")
    sheet = load_workbook(BytesIO(content))["Strings"]
    assert [(cell.value, cell.data_type) for cell in (sheet["D2"], sheet["E3"])] == [
        (text, "s")
    ] * 2
    assert "1 unchanged" in page_text(upload(translator, address(translation), content))


def test_a_formula_or_a_date_in_a_cell_is_refused(translator):
    translation = begin()
    assert "This cell has a formula" in refused(
        fill_and_upload(translator, translation, "xlsx", {"English title": "=1+1"}.get)
    )


def test_the_spreadsheet_has_instructions_in_both_languages_and_opens_one_column(translator):
    GlossaryTerm.objects.all().delete()
    term = GlossaryTerm.objects.create(term="ask", note="Not a demand.")
    term.translations.create(language="so", text="codsi")
    term.save()
    book = load_workbook(BytesIO(download(translator, begin(), "xlsx")))
    lines = [row[0].value for row in book["Instructions"].iter_rows()]
    assert any("yellow column" in (line or "") for line in lines)
    assert len(set(lines)) == 13  # six lines in two languages, and one empty line
    sheet = book["Strings"]
    assert sheet.protection.sheet
    assert sheet.freeze_panes == "A2"
    unlocked = {cell.column_letter for row in sheet for cell in row if not cell.protection.locked}
    assert unlocked == {"E"}
    row = next(row for row in sheet.iter_rows(values_only=True) if row[3] == "English ask")
    assert row[5:7] == ("300", "ask: codsi (Not a demand.)")
    assert sheet.column_dimensions["A"].hidden


def test_the_texts_of_a_spreadsheet_can_be_read_in_its_columns_and_are_never_formulas(translator):
    book = load_workbook(BytesIO(download(translator, begin(), "xlsx")))
    instructions, sheet = book["Instructions"], book["Strings"]
    assert (instructions.protection.sheet, instructions.column_dimensions["A"].width) == (True, 80)
    columns = sheet.column_dimensions
    widths = [None if columns[letter].hidden else columns[letter].width for letter in "ABCDEFGH"]
    assert widths == [None, 22, 18, 50, 50, 10, 40, None]
    protection = sheet.protection
    assert (protection.formatColumns, protection.formatRows) == (False, False)
    assert all(cell.font.bold for cell in sheet[1])
    assert not any(cell.font.bold for cell in sheet[2])
    assert (sheet["E2"].fill.fill_type, sheet["E2"].fill.fgColor.rgb) == ("solid", "00FFF8DC")
    for cell in (*sheet[2], instructions["A1"]):
        assert (cell.number_format, cell.quotePrefix) == ("@", True)
        assert (cell.alignment.wrap_text, cell.alignment.vertical) == (True, "top")


def test_text_that_deviates_from_the_glossary_is_stored_with_a_warning(translator, kind):
    term = GlossaryTerm.objects.create(term="zebra")
    term.translations.create(language="so", text="dameer-farow")
    term.save()
    translation = begin(title="English zebra")
    response = fill_and_upload(translator, translation, kind, {"English zebra": "Cinwaan"}.get)
    assert "1 written" in page_text(response)
    assert "“zebra” is “dameer-farow”" in page_text(response)


def test_an_import_by_machine_makes_machine_drafts(translator, kind):
    translation = begin(**OVER)
    words = {"English title": "Cinwaan"}.get
    fill_and_upload(translator, translation, kind, words, by_machine="on")
    assert StringTranslation.objects.get().translation_type == "machine"


def test_a_machine_does_not_write_the_core_of_an_alert_that_is_not_over(translator, kind):
    translation = begin(talking_points=[("point", "English point")])
    words = {"English ask": "Codso"}.get
    assert "People must translate" in refused(
        fill_and_upload(translator, translation, kind, words, by_machine="on")
    )
    words = {"English point": "Qodob"}.get
    response = fill_and_upload(translator, translation, kind, words, by_machine="on")
    assert "1 written" in page_text(response)


def test_a_machine_does_not_write_over_a_persons_words(translator, kind):
    translation = begin(**OVER)
    save_translation(translatable_strings(translation)[0], "Hore")
    words = {"English title": "Cinwaan"}.get
    assert "A person has translated this" in refused(
        fill_and_upload(translator, translation, kind, words, by_machine="on")
    )


@pytest.mark.parametrize("by_others", [True, False])
def test_a_user_who_imports_a_file_is_its_translator_unless_another_person_is(
    translator, kind, by_others
):
    translation = begin()
    ticked = {"by_others": "on"} if by_others else {}
    fill_and_upload(translator, translation, kind, {"English ask": "Codso"}.get, **ticked)
    entry = PageLogEntry.objects.get(action="translation.bring_in")
    assert entry.page_id == translation.get_target_instance().pk
    assert entry.user is not None
    stored = StringTranslation.objects.get()
    assert stored.last_translated_by == (None if by_others else entry.user)
