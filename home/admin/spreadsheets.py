"""Protection against formulas in CSV exports, which spreadsheet programs would run.

Wagtail's exports as XLSX need none, because their cells are texts.
"""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.http import HttpResponseBase

# Programs also skip the space before a formula, and read wide signs like others.
_FORMULA = re.compile(r"[\s\x00-\x1f\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def as_text(value: Any) -> Any:
    """Return a cell's value, with an apostrophe before a text that could be read as a formula."""
    text = str(value)
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return value


def without_formulas(response: HttpResponseBase) -> HttpResponseBase:
    """Escape the formulas in `response` if it is a CSV export that Wagtail streams."""
    if response.streaming and response.get("Content-Type", "").startswith("text/csv"):
        streaming: Any = response
        streaming.streaming_content = _safe_rows(streaming.streaming_content)
    return response


def _safe_rows(chunks: Iterator[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        written = StringIO(newline="")
        writer = csv.writer(written)
        for row in csv.reader(StringIO(chunk.decode(), newline="")):
            writer.writerow(map(as_text, row))
        yield written.getvalue().encode()
