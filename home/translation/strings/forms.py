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
    emptied: list = field(default_factory=list)  # of (`Item`, the text that was taken back)
    # Of `Item`: they were sent back as they had been shown, but read otherwise by now.
    overtaken: list = field(default_factory=list)

    @property
    def is_whole(self):
        return not (self.errors or self.homeless)


def typed_in(data):
    """The texts of the boxes in the form `data`, a dict from the keys of their items."""
    return {key: tidy(text) for key, text in data.items() if KEY.fullmatch(key)}


def tidy(text):
    return text.replace("\r\n", "\n").strip()


def save(items, data, *, user=None):
    """Store what `user` (None: a volunteer without account) typed for `items`; returns the `Outcome`.

    `items` come with their memory. `data` has the text of each box under the key of its item, and under `was-<key>`
    the fingerprint of the text that the box was shown with: what was not touched is
    not sent back over another's work. `seen-<key>` says that it was looked at. A box
    that was not sent is not an emptied one; only who has an account can empty one.
    """
    outcome, typed = Outcome(), typed_in(data)
    for item in items:
        if item.key not in typed:
            continue
        text, was = typed.pop(item.key), data.get(f"was-{item.key}", item.digest)
        is_to_save = f"seen-{item.key}" in data or (item.stored and item.stored.has_error)
        if segments.digest(text) == data.get(f"was-{item.key}") and not is_to_save:
            if was != item.digest:
                outcome.overtaken.append(item)
        elif text != item.text or (is_to_save and text):
            _save_item(outcome, item, text, was, user)
    outcome.homeless = homeless(typed, data)
    return outcome


def homeless(typed, data):
    """Of the texts `typed`, by key, those that were touched: to be copied elsewhere."""
    return [text for key, text in typed.items() if segments.digest(text) != data.get(f"was-{key}")]


def _save_item(outcome, item, text, was, user):
    if was != item.digest:
        errors = [
            _(
                "This text has changed since you opened the page. Save again to put yours in its"
                " place."
            )
        ]
        if item.text:
            errors.append(_("It now reads: “%(text)s”") % {"text": item.text})
    elif not text and user:
        outcome.emptied.append((item, item.text))
        item.stored.delete()
        item.stored, item.text = None, ""
        outcome.saved.append(item)
        return
    else:
        errors = segments.check(item, text)
    if errors:
        outcome.errors[item.key], outcome.typed[item.key] = errors, text
        return
    by_machine = any(one.is_machine_made and one.text == text for one in item.memory)
    segments.save(item, text, user=user, by_machine=by_machine)
    outcome.saved.append(item)
