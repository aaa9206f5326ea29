"""Fixtures for tests of translation."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from alerts.models import AlertPage
from home.translation import batches
from home.translation.exchange import importing
from tests import factories as make
from tests.support import translating
from tests.support.exchange import (
    FILL,
    begin,
    check,
    code,
    download,
    fill_po,
    fill_xlsx,
    message,
)
from tests.support.whole_language import begin_pages


@pytest.fixture
def alert(db):
    text = "<p>English first sentence.</p><p>English second sentence.</p>"
    page = make.AlertPageFactory(
        slug="call",
        title="English title",
        ask="English ask",
        script=[("line", "English line")],
        talking_points=[("point", "English point one"), ("point", "English point two")],
        response="<p>English response.</p>",
        body=[("heading", "English heading"), ("text", text)],
    )
    page.save_revision().publish()
    return AlertPage.objects.get(pk=page.pk)


@pytest.fixture
def translator(admin_of):
    return admin_of("Translators (Soomaali)")


@pytest.fixture
def publish(django_capture_on_commit_callbacks):
    def publish(client, page):
        with django_capture_on_commit_callbacks(execute=True):
            return translating.publish_translation(client, page)

    return publish


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(batches, "SIZE", 4)
    monkeypatch.setattr(importing, "PAUSE", 0)


@pytest.fixture
def language(db):
    """Start the translation of three pages with three strings each."""
    begin_pages(3, 1)


@pytest.fixture(params=FILL)
def kind(request):
    return request.param


@pytest.fixture
def exchanged(db):
    return begin()


@pytest.fixture
def sheet(translator, exchanged):
    content = fill_xlsx(download(translator, exchanged, "xlsx"), {"English title": "Cinwaan"}.get)
    return load_workbook(BytesIO(content))


@pytest.fixture
def po_text(translator, exchanged):
    content = fill_po(download(translator, exchanged, "po"), {"English title": "Cinwaan"}.get)
    return content.decode()


@pytest.fixture
def six_strings(db):
    points = [("point", f"English point {number}") for number in (3, 4, 5, 6)]
    return begin(response="", talking_points=points)


@pytest.fixture
def sent(translator, six_strings):
    return code(message(translator, six_strings))


@pytest.fixture
def pasted(translator, six_strings, sent):
    # `{code}` in the chat stands for the message's code.
    return lambda chat: check(translator, six_strings, chat.replace("{code}", sent))
