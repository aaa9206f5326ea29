"""Lookup of the strings of a page in order of urgency, with their stored translations."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    TemplateSegment,
    Translation,
    TranslationSource,
)
from wagtail_localize.strings import StringValue

from home.people.models import User
from home.text import clean_line, clean_text

from .. import provenance
from ..blocks import block_of
from ..models import Pronunciation
from ..pages import TranslatablePage
from ..teamwork.models import StringQuestion
from ..teamwork.questions import questions_about
from .glossary import Term, glossary_of, terms_in

# A text without these characters needs no conversion: it is stored as it is written.
MARKUP = re.compile(r"[<>&\r\n]")


@dataclass(frozen=True)
class RememberedTranslation:
    """Translation of the same English sentence elsewhere, mostly on another page."""

    text: str
    title: str  # English title of that page
    is_machine_made: bool


@dataclass(frozen=True)
class FormerTranslation:
    """Translation of an English sentence that another sentence has replaced."""

    english: str
    text: str


@dataclass(frozen=True)
class LinkTarget:
    """Target of one link in a string."""

    # The ID of the link's tag, such as "a1".
    name: str
    english: str
    # "" if readers get the English target.
    localized: str = ""
    # None if nobody can change the target, such as a page or file of this site.
    context_id: int | None = None
    chosen_by: User | None = None

    @property
    def target(self) -> str:
        return self.localized or self.english


@dataclass
class TranslatableString:
    """Translatable string of a page, with its translation."""

    segment: StringSegment
    locale: Locale
    block: str
    is_core: bool
    is_rich: bool
    needs_people: bool  # a machine's mistake could harm somebody
    is_spoken: bool  # callers say the English aloud, so it can have a pronunciation
    english: str
    # Like `english`, plain text or, if `is_rich`, a sentence with inline tags.
    text: str = ""
    stored: StringTranslation | None = None
    confirmed_data: str | None = None  # the translation that somebody confirmed despite doubts
    max_length: int | None = None
    former: FormerTranslation | None = None
    glossary: list[Term] = field(default_factory=list)  # terms that occur in the English text
    # The next four are set by `memory.recall`, `load_pronunciations`, `links.load_links` and
    # `load_questions`.
    memory: list[RememberedTranslation] = field(default_factory=list)
    pronunciation: str = ""
    links: list[LinkTarget] = field(default_factory=list)
    questions: list[StringQuestion] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Name of the string in forms, files and URLs, the same in all versions of the page."""
        return f"s{self.segment.string_id}-{self.segment.context_id}"

    @property
    def ids(self) -> tuple[int, int]:
        """Primary keys of the English string and of its context."""
        return self.segment.string_id, self.segment.context_id

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
        return bool(self.stored and provenance.is_reviewed(self.stored))

    @property
    def is_confirmed(self) -> bool:
        return bool(self.stored and self.stored.data == self.confirmed_data)

    def cleaned(self, text: str) -> str:
        """Return `text` cleaned for storage, and as one line if the field has a maximum length."""
        return clean_line(text).strip() if self.max_length else clean_text(text)


def fingerprint(text: str) -> str:
    """Return a short hash of `text`, used to detect later changes of the text."""
    return sha256(text.encode(errors="replace")).hexdigest()[:16]


def readable(data: str, is_rich: bool) -> str:
    """Return stored text in the form in which translators see it."""
    # wagtail-localize stores plain text with HTML escapes.
    is_plain = is_rich or not MARKUP.search(data)
    return clean_text(data if is_plain else StringValue(data).render_text())


def storable(text: str, is_rich: bool) -> str:
    """Return the checked `text` in the form in which wagtail-localize stores it."""
    if not MARKUP.search(text):
        return text
    if is_rich:
        return StringValue.from_translated_html(text).data
    return StringValue.from_plaintext(text).data


def translatable_strings(translation: Translation) -> list[TranslatableString]:
    """Return the strings of `translation`, most urgent first."""
    return strings_by_translation([translation])[translation.pk]


def strings_by_translation(
    translations: Sequence[Translation] | QuerySet[Translation],
) -> dict[int, list[TranslatableString]]:
    """Return the strings of each of `translations`, all into one language, by primary key."""
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
        ).select_related("review", "confirmation", "translation_of")
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
    # `Any`: these models extend `BasePage`, but mypy cannot know it from a content type.
    page_models: dict[int, Any] = {
        source.pk: source.specific_content_type.model_class() for source in sources
    }
    needing_people = _sources_needing_people(sources)
    strings: defaultdict[int, list[TranslatableString]] = defaultdict(list)
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
            confirmed_data=row.confirmation.data if row and hasattr(row, "confirmation") else None,
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
        strings[source_id].sort(key=_urgency_key(page_model))
    return {translation.pk: strings[translation.source_id] for translation in translations}


def _sources_needing_people(sources: Iterable[TranslationSource]) -> set[int]:
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


def _urgency_key(page_model: Any) -> Callable[[TranslatableString], tuple[int, int]]:
    rest = [name for name in page_model.translatable if name not in page_model.core_fields]
    # The search description comes last.
    rest.sort(key=lambda name: name == "search_description")
    order = {name: place for place, name in enumerate([*page_model.core_fields, *rest])}
    return lambda string: (order[string.field_name], string.segment.order)


def _max_length(page_model: type[TranslatablePage], field_name: str) -> int | None:
    model_field = page_model._meta.get_field(field_name)
    return model_field.max_length if isinstance(model_field, models.CharField) else None


def load_pronunciations(strings: list[TranslatableString]) -> None:
    """Set the pronunciations of the spoken strings in `strings`."""
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


def load_questions(strings: list[TranslatableString], *, open_in: int | None = None) -> None:
    """Set the `questions` of `strings`, as `questions_about` does."""
    asked = questions_about([string.ids for string in strings], open_in=open_in)
    for string in strings:
        string.questions = asked.get(string.ids, [])


def count_done(strings: list[TranslatableString]) -> int:
    return sum(string.is_done for string in strings)
