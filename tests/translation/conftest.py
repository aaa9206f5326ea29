"""Fixtures for tests of translation."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from alerts.models import AlertPage
from tests import factories as make
from tests.support.exchange import FILL, begin, download, fill_po, fill_xlsx


@pytest.fixture
def alert(db):
    """Return a published alert whose texts begin with “English”, one of them with two sentences."""
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
    """Return the test client, signed in to the admin as a translator into Somali."""
    return admin_of("Translators (Soomaali)")


@pytest.fixture(params=FILL)
def kind(request):
    """Return the extension of a type of exchange file. The tests run with each."""
    return request.param


@pytest.fixture
def exchanged(db):
    """Return a translation into Somali that was begun, for tests of exchange files."""
    return begin()


@pytest.fixture
def sheet(translator, exchanged):
    """Return a spreadsheet with a translation of the title."""
    content = fill_xlsx(download(translator, exchanged, "xlsx"), {"English title": "Cinwaan"}.get)
    return load_workbook(BytesIO(content))


@pytest.fixture
def po_text(translator, exchanged):
    """Return a PO file with a translation of the title."""
    content = fill_po(download(translator, exchanged, "po"), {"English title": "Cinwaan"}.get)
    return content.decode()
