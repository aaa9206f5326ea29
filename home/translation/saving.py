"""What somebody typed into the boxes of a translation: saved, refused, or without a place any more."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from . import segments

KEY = re.compile(r"s\d+-\d+")


@dataclass
class Outcome:
    """What became of the texts that were sent."""

    saved: list = field(default_factory=list)  # of `Item`
    errors: dict = field(default_factory=dict)  # from key to messages
    typed: dict = field(default_factory=dict)  # what was refused, by key
    homeless: list = field(default_factory=list)  # texts whose English is gone

    @property
    def is_whole(self):
        return not (self.errors or self.homeless)


def typed_in(data):
    """The texts of the boxes in the form `data`, a dict from the keys of their items."""
    return {key: tidy(text) for key, text in data.items() if KEY.fullmatch(key)}


def tidy(text):
    return text.replace("\r\n", "\n").strip()


def save(translation, data, *, user=None):
    """Store what `user` (None: a volunteer without account) typed; returns the `Outcome`.

    `data` has the text of each box under the key of its item, and under `was-<key>`
    the fingerprint of the text that the box was shown with: what was not touched is
    not sent back over another's work. `seen-<key>` says that it was looked at. A box
    that was not sent is not an emptied one.
    """
    outcome, typed = Outcome(), typed_in(data)
    for item in segments.items(translation):
        if item.key not in typed:
            continue
        text, was = typed.pop(item.key), data.get(f"was-{item.key}", item.digest)
        looked_at = f"seen-{item.key}" in data
        if segments.digest(text) == data.get(f"was-{item.key}") and not looked_at:
            continue
        if text != item.text or looked_at:
            _save_item(outcome, item, text, was, user)
    outcome.homeless = homeless(typed, data)
    return outcome


def homeless(typed, data):
    """Of the texts `typed`, by key, those that were touched: to be copied elsewhere."""
    return [text for key, text in typed.items() if segments.digest(text) != data.get(f"was-{key}")]


def _save_item(outcome, item, text, was, user):
    if was != item.digest:
        errors = [_("Somebody else has written here since. Save again to put yours in its place.")]
        if item.text:
            errors.append(_("It now reads: “%(text)s”") % {"text": item.text})
    elif not text:
        item.stored.delete()
        item.stored, item.text = None, ""
        outcome.saved.append(item)
        return
    else:
        errors = segments.check(item, text)
    if errors:
        outcome.errors[item.key], outcome.typed[item.key] = errors, text
        return
    segments.save(item, text, user=user)
    outcome.saved.append(item)
