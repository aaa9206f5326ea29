"""The strings of one translation, as a translator meets them: in order of urgency, checked, saved.

Every road on which a translated string comes in (the translate view, a link, a
message, a file) checks and saves it here.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, TemplateSegment
from wagtail_localize.strings import StringValue, extract_ids, validate_translation_links

from . import provenance
from .glossary import glossary_of, terms_in
from .words import unit_of

# What stands for something that is put in later: %(name)s, {name}.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
# Letters without a shape; they hide among others. Joiners belong to scripts that ours are not.
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


@dataclass
class Item:
    """One string to be translated.

    `english` and `text` are as a translator reads and writes them: plain text, or,
    where `is_rich`, a sentence with inline tags. `text` is empty where there is no
    translation yet.
    """

    segment: StringSegment
    locale: Locale
    unit: str
    is_core: bool
    is_rich: bool
    english: str
    text: str = ""
    stored: StringTranslation | None = None
    max_length: int | None = None
    memory: list = field(default_factory=list)  # (text, title of the page it comes from)
    before: tuple | None = None  # what the English and the text here were: (english, text)
    glossary: list = field(default_factory=list)  # the terms that occur in the English text

    @property
    def key(self):
        """The name of the item in forms and files; outlives a new version of the page."""
        return f"s{self.segment.string_id}-{self.segment.context_id}"

    @property
    def field_name(self):
        return self.unit.partition(".")[0]

    @property
    def is_open(self):
        """Whether there is no translation yet, or one that did not fit."""
        return not self.stored or self.stored.has_error

    @property
    def is_done(self):
        return bool(self.stored and not self.stored.has_error)

    @property
    def is_from_memory(self):
        return bool(self.stored and self.stored.tool_name == provenance.MEMORY)

    @property
    def is_reviewed(self):
        review = getattr(self.stored, "review", None) if self.stored else None
        return bool(review and review.data == self.stored.data)


def readable(data, is_rich):
    """What wagtail-localize stores as a translator reads it; plain text is stored escaped."""
    return data if is_rich else StringValue(data).render_text()


def storable(text, is_rich):
    """A translator's `text` as wagtail-localize stores it. See `check` for what can be wrong."""
    if is_rich:
        return StringValue.from_translated_html(text).data
    return StringValue.from_plaintext(text).data


def items(translation, *, only_open=False, with_memory=False):
    """The strings of `translation` as a list of `Item`, the most urgent first.

    Equal sentences in one place share a translation and are one item. With
    `only_open`, those that have no translation yet. Costs the same few queries for
    any number of strings.
    """
    (found,) = items_of([translation]).values()
    if only_open:
        found = [item for item in found if item.is_open]
    if with_memory:
        _remember(found, translation)
    return found


def items_of(translations):
    """The strings of several translations into one language: a dict from each to its list of `Item`.

    As `items`; costs the same few queries for any number of translations.
    """
    if not translations:
        return {}
    locale = translations[0].target_locale
    sources = {translation.source_id: translation.source for translation in translations}
    segments = defaultdict(list)
    for segment in (
        StringSegment.objects.filter(source__in=sources)
        .select_related("string", "context")
        .order_by("order")
    ):
        segments[segment.source_id].append(segment)
    rich = set(
        TemplateSegment.objects.filter(
            source__in=sources, template__string_count__gt=0
        ).values_list("context_id", flat=True)
    )
    stored = {
        (row.translation_of_id, row.context_id): row
        for row in StringTranslation.objects.filter(
            locale=locale,
            context__object_id__in={source.object_id for source in sources.values()},
        ).select_related("review", "translation_of", "last_translated_by")
    }
    asked_for = {(one.string_id, one.context_id) for some in segments.values() for one in some}
    former = defaultdict(list)
    for key, row in stored.items():
        if key not in asked_for:
            former[row.context_id].append(row)
    glossary = glossary_of(locale.language_code)
    return {
        translation: _items(
            translation,
            locale,
            segments[translation.source_id],
            rich=rich,
            stored=stored,
            former=former,
            glossary=glossary,
        )
        for translation in translations
    }


def _items(translation, locale, segments, *, rich, stored, former, glossary):  # noqa: PLR0913
    """The items of one translation; see `items_of` for what else is given."""
    content_type = ContentType.objects.get_for_id(translation.source.specific_content_type_id)
    page_model = content_type.model_class()
    order = {name: place for place, name in enumerate(in_order_of_urgency(page_model))}
    found, seen = [], set()
    for segment in segments:
        key = (segment.string_id, segment.context_id)
        if key in seen:
            continue
        seen.add(key)
        is_rich = segment.context_id in rich
        row = stored.get(key)
        unit = unit_of(page_model, segment.context.path)
        name = unit.partition(".")[0]
        item = Item(
            segment=segment,
            locale=locale,
            unit=unit,
            is_core=name in page_model.core_words,
            is_rich=is_rich,
            english=readable(segment.string.data, is_rich),
            text=readable(row.data, is_rich) if row else "",
            stored=row,
            max_length=_max_length(page_model, segment.context.path),
            glossary=terms_in(segment.string.data, glossary),
        )
        if not row and former[segment.context_id]:
            last = max(former[segment.context_id], key=lambda one: one.updated_at)
            item.before = (
                readable(last.translation_of.data, is_rich),
                readable(last.data, is_rich),
            )
        found.append(item)
    found.sort(key=lambda item: (order[item.field_name], item.segment.order))
    return found


def in_order_of_urgency(page_model):
    """The names of the fields with words, the core first, search engines last."""
    rest = [name for name in page_model.words if name not in page_model.core_words]
    rest.sort(key=lambda name: name == "search_description")
    return [*page_model.core_words, *rest]


def _max_length(page_model, path):
    """How long a plain field may be, or None; blocks have no limit of their own."""
    model_field = page_model._meta.get_field(path.partition(".")[0])
    return model_field.max_length if isinstance(model_field, models.CharField) else None


def _remember(found, translation):
    """Give each item the translations that its English has elsewhere in this language, newest first."""
    rows = (
        StringTranslation.objects.filter(
            locale=translation.target_locale,
            has_error=False,
            translation_of__in=[item.segment.string_id for item in found if not item.text],
        )
        .select_related("context")
        .order_by("-updated_at")
    )
    by_string = defaultdict(list)
    for row in rows:
        by_string[row.translation_of_id].append(row)
    titles = _titles({row.context.object_id for row in rows})
    for item in found:
        for row in by_string.get(item.segment.string_id, ()):
            text = readable(row.data, item.is_rich)
            if not item.text and text not in dict(item.memory):
                item.memory.append(
                    (text, titles.get(row.context.object_id, "a page since deleted"))
                )


def _titles(translation_keys):
    return dict(
        Page.objects.filter(
            translation_key__in=translation_keys, locale__language_code=settings.LANGUAGE_CODE
        ).values_list("translation_key", "title")
    )


def check(item, text):
    """What is wrong with `text` as a translation of `item`: a list of messages, empty if nothing.

    The messages are in the active language: a volunteer without an account reads them.
    """
    errors = []
    if any(unicodedata.category(letter) in INVISIBLE and letter not in "\n\r\t" for letter in text):
        return [_("There is an invisible character in this text. Please type it again.")]
    plain = text
    if item.is_rich:
        try:
            plain = StringValue.from_translated_html(text).render_text()
            validate_translation_links(item.segment.string.data, text)
        except (ValueError, RecursionError):  # the latter: tags nested a thousand deep
            return [_("Only the tags of the English text can be used, such as <b> and <a>.")]
        if extract_ids(item.segment.string.data) != extract_ids(text):
            errors.append(_("A link of the English text is missing. Keep its <a …> and </a>."))
    if not plain.strip():
        errors.append(_("There are no words in this text."))
    if Counter(PLACEHOLDER.findall(item.english)) != Counter(PLACEHOLDER.findall(text)):
        errors.append(_("Keep the parts in braces, such as {number}, exactly as they are."))
    if item.max_length and len(text) > item.max_length:
        errors.append(
            _("This is too long: %(length)d characters; %(limit)d fit.")
            % {"length": len(text), "limit": item.max_length}
        )
    return errors


def warnings(item, text):
    """What to look at again in `text`, which may be saved all the same: a list of messages."""
    return [
        _("In our list of terms, “%(term)s” is “%(rendering)s”.")
        % {"term": term.english, "rendering": term.rendering}
        for term in item.glossary
        if not is_rendered(term.rendering, text)
    ]


def is_rendered(rendering, text):
    """Whether `text` seems to use the glossary's `rendering`, endings and brackets aside."""
    folded = text.casefold()
    words = re.findall(r"[\w']+", re.sub(r"\([^)]*\)", "", rendering).casefold())
    return all(word[: max(4, len(word) - 2)] in folded for word in words if len(word) > 2)


def save(item, text, *, user=None, tool="", kind=StringTranslation.TRANSLATION_TYPE_MANUAL):
    """Store the checked `text` as the translation of `item`; nothing changes if it is the same.

    Returns whether something was written.
    """
    data = storable(text, item.is_rich)
    unchanged = item.stored and item.stored.data == data and not item.stored.has_error
    # Sending a text from memory again means that somebody has looked at it.
    if unchanged and item.stored.tool_name == tool:
        return False
    if unchanged and item.stored.tool_name != provenance.MEMORY:
        return False
    row, _created = StringTranslation.objects.update_or_create(
        translation_of=item.segment.string,
        context=item.segment.context,
        locale=item.locale,
        defaults={
            "data": data,
            "translation_type": kind,
            "tool_name": tool,
            "last_translated_by": user,
            "has_error": False,
            "field_error": "",
        },
    )
    item.stored, item.text = row, text
    return True


def progress(found):
    """How many of the items have a translation, and how many there are: (done, total)."""
    return sum(item.is_done for item in found), len(found)
