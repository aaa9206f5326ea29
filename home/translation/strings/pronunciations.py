"""How the English lines that are said aloud sound: boxes beside the strings of a translation.

A box is named `say-<key of the item>`, and comes with the fingerprint of what it was
shown with, as the boxes for translations do.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from home.text import has_invisible

from ..models import Pronunciation
from . import forms as saving
from . import segments

MOST = Pronunciation._meta.get_field("text").max_length


def load(items):
    """Give those of `items` that are spoken their pronunciation; one query. Returns them."""
    spoken = [item for item in items if item.is_spoken]
    if spoken:
        stored = Pronunciation.objects.filter(
            locale=spoken[0].locale, string__in=[item.segment.string_id for item in spoken]
        )
        by_string = dict(stored.values_list("string", "text"))
        for item in spoken:
            item.pronunciation = by_string.get(item.segment.string_id, "")
    return spoken


def show(items, typed, errors=None, was=None):
    """Load the pronunciations of `items` and fill their boxes, with what was `typed` where it was.

    `errors` are by the names of boxes; `was` has the fingerprints of what the boxes were first shown with.
    """
    errors, was = errors or {}, was or {}
    for item in load(items):
        name = f"say-{item.key}"
        item.say_value = typed.get(name, item.pronunciation)
        item.say_was = was.get(f"was-{name}", segments.digest(item.pronunciation))
        item.say_errors = errors.get(name, [])


@dataclass
class Outcome:
    """What became of the boxes that were sent."""

    saved: int = 0
    errors: dict = field(default_factory=dict)  # from the names of boxes to messages
    homeless: list = field(default_factory=list)  # texts whose English is gone

    @property
    def is_whole(self):
        return not (self.errors or self.homeless)


def save(items, data, *, may_empty):
    """Store what was typed into the boxes of `items`; returns the `Outcome`.

    A box that was not touched, or not sent, changes nothing. Only who has an account
    can empty one: `may_empty`.
    """
    outcome = Outcome()
    typed = {
        name.removeprefix("say-"): saving.tidy(text)
        for name, text in data.items()
        if name.startswith("say-") and saving.KEY.fullmatch(name.removeprefix("say-"))
    }
    for item in load(items):
        text = typed.pop(item.key, item.pronunciation)
        stored = segments.digest(item.pronunciation)
        was = data.get(f"was-say-{item.key}", stored)
        if text == item.pronunciation or segments.digest(text) == was:
            continue
        if errors := _wrong_with(text, was != stored, item, may_empty):
            outcome.errors[f"say-{item.key}"] = errors
            continue
        place = {"string": item.segment.string, "locale": item.locale}
        if text:
            Pronunciation.objects.update_or_create(**place, defaults={"text": text})
        else:
            Pronunciation.objects.filter(**place).delete()
        outcome.saved += 1
    outcome.homeless = [
        text
        for key, text in typed.items()
        if text and segments.digest(text) != data.get(f"was-say-{key}")
    ]
    return outcome


def _wrong_with(text, is_overtaken, item, may_empty):
    """What is wrong with `text` as the pronunciation of `item`: messages in the active language."""
    if is_overtaken:
        return [
            _(
                "This text has changed since you opened the page. Save again to put yours in its"
                " place."
            ),
            _("It now reads: “%(text)s”") % {"text": item.pronunciation},
        ]
    if not text:
        return [] if may_empty else [_("There are no words in this text.")]
    if len(text) > MOST:
        return [
            _("This is too long: %(length)d characters; %(limit)d fit.")
            % {"length": len(text), "limit": MOST}
        ]
    if has_invisible(text):
        return [_("There is an invisible character in this text. Please type it again.")]
    return []
