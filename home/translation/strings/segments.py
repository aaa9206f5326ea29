"""The strings of one translation, as a translator meets them: in order of urgency, checked, saved.

Every road of ours on which a translated string comes in checks and saves it here.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, TemplateSegment
from wagtail_localize.strings import StringValue, extract_ids, validate_translation_links

from home.lookup import open_to_everybody, published
from home.text import clean_line, clean_text, has_invisible

from .. import provenance
from ..blocks import block_of
from ..models import Provenance
from .glossary import glossary_of, terms_in

# Without these a text is the same plain, as HTML, and as it is stored: no parser is needed.
MARKUP = re.compile(r"[<>&\r\n]")
# What stands for something that is put in later: %(name)s, {name}.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


class Remembered(NamedTuple):
    """What the English of an item has been translated as elsewhere, and on which page."""

    text: str
    title: str
    is_machine_made: bool


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
    # Whether somebody could come to harm by a machine's mistake here.
    needs_people: bool
    # Whether the English is said aloud: then it can be given a pronunciation.
    is_spoken: bool
    english: str
    text: str = ""
    stored: StringTranslation | None = None
    max_length: int | None = None
    memory: list = field(default_factory=list)  # of `Remembered`
    before: tuple | None = None  # what the English and the text here were: (english, text)
    glossary: list = field(default_factory=list)  # the terms that occur in the English text
    pronunciation: str = ""  # filled by `pronunciations.load`

    @property
    def key(self):
        """The name of the item in forms and files; outlives a new version of the page."""
        return f"s{self.segment.string_id}-{self.segment.context_id}"

    @property
    def digest(self):
        return digest(self.text)

    def cleaned(self, text):
        """Return `text` as it can be stored: what has a limit is a line."""
        return clean_line(text).strip() if self.max_length else clean_text(text)

    @property
    def field_name(self):
        return self.unit.partition(".")[0]

    @property
    def is_done(self):
        """Whether there is a translation, and one that fits."""
        return bool(self.stored and not self.stored.has_error)

    @property
    def is_from_memory(self):
        return bool(self.stored and self.stored.tool_name == provenance.MEMORY)

    @property
    def is_machine_made(self):
        manual = StringTranslation.TRANSLATION_TYPE_MANUAL
        return bool(self.stored and self.stored.translation_type != manual)

    @property
    def is_reviewed(self):
        review = getattr(self.stored, "review", None) if self.stored else None
        return bool(review and review.data == self.stored.data)


def digest(text):
    """A fingerprint of a text, to know whether it changed since somebody saw it."""
    return sha256(text.encode(errors="replace")).hexdigest()[:16]


def readable(data, is_rich):
    """Return what wagtail-localize stores as a translator reads it; plain text is stored escaped."""
    is_plain = is_rich or not MARKUP.search(data)
    return clean_text(data if is_plain else StringValue(data).render_text())


def storable(text, is_rich):
    """Return a translator's `text` as wagtail-localize stores it. See `check` for what can be wrong."""
    if not MARKUP.search(text):
        return text
    if is_rich:
        return StringValue.from_translated_html(text).data
    return StringValue.from_plaintext(text).data


def items(translation, *, with_memory=False, public_memory=False):
    """The strings of `translation` as a list of `Item`, the most urgent first.

    Equal sentences in one place share a translation and are one item. With memory,
    items without a translation are given those that their English has elsewhere; with
    `public_memory` only those on pages that everybody can read.
    Costs the same few queries for any number of strings.
    """
    found = items_of([translation])[translation.pk]
    if with_memory:
        _remember(found, translation.target_locale, public=public_memory)
    return found


def items_of(translations):
    """The strings of many `translations` into one language: a dict from primary key to `items`.

    Costs the same few queries for any number of them, where the source of each, its
    content type and the target locale are loaded.
    """
    if not translations:
        return {}
    locale = translations[0].target_locale
    sources = [translation.source for translation in translations]
    segments = {  # a dict, for equal sentences in one place
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
    models_of = {source.pk: source.specific_content_type.model_class() for source in sources}
    needing_people = _needing_people(sources)
    found = defaultdict(list)
    for key, segment in segments.items():
        page_model = models_of[segment.source_id]
        row, is_rich = stored.get(key), segment.context_id in rich
        unit = block_of(page_model, segment.context.path)
        is_core = unit.partition(".")[0] in page_model.core_fields
        item = Item(
            segment=segment,
            locale=locale,
            unit=unit,
            is_core=is_core,
            is_rich=is_rich,
            needs_people=is_core and segment.source_id in needing_people,
            is_spoken=unit.partition(".")[0] in page_model.spoken_fields,
            english=readable(segment.string.data, is_rich),
            text=readable(row.data, is_rich) if row else "",
            stored=row,
            max_length=_max_length(page_model, segment.context.path),
            glossary=terms_in(segment.string.data, glossary),
        )
        was = former.get(segment.context_id)
        if was and not row:
            item.before = readable(was.translation_of.data, is_rich), readable(was.data, is_rich)
        found[segment.source_id].append(item)
    for source_id, page_model in models_of.items():
        order = {name: place for place, name in enumerate(in_order_of_urgency(page_model))}
        found[source_id].sort(
            key=lambda item, order=order: (order[item.field_name], item.segment.order)
        )
    return {translation.pk: found[translation.source_id] for translation in translations}


def _needing_people(sources):
    """The ids of those `sources` of whose core a machine's mistake could harm somebody."""
    pages = {
        page.translation_key: page
        for page in Page.objects.filter(
            translation_key__in=[source.object_id for source in sources],
            locale__language_code=settings.LANGUAGE_CODE,
        ).specific()
    }
    found = set()
    for source in sources:
        if page := pages.get(source.object_id):
            page.locale = source.locale  # or each page would load it
            if page.core_needs_people:
                found.add(source.pk)
    return found


def in_order_of_urgency(page_model):
    """The names of the fields with words, the core first, search engines last."""
    rest = [name for name in page_model.translatable if name not in page_model.core_fields]
    rest.sort(key=lambda name: name == "search_description")
    return [*page_model.core_fields, *rest]


def _max_length(page_model, path):
    """How long a plain field may be, or None; blocks have no limit of their own."""
    model_field = page_model._meta.get_field(path.partition(".")[0])
    return model_field.max_length if isinstance(model_field, models.CharField) else None


def _remember(found, locale, *, public):
    """Give each item the translations that its English has elsewhere in this language, newest first.

    Not a machine's where people are needed: a hint that is copied is no longer known for what it is.
    """
    open_items = [item for item in found if not item.text]
    rows = list(
        StringTranslation.objects.filter(
            locale=locale,
            has_error=False,
            translation_of__in=[item.segment.string_id for item in open_items],
        )
        .select_related("context")
        .order_by("-updated_at")
    )
    keys = {row.context.object_id for row in rows}
    if public:
        pages = open_to_everybody(published(Page.objects)).filter(translation_key__in=keys)
        readable_by_all = set(
            pages.filter(locale=locale, alias_of=None).values_list("translation_key", flat=True)
        )
        rows = [row for row in rows if row.context.object_id in readable_by_all]
    titles = _titles(keys)
    by_string = defaultdict(list)
    for row in rows:
        by_string[row.translation_of_id].append(row)
    for item in open_items:
        offered = {}
        for row in by_string[item.segment.string_id]:
            kind = provenance.kind_of(row.translation_type, row.tool_name)
            if item.needs_people and kind != Provenance.VOLUNTEER:
                continue
            text = readable(row.data, item.is_rich)
            title = titles.get(row.context.object_id, "a page since deleted")
            offered.setdefault(text, Remembered(text, title, kind != Provenance.VOLUNTEER))
        item.memory = list(offered.values())


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
    limit = item.max_length or max(1000, 10 * len(item.english))
    if len(text) > limit:
        return [
            _("This is too long: %(length)d characters; %(limit)d fit.")
            % {"length": len(text), "limit": limit}
        ]
    if has_invisible(text):
        return [_("There is an invisible character in this text. Please type it again.")]
    plain = text = item.cleaned(text)
    if item.is_rich and MARKUP.search(text + item.segment.string.data):
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
    return errors


def misrendered(item, text):
    """The terms of `item` that `text` seems to render otherwise than the glossary: a list of `Term`."""
    return [term for term in item.glossary if text and not is_rendered(term.rendering, text)]


def is_english(item, text):
    """Whether `text` is the English of `item`; a single word may be a name, and is none of it."""
    return text == item.english and len(re.findall(r"[^\W\d_]+", text)) > 1


def warnings(item, text):
    """What to look at again in `text`, which may be saved all the same: a list of messages."""
    found = [
        _("In our list of terms, “%(term)s” is “%(rendering)s”.")
        % {"term": term.english, "rendering": term.rendering}
        for term in misrendered(item, text)
    ]
    if is_english(item, text):
        found.append(_("This is the same as the English."))
    return found


def is_rendered(rendering, text):
    """Whether `text` seems to use the glossary's `rendering`, endings and brackets aside."""
    folded = text.casefold()
    words = re.findall(r"[\w']+", re.sub(r"\([^)]*\)", "", rendering).casefold())
    return all(word[: max(4, len(word) - 2)] in folded for word in words if len(word) > 2)


def save(item, text, *, user=None, by_machine=False, tool=""):
    """Store the checked `text`, which `user` wrote or has looked at, as the translation of `item`.

    `user` is None where nobody with an account did.

    What was made `by_machine` is a machine draft, whoever brings it. `tool` names the
    machine, or is `provenance.MEMORY`.
    """
    machine, manual = (
        StringTranslation.TRANSLATION_TYPE_MACHINE,
        StringTranslation.TRANSLATION_TYPE_MANUAL,
    )
    item.text = text = item.cleaned(text)
    item.stored, _created = StringTranslation.objects.update_or_create(
        translation_of=item.segment.string,
        context=item.segment.context,
        locale=item.locale,
        defaults={
            "data": storable(text, item.is_rich),
            "translation_type": machine if by_machine else manual,
            "tool_name": tool,
            "last_translated_by": user,
            "has_error": False,
            "field_error": "",
        },
    )


def fill_from_memory(item):
    """Take what the English of `item` was last translated as elsewhere, to be looked at.

    What a machine made there is a machine's here. Returns whether anything was found that fits.
    """
    if not item.memory:
        return False
    remembered = item.memory[0]
    if check(item, remembered.text):
        return False
    by_machine = remembered.is_machine_made
    save(item, remembered.text, by_machine=by_machine, tool=provenance.MEMORY)
    return True


def progress(found):
    """How many of the items have a translation, and how many there are: (done, total)."""
    return sum(item.is_done for item in found), len(found)
