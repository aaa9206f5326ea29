"""Tests for formulas in exported spreadsheets."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from alerts.calls.lookup import Figures
from home.admin.spreadsheets import as_text
from tests import factories as make

pytestmark = pytest.mark.django_db

HISTORY = "/admin/reports/site-history/?export="
FORMULA = '=HYPERLINK("http://evil.example")'


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-1+cmd", "@SUM(1)", "\t=1", "\r=1", " =1", "\n@x", "＝1", "\ufeff=1"]
)
def test_a_text_that_a_program_could_run_gets_an_apostrophe(text):
    assert as_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Words = words", "-5", "+16512013400", "12.5", "a\t=b", 7])
def test_other_texts_and_numbers_stay_as_they_are(text):
    assert as_text(text) == text


@pytest.mark.parametrize("name", [FORMULA, "@SUM(1)", '-2+3, "quoted"'])
def test_exports_of_reports_have_no_formulas(admin_of, name):
    client = admin_of()
    page = make.StandardPageFactory(title=name)
    page.unpublish(log_action="wagtail.unpublish")
    data = b"".join(client.get(f"{HISTORY}csv").streaming_content).decode()
    cells = [cell for row in csv.reader(StringIO(data, newline="")) for cell in row]
    assert f"'{name}" in cells
    assert name not in cells
    book = load_workbook(BytesIO(b"".join(client.get(f"{HISTORY}xlsx").streaming_content)))
    found = [cell for row in book.active.iter_rows() for cell in row if cell.value == name]
    assert {cell.data_type for cell in found} == {"s"}


def test_the_counts_of_calls_have_no_formulas(admin_of, monkeypatch):
    client = admin_of("Editors")
    alert = make.AlertPageFactory()
    monkeypatch.setattr(Figures, "public_rows", lambda self: [("office", FORMULA, "7")])
    rows = client.get(f"/admin/calls/{alert.pk}/calls.csv").content.decode()
    assert list(csv.reader(StringIO(rows)))[1] == ["office", f"'{FORMULA}", "7"]
