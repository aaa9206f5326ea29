"""Creation of pages and their translations from the shipped texts."""

from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue

from .texts import languages, text, translations

TOOL = "Shipped content"


def common_fields(key):
    """Return the fields that every page has, from the texts of `key`."""
    return {"title": text(f"{key}.title"), "search_description": text(f"{key}.search_description")}


def add(parent, page):
    """Publish `page` as a child of `parent`. Return the page."""
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def translate(page):
    """Translate `page` into every language that has a PO file, marked as a machine translation."""
    for locale in Locale.objects.filter(language_code__in=languages()):
        _translate(page, locale)


def _translate(page, locale):
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
    # `publish=True` would wait for the commit, and then store the page's current count of children.
    # With a wrong count, no page can be added below it any more.
    translation.get_target_instance().get_latest_revision().publish()
