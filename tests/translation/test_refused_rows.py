"""Tests for the refused rows of exchange files, which can be downloaded as a file."""

import re
from io import BytesIO

import polib
import pytest
from django.utils.translation import gettext, override
from openpyxl import Workbook, load_workbook
from wagtail_localize.models import StringTranslation

from home.translation import batches
from home.translation.exchange.importing import OVERTAKEN
from home.translation.exchange.models import TranslationImport
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests.support.exchange import (
    FILL,
    address,
    download,
    fill_and_upload,
    fill_po,
    fill_xlsx,
    page_text,
    refused,
    saved,
    texts,
    upload,
)
from tests.support.soup import parse

pytestmark = pytest.mark.django_db
LINKED = 'Read <a id="a1">what it is</a>.'


def refused_file(client):
    record = TranslationImport.objects.latest("pk")
    response = client.get(f"/admin/translation/imports/{record.pk}/refused/")
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="refused-so.{record.kind}"'
    return response.content


def test_refused_rows_come_back_in_a_spreadsheet_that_can_be_corrected(translator, exchanged):
    words = {"English title": "Cinwaan", "English ask": "x" * 301, LINKED: "Akhri."}
    page = page_text(fill_and_upload(translator, exchanged, "xlsx", words.get))
    assert "1 written" in page
    assert "2 refused. The others were taken." in page
    content = refused_file(translator)
    rows = list(load_workbook(BytesIO(content))["Strings"].iter_rows(min_row=2, values_only=True))
    assert [row[3] for row in rows] == ["English ask", LINKED]
    assert [row[4] for row in rows] == ["x" * 301, "Akhri."]
    assert [row[8] for row in rows] == ["3", "4"]
    assert "too long" in rows[0][9]
    assert "A link of the English text is missing" in rows[1][9]
    assert rows[0][1] == "English title"
    again = page_text(upload(translator, address(exchanged), content))
    assert "2 refused" in again
    corrected = {"English ask": "Codso", LINKED: 'Akhri <a id="a1">waxa</a>.'}
    done = upload(translator, address(exchanged), fill_xlsx(content, corrected.get))
    assert "2 written" in page_text(done)
    assert texts(exchanged) == ["Cinwaan", "Codso", 'Akhri <a id="a1">waxa</a>.']


def test_refused_rows_come_back_in_a_po_file_that_can_be_corrected(translator, exchanged):
    words = {"English title": "Cinwaan", "English ask": "x" * 301}
    fill_and_upload(translator, exchanged, "po", words.get)
    content = refused_file(translator)
    (entry,) = polib.pofile("\n" + content.decode())
    assert (entry.msgid, entry.msgstr) == ("English ask", "x" * 301)
    assert re.match(r"Lama aqbalin\. Sadarka faylkaaga: \d+\. ", entry.tcomment)
    assert "too long" in entry.tcomment
    done = upload(translator, address(exchanged), fill_po(content, {"English ask": "Codso"}.get))
    assert "1 written" in page_text(done)
    assert texts(exchanged)[:2] == ["Cinwaan", "Codso"]


WRONG = {
    "too long": ("x" * 301, "only 300 fit"),
    "a formula": ("=1+1", "This cell has a formula, a date or the like (=1+1)."),
    "placeholder": ("Wac {lambar}", "Keep the parts in braces"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_volunteer_gets_the_reason_in_the_language_of_the_file_and_in_english(
    translator, exchanged, fault
):
    text, reason = WRONG[fault]
    page = page_text(fill_and_upload(translator, exchanged, "xlsx", {"English ask": text}.get))
    assert reason in page
    heading, row = load_workbook(BytesIO(refused_file(translator)))["Strings"].values
    with override("so"):
        assert heading[8:] == (gettext("Row in your file"), gettext("Why it was refused"))
        unformatted = gettext(
            {
                "too long": (
                    "This is too long: it has %(length)s characters, and only %(limit)s fit."
                ),
                "a formula": (
                    "This cell has a formula, a date or the like (%(text)s). Write it as text."
                ),
                "placeholder": ("Keep the parts in braces, such as {number}, exactly as they are."),
            }[fault]
        )
    somali, english = row[9].split("\n")
    assert somali.startswith(unformatted.partition("%")[0])
    assert somali not in page
    assert reason in english


def test_the_reason_why_a_row_cannot_be_written_is_in_the_language_of_the_file_too(
    translator, exchanged, monkeypatch
):
    def change_meanwhile(*args, **kwargs):
        save_translation(translatable_strings(exchanged)[0], "Hore")
        return save(*args, **kwargs)

    save = batches.save
    monkeypatch.setattr(batches, "save", change_meanwhile)
    fill_and_upload(translator, exchanged, "po", {"English title": "Cinwaan"}.get)
    (entry,) = polib.pofile("\n" + refused_file(translator).decode())
    with override("so"):
        assert str(OVERTAKEN) in entry.tcomment
    assert str(OVERTAKEN) in entry.tcomment


def test_a_formula_does_not_become_a_translation_on_its_way_back(translator, exchanged):
    fill_and_upload(translator, exchanged, "xlsx", {"English title": "=1+1"}.get)
    content = refused_file(translator)
    row = list(load_workbook(BytesIO(content))["Strings"].iter_rows(values_only=True))[1]
    assert not row[4]
    assert "=1+1" in row[9]
    upload(translator, address(exchanged), content)
    assert not StringTranslation.objects.exists()


def test_a_fuzzy_message_comes_back_fuzzy(translator, exchanged, po_text):
    catalog = polib.pofile("\n" + po_text)
    catalog[0].flags = ["fuzzy"]
    upload(translator, address(exchanged), str(catalog).encode())
    (entry,) = polib.pofile("\n" + refused_file(translator).decode())
    assert entry.fuzzy
    assert not StringTranslation.objects.exists()


def test_a_row_of_a_sentence_that_is_gone_comes_back_with_its_words(translator, exchanged, kind):
    content = FILL[kind](
        download(translator, exchanged, kind),
        {"English title": "Cinwaan", "English ask": "Codso"}.get,
    )
    page = exchanged.get_target_instance().source
    page.title = "English title, corrected"
    page.save_revision().publish()
    response = upload(translator, address(exchanged), content)
    assert "1 written" in page_text(response)
    assert "The English of this has changed" in page_text(response)
    assert "Cinwaan" in page_text(response)
    back = refused_file(translator)
    if kind == "po":
        assert "Cinwaan" in back.decode()
    else:
        assert load_workbook(BytesIO(back))["Strings"]["E2"].value == "Cinwaan"


def test_a_row_that_somebody_else_translated_is_refused_again_when_it_comes_back(
    translator, exchanged, kind
):
    words = {"English title": "Cinwaan"}.get
    content = FILL[kind](download(translator, exchanged, kind), words)
    save_translation(translatable_strings(exchanged)[0], "Hore")
    for _time in range(2):
        page = page_text(upload(translator, address(exchanged), content))
        assert "It now reads: “Hore”" in page
        content = refused_file(translator)
    assert texts(exchanged)[0] == "Hore"


def test_a_file_without_refused_rows_offers_none_back(translator, exchanged, sheet):
    shown = upload(translator, address(exchanged), saved(sheet))
    assert not parse(shown).select('a[href$="/refused/"]')


def test_an_empty_workbook_is_refused(translator, exchanged):
    assert "not a spreadsheet" in refused(upload(translator, address(exchanged), saved(Workbook())))
