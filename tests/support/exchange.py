"""Helpers for tests of exchange files, and of replies to numbered messages."""

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
from home.translation.strings.lookup import translatable_strings
from tests import factories as make
from tests.support.soup import parse

LINK = '<p>Read <a href="https://example.org/">what it is</a>.</p>'
# Times of an ended alert, whose fields may all be translated by machine.
OVER = {"starts_at": datetime(2011, 6, 3, tzinfo=UTC), "ends_at": datetime(2011, 6, 4, tzinfo=UTC)}


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
    """Fill in a PO file. `words(english)` returns a translation, or None for no change."""
    catalog = polib.pofile("\n" + content.decode())
    for entry in catalog:
        if (text := words(entry.msgid)) is not None:
            entry.msgstr = text
    return str(catalog).encode()


def fill_xlsx(content, words):
    """Fill in a spreadsheet. `words(english)` returns a translation, or None for no change."""
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


def upload(client, url, content, name="strings", *, follow=True, **more):
    return client.post(url, {"file": SimpleUploadedFile(name, content)} | more, follow=follow)


def fill_and_upload(client, translation, kind, words, **more):
    content = FILL[kind](download(client, translation, kind), words)
    return upload(client, address(translation), content, **more)


def page_text(response):
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(page.find("main").get_text(" ").split())


def refused(response, language="so"):
    """Check that the import stored nothing, and return the text of the page."""
    assert response.status_code == (200 if response.redirect_chain else 422)
    # Tests store “Hore” before the import.
    assert not StringTranslation.objects.exclude(data="Hore").exists()
    return page_text(response)


def texts(translation):
    return [string.text for string in translatable_strings(translation)]


def assert_taken(response, translation, text="Cinwaan"):
    assert "1 written" in page_text(response)
    assert "refused" not in page_text(response)
    assert texts(translation)[0] == text


# Replies to numbered messages


def at(name, translation):
    return reverse(name, args=[translation.get_target_instance().pk])


def message(client, translation, query=""):
    response = client.get(at("exchange_message", translation) + query)
    box = parse(response).find(id="message")
    return box and box.get_text().lstrip("\n")


def code(text):
    return next(word for word in text.split() if word.startswith("#TX-"))


def check(client, translation, text, **more):
    return client.post(at("exchange_reply", translation), {"reply": text, "action": "check"} | more)


def form_to_save(response):
    """Return the fields of the form that saves answers, or None if there is none."""
    button = parse(response).find("button", value="save")
    if button is None:
        return None
    form = button.find_parent("form")
    fields = {
        field["name"]: field.get("value", "on")
        for field in form.find_all("input")
        if field["type"] != "checkbox" or field.has_attr("checked")
    }
    texts = {area["name"]: area.text.removeprefix("\n") for area in form.find_all("textarea")}
    return fields | texts | {"action": "save"}


def save(client, translation, response, **changes):
    # A change to None leaves the field out.
    fields = form_to_save(response) | changes
    return client.post(
        at("exchange_reply", translation),
        {name: value for name, value in fields.items() if value is not None},
    )


def found(response):
    """Return (number, text, is selected) for each answer found in a reply."""
    answers = parse(response).select(".exchange-answer")
    return [
        (
            int(answer.h3.get_text().split(".")[0]),
            answer.textarea.text.removeprefix("\n"),
            answer.find("input", type="checkbox").has_attr("checked"),
        )
        for answer in answers
    ]


def unused(response):
    page = parse(response)
    heading = page.find("h2", string="Lines that were not used")
    lines = heading.find_next_sibling("ul").find_all("li") if heading else []
    return [line.span.get_text() for line in lines]
