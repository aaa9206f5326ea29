"""Functions that create pages and their translations from the shipped texts."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue

from home.translation.teamwork import versions

from .texts import languages, text, translations

TOOL = "Shipped content"

P = TypeVar("P", bound=Page)


def common_fields(key: str) -> dict[str, str]:
    """Return the title and the search description whose keys begin with `key`."""
    return {"title": text(f"{key}.title"), "search_description": text(f"{key}.search_description")}


def add(parent: Page, page: P) -> P:
    """Add `page` below `parent`, publish it, and return it."""
    # Read again: each child changes the count that the tree stores in its parent.
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision().publish()
    return page


def translate(page: Page, into: Iterable[str] | None = None) -> None:
    """Publish translations of `page` from the PO files, by default into all languages."""
    source = update_source(page)
    for language in languages() if into is None else into:
        publish(fill(source, language, translations(language)))


def update_source(page: Page) -> TranslationSource:
    """Return the `TranslationSource` of `page`, updated to the current text of the page."""
    return TranslationSource.update_or_create_from_instance(page)[0]


def fill(source: TranslationSource, language: str, words: Mapping[str, str]) -> Translation:
    """Store machine drafts for strings of `source` from `words`, and return the translation."""
    locale = Locale.objects.get(language_code=language)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    stored = set(
        StringTranslation.objects.filter(
            locale=locale, context__object=source.object_id
        ).values_list("translation_of", "context")
    )
    drafts = []
    for segment in source.stringsegment_set.select_related("string"):
        english = segment.string.as_value().render_text()
        if english in words:
            drafts.append(
                StringTranslation(
                    translation_of=segment.string,
                    locale=locale,
                    context_id=segment.context_id,
                    data=StringValue.from_plaintext(words[english]).data,
                    translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
                    tool_name=TOOL,
                )
            )
    # Strings that already have a translation keep it.
    new = [draft for draft in drafts if (draft.translation_of_id, draft.context_id) not in stored]
    # Bulk queries send no signals. New content has no approvals to withdraw, but versions.
    versions.record(StringTranslation.objects.bulk_create(new))
    return translation


def publish(translation: Translation) -> None:
    """Publish the page of `translation`, in which strings without a translation stay English."""
    translation.save_target(publish=False)
    # `publish=True` would publish the page after the commit and store an outdated count of its
    # children. With a wrong count, no page can be added below the page.
    translation.get_target_instance().get_latest_revision().publish()
