"""Helpers for tests of exchange files: exporting, filling in and importing them."""

from datetime import UTC, datetime
from io import BytesIO

import polib
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.translation import sync
from tests import factories as make

LINK = '<p>Read <a href="https://example.org/">what it is</a>.</p>'
# Times of an ended alert, whose fields may all be translated by machine.
OVER = {"starts_at": datetime(2011, 6, 3, tzinfo=UTC), "ends_at": datetime(2011, 6, 4, tzinfo=UTC)}
TRANSLATORS = {
    "es": "Translators (Español)",
    "so": "Translators (Soomaali)",
    "hmn": "Translators (Hmoob)",
}


def begin(language="so", **fields):
    page = make.AlertPageFactory(
        **{"title": "English title", "ask": "English ask", "response": LINK} | fields
    )
    page.save_revision().publish()
    return sync.start_translation(
        AlertPage.objects.get(pk=page.pk), Locale.objects.get(language_code=language)
    )


def address(translation):
    return reverse("exchange_page", args=[translation.get_target_instance().pk])


def download(client, translation, kind):
    page = translation.get_target_instance()
    response = client.get(reverse("exchange_page_file", args=[page.pk, kind]))
    assert response.status_code == 200
    return response.content


def fill_po(content, words):
    """Fill in a PO file, and return the new file's bytes.

    `words(english)` returns the new translation of a string, or None to leave the string unchanged.
    """
    catalog = polib.pofile("\n" + content.decode())
    for entry in catalog:
        if (text := words(entry.msgid)) is not None:
            entry.msgstr = text
    return str(catalog).encode()


def fill_xlsx(content, words):
    """Fill in a spreadsheet, and return the new file's bytes.

    `words(english)` returns the new translation of a string, or None to leave the string unchanged.
    """
    book = load_workbook(BytesIO(content))
    for row in book["Strings"].iter_rows(min_row=2):
        if (text := words(row[3].value)) is not None:
            row[4].value = text
    return saved(book)


def saved(book):
    file = BytesIO()
    book.save(file)
    return file.getvalue()


FILL = {"po": fill_po, "xlsx": fill_xlsx}


def upload(client, url, content, name="strings", **more):
    return client.post(url, {"file": SimpleUploadedFile(name, content)} | more)


def fill_and_upload(client, translation, kind, words, **more):
    content = FILL[kind](download(client, translation, kind), words)
    return upload(client, address(translation), content, **more)


def page_text(response):
    """Return the text of the response's <main> element."""
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(page.find("main").get_text(" ").split())


def refused(response, language="so"):
    """Check that an import was refused and stored nothing. Return the text of the page.

    Translations with the text “Hore”, which tests store before the import, are ignored.
    """
    assert response.status_code == 422
    assert not StringTranslation.objects.exclude(data="Hore").exists()
    return page_text(response)
