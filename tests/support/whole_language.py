"""A language with a very large number of strings to translate."""

from wagtail.models import Locale

from alerts.models import ExplainerPage
from home.translation import sync
from home.translation.exchange import scope
from tests import factories as make


def begin_pages(pages, strings, language="so"):
    """Create `pages` explainers with `strings` paragraphs each, and start their translation.

    Each explainer has two more strings: its title and its summary.
    """
    locale = Locale.objects.get(language_code=language)
    for number in range(pages):
        page = make.ExplainerPageFactory(
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
    """Return the fake Somali translation of `english`."""
    return english.replace("English", "Erayo")


def translation_in_somali(english):
    """Return the translatable string of the Somali translation whose English is `english`."""
    found = scope.of_language(make.user(), Locale.objects.get(language_code="so"))
    return next(
        string for part in found.parts for string in part.strings if string.english == english
    )
