"""Strings of a translation in order of urgency, with their stored translations."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256

from django.conf import settings
from django.db import models
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, TemplateSegment
from wagtail_localize.strings import StringValue

from home.text import clean_line, clean_text

from .. import provenance
from ..blocks import block_of
from ..models import Pronunciation
from .glossary import glossary_of, terms_in

# Text without these characters is stored as it is written, without a parser.
MARKUP = re.compile(r"[<>&\r\n]")


@dataclass(frozen=True)
class RememberedTranslation:
    """Translation of the same English sentence on another page."""

    text: str
    title: str  # English title of the other page
    is_machine_made: bool


@dataclass(frozen=True)
class FormerTranslation:
    """Previous English sentence in a string's place, and its translation."""

    english: str
    text: str


@dataclass
class TranslatableString:
    """Translatable string of a page, with its translation.

    `english` and `text` are plain text, or a sentence with inline tags if `is_rich`. `text` is empty
    if there is no translation. `memory.recall` fills the memory, `load_pronunciations` the
    pronunciation.
    """

    segment: StringSegment
    locale: Locale
    block: str
    is_core: bool
    is_rich: bool
    needs_people: bool  # a machine's mistake could harm somebody
    is_spoken: bool  # callers say the English aloud, so it can have a pronunciation
    english: str
    text: str = ""
    stored: StringTranslation | None = None
    reviewed_data: str | None = None  # the translation that a fluent reader reviewed
    max_length: int | None = None
    former: FormerTranslation | None = None
    glossary: list = field(default_factory=list)  # terms that occur in the English text
    memory: list[RememberedTranslation] = field(default_factory=list)
    pronunciation: str = ""

    @property
    def key(self) -> str:
        """Name of the string in forms, files and addresses; the same in all versions of the page."""
        return f"s{self.segment.string_id}-{self.segment.context_id}"

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.text)

    @property
    def field_name(self) -> str:
        return self.block.partition(".")[0]

    @property
    def has_error(self) -> bool:
        return bool(self.stored and self.stored.has_error)

    @property
    def is_done(self) -> bool:
        return bool(self.stored and not self.stored.has_error)

    @property
    def is_from_memory(self) -> bool:
        return bool(self.stored and self.stored.tool_name == provenance.MEMORY)

    @property
    def is_machine_made(self) -> bool:
        manual = StringTranslation.TRANSLATION_TYPE_MANUAL
        return bool(self.stored and self.stored.translation_type != manual)

    @property
    def is_reviewed(self) -> bool:
        return bool(self.stored and self.stored.data == self.reviewed_data)

    def cleaned(self, text: str) -> str:
        """Return `text` cleaned for storage, in one line if the length is limited."""
        return clean_line(text).strip() if self.max_length else clean_text(text)


def fingerprint(text: str) -> str:
    """Return a short hash of `text`, which shows later if the text has changed."""
    return sha256(text.encode(errors="replace")).hexdigest()[:16]


def readable(data: str, is_rich: bool) -> str:
    """Return stored text for translators, unescaped: wagtail-localize stores plain text escaped."""
    is_plain = is_rich or not MARKUP.search(data)
    return clean_text(data if is_plain else StringValue(data).render_text())


def storable(text: str, is_rich: bool) -> str:
    """Return a checked `text` in the form in which wagtail-localize stores it."""
    if not MARKUP.search(text):
        return text
    if is_rich:
        return StringValue.from_translated_html(text).data
    return StringValue.from_plaintext(text).data


def translatable_strings(translation) -> list[TranslatableString]:
    """Return the strings of `translation`, the most urgent first.

    Equal sentences in one place are one string.
    """
    return strings_by_translation([translation])[translation.pk]


def strings_by_translation(translations) -> dict[int, list[TranslatableString]]:
    """Return the strings of several `translations` into one language, by primary key.

    The number of queries is constant if their sources, the sources' content types and the target
    locale are loaded.
    """
    if not translations:
        return {}
    locale = translations[0].target_locale
    sources = [translation.source for translation in translations]
    segments = {  # a dict removes duplicates: equal sentences in one place
        (segment.string_id, segment.context_id): segment
        for segment in StringSegment.objects.filter(source__in=sources)
        .select_related("string", "context")
        .order_by("-order")
    }
    stored = {
        (row.translation_of_id, row.context_id): row
        for row in StringTranslation.objects.filter(
            locale=locale, context__object_id__in=[source.object_id for source in sources]
        ).select_related("review", "translation_of")
    }
    rich = set(
        TemplateSegment.objects.filter(
            source__in=sources, template__string_count__gt=0
        ).values_list("context_id", flat=True)
    )
    former = {
        row.context_id: row
        for key, row in sorted(stored.items(), key=lambda pair: pair[1].updated_at)
        if key not in segments
    }
    glossary = glossary_of(locale.language_code)
    page_models = {source.pk: source.specific_content_type.model_class() for source in sources}
    needing_people = _sources_needing_people(sources)
    strings = defaultdict(list)
    for key, segment in segments.items():
        page_model = page_models[segment.source_id]
        row, is_rich = stored.get(key), segment.context_id in rich
        block = block_of(page_model, segment.context.path)
        field_name = block.partition(".")[0]
        is_core = field_name in page_model.core_fields
        string = TranslatableString(
            segment=segment,
            locale=locale,
            block=block,
            is_core=is_core,
            is_rich=is_rich,
            needs_people=is_core and segment.source_id in needing_people,
            is_spoken=field_name in page_model.spoken_fields,
            english=readable(segment.string.data, is_rich),
            text=readable(row.data, is_rich) if row else "",
            stored=row,
            reviewed_data=row.review.data if hasattr(row, "review") else None,
            max_length=_max_length(page_model, field_name),
            glossary=terms_in(segment.string.data, glossary),
        )
        old = former.get(segment.context_id)
        if old and not row:
            string.former = FormerTranslation(
                readable(old.translation_of.data, is_rich), readable(old.data, is_rich)
            )
        strings[segment.source_id].append(string)
    for source_id, page_model in page_models.items():
        order = {name: place for place, name in enumerate(_in_order_of_urgency(page_model))}
        strings[source_id].sort(
            key=lambda string, order=order: (order[string.field_name], string.segment.order)
        )
    return {translation.pk: strings[translation.source_id] for translation in translations}


def _sources_needing_people(sources):
    """Return the ids of those `sources` whose core people must translate or review."""
    pages = {
        page.translation_key: page
        for page in Page.objects.filter(
            translation_key__in=[source.object_id for source in sources],
            locale__language_code=settings.LANGUAGE_CODE,
        ).specific()
    }
    source_ids = set()
    for source in sources:
        if page := pages.get(source.object_id):
            page.locale = source.locale  # otherwise each page would load it
            if page.core_needs_people:
                source_ids.add(source.pk)
    return source_ids


def _in_order_of_urgency(page_model):
    """Return the names of the translatable fields, the core first, the search description last."""
    rest = [name for name in page_model.translatable if name not in page_model.core_fields]
    rest.sort(key=lambda name: name == "search_description")
    return [*page_model.core_fields, *rest]


def _max_length(page_model, field_name):
    """Return the length limit of a plain field, or None for a StreamField."""
    model_field = page_model._meta.get_field(field_name)
    return model_field.max_length if isinstance(model_field, models.CharField) else None


def load_pronunciations(strings: list[TranslatableString]) -> None:
    """Set the pronunciation of those `strings` that are spoken, with at most one query."""
    spoken = [string for string in strings if string.is_spoken]
    if spoken:
        stored = dict(
            Pronunciation.objects.filter(
                locale=spoken[0].locale,
                string__in=[string.segment.string_id for string in spoken],
            ).values_list("string", "text")
        )
        for string in spoken:
            string.pronunciation = stored.get(string.segment.string_id, "")


def count_done(strings: list[TranslatableString]) -> int:
    return sum(string.is_done for string in strings)
