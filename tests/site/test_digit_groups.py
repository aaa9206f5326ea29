"""Tests for the digit groups of counts in each language."""

import re
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import reset_format_cache
from django.utils.translation import override

from alerts.call_results import Result
from alerts.calls import totals
from alerts.calls.models import CallCount, SupportCount
from tests import factories as make
from tests.bench.comments import copies, separate_thread
from tests.support.by_link import open_link
from tests.support.soup import page_at, text_of

pytestmark = pytest.mark.django_db

SEPARATORS = {"en": ",", "es": ".", "so": "\N{NO-BREAK SPACE}", "hmn": "’"}
each_language = pytest.mark.parametrize("language", SEPARATORS)


@pytest.fixture(autouse=True)
def separators(monkeypatch):
    # No separator can be taken for that of another language.
    for language, separator in SEPARATORS.items():
        monkeypatch.setattr(f"home.formats.{language}.formats.THOUSAND_SEPARATOR", separator)
    reset_format_cache()
    yield
    monkeypatch.undo()
    reset_format_cache()


def grouped(language, number="1,234"):
    return number.replace(",", SEPARATORS[language])


@pytest.fixture
def alert():
    alert = make.AlertPageFactory(slug="call")
    office = make.office()
    make.call(alert, office)
    day = timezone.localdate()
    CallCount.objects.create(
        alert=alert, office=office, language="en", day=day, result=Result.SPOKE, number=1234567
    )
    SupportCount.objects.create(alert=alert, language="en", day=day, number=1234)
    totals.rewrite(alert.pk)
    return alert


@each_language
def test_counts_of_calls_and_supporters(client, alert, language):
    text = page_at(client, "alerts/call/", language).main.get_text()
    assert grouped(language, "1,234,567") in text
    for path in ("alerts/call/", ""):
        text = page_at(client, path, language).main.get_text()
        assert grouped(language) in text, path
        assert "1234" not in text, path


@each_language
def test_counts_of_comments(client, alert, language):
    # On PostgreSQL, the copies take no numbers from the sequence of IDs.
    for comment in [make.comment(alert, code) for code in SEPARATORS]:
        copies(comment, 1233, separate_thread)
    comments = page_at(client, "alerts/call/", language).find(id="comments")
    assert grouped(language) in comments.find(id="comments-heading").text
    (others,) = comments.select("a[href$='alerts/call/comments/']")
    assert grouped(language, "3,702") in others.text  # in three languages
    assert not {"1234", "3702"} & set(re.findall(r"\d+", comments.get_text()))


@each_language
def test_counts_of_pages(rf, language):
    items = Paginator(range(5000), 2).page(1234)
    with override(language):
        request = rf.get(f"/{language}/alerts/")
        context = {"items": items, "parameter": "page", "request": request}
        text = render_to_string("includes/pagination.html", context)
    assert grouped(language) in text
    assert grouped(language, "2,500") in text


@pytest.mark.parametrize("language", ["es", "so", "hmn"])
def test_counts_of_parts_on_a_volunteers_link(client, rf, language):
    _translation, url = open_link(language=language)
    address = url.partition("/translate/")[2]
    step = page_at(client, f"translate/{address}", language).select_one("ol.steps a")["href"]
    page = page_at(client, step.removeprefix(f"/{language}/"), language)
    assert text_of(page.h1)
    with override(language):
        text = render_to_string(
            "translation/link_step.html",
            {
                "step": SimpleNamespace(number=1234),
                "total": 2345,
                "forms": [],
                "language": language,
                "request": rf.get("/"),
            },
        )
    assert grouped(language) in text
    assert grouped(language, "2,345") in text
