"""Tests for the refused rows of exchange files, which can be downloaded as a file."""

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

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
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
    assert [row[8] for row in rows] == ["row 3", "row 4"]
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
    assert entry.tcomment.startswith("Refused, line ")
    assert "too long" in entry.tcomment
    done = upload(translator, address(exchanged), fill_po(content, {"English ask": "Codso"}.get))
    assert "1 written" in page_text(done)
    assert texts(exchanged)[:2] == ["Cinwaan", "Codso"]


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
