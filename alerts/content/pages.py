"""Functions that create pages and their translations from the shipped texts."""

from typing import TypeVar

from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue

from .texts import languages, text, translations

TOOL = "Shipped content"

P = TypeVar("P", bound=Page)


def common_fields(key: str) -> dict[str, str]:
    """Return a dict of a page's `title` and `search_description`.

    The keys of these texts begin with `key`.
    """
    return {"title": text(f"{key}.title"), "search_description": text(f"{key}.search_description")}


def add(parent: Page, page: P) -> P:
    """Add `page` below `parent`, publish it, and return it."""
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def translate(page: Page) -> None:
    """Publish translations of `page` that are made from the PO files."""
    for locale in Locale.objects.filter(language_code__in=languages()):
        _translate(page, locale)


def _translate(page: Page, locale: Locale) -> None:
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    words = translations(locale.language_code)
    for segment in source.stringsegment_set.select_related("string", "context"):
        english = segment.string.as_value().render_text()
        if english in words:
            StringTranslation.objects.get_or_create(
                translation_of=segment.string,
                locale=locale,
                context=segment.context,
                defaults={
                    "data": StringValue.from_plaintext(words[english]).data,
                    "translation_type": StringTranslation.TRANSLATION_TYPE_MACHINE,
                    "tool_name": TOOL,
                },
            )
    translation.save_target(publish=False)
    # `publish=True` would publish the page after the commit and store an outdated count of its
    # children. With a wrong count, no page can be added below the page.
    translation.get_target_instance().get_latest_revision().publish()
