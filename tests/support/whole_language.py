"""Helpers for tests of exchange files with all strings of a language."""

from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from alerts.models import ExplainerPage
from home.translation import sync
from home.translation.exchange import importing, scope
from tests import factories as make
from tests.support.exchange import FILL, page_text, upload

WHOLE = "exchange_language"


def begin_pages(pages, strings, language="so"):
    """Create `pages` explainers of `strings` paragraphs each, and start their translation."""
    locale = Locale.objects.get(language_code=language)
    for number in range(pages):
        page = make.ExplainerPageFactory(
            # The title and the summary are two more strings.
            title=f"English page {number}",
            slug=f"page-{number}",
            summary=f"English summary {number}.",
            body=[
                ("text", f"<p>English sentence {place} of page {number}.</p>")
                for place in range(strings)
            ],
        )
        sync.start_translation(ExplainerPage.objects.get(pk=page.pk), locale)


def somali(english):
    return english.replace("English", "Erayo")


def translation_in_somali(english):
    found = scope.of_language(make.user(), Locale.objects.get(language_code="so"))
    return next(
        string for part in found.parts for string in part.strings if string.english == english
    )


def filled(client, words=somali, kind="po"):
    response = client.get(reverse(f"{WHOLE}_file", args=["so", kind]))
    return FILL[kind](response.content, words)


def bring_in(client, content, **more):
    return page_text(upload(client, reverse(WHOLE, args=["so"]), content, **more))


def all_texts():
    return {
        row.translation_of.data: row.data
        for row in StringTranslation.objects.select_related("translation_of")
    }


def after_the_check(monkeypatch, action):
    """Make the next import run `action` once, between checking and writing its first rows."""
    check, calls = importing.RowChecker.check, []

    def check_then_act(self, rows):
        report = check(self, rows)
        calls.append(rows)
        if len(calls) == 1:
            action()
        return report

    monkeypatch.setattr(importing.RowChecker, "check", check_then_act)
