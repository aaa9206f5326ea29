"""Translated texts that a person must confirm before they are published."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Self

from django.conf import settings
from django.db.models import F
from django.utils.text import Truncator
from django.utils.translation import override
from wagtail_localize.models import StringTranslation

from home.people.models import User

from . import by_hand, provenance
from .blocks import block_of
from .doubts import Doubt, find_doubts, without_markup
from .lookup import public_version, translation_of
from .models import StringConfirmation
from .pages import TranslatablePage
from .teamwork.models import TextConfirmation

# More quoted texts would fill the screen.
MOST_QUOTED = 5


@dataclass(frozen=True)
class TextInDoubt:
    """Text of a translation that is in doubt."""

    path: str
    english: str
    text: str
    doubts: tuple[Doubt, ...]
    block: str = ""
    data: str = ""  # the text as it is stored
    # True if readers have the text already.
    is_public: bool = False
    # The stored translation, or None on a page that is written by hand.
    row: StringTranslation | None = None

    @classmethod
    def of(cls, found: by_hand.DoubtfulText, *, is_public: bool) -> Self:
        return cls(found.path, found.english, found.text, found.doubts, is_public=is_public)

    @property
    def hash(self) -> str:
        """Hash that identifies the text in forms and in stored confirmations."""
        pair = "\n".join((self.path, self.english, self.text))
        return sha256(pair.encode(errors="replace")).hexdigest()[:32]

    def __str__(self) -> str:
        with override(settings.LANGUAGE_CODE):
            quoted = Truncator(self.english or self.text).chars(60)
            return f"“{quoted}”: {' '.join(map(str, self.doubts))}"


def find_unconfirmed(
    page: TranslatablePage, live: TranslatablePage | None, as_of: datetime | None = None
) -> list[TextInDoubt]:
    """Return the stored strings of `page` that are in doubt and that nobody has confirmed.

    `live` is the translation that readers have, if any. Strings saved after `as_of` are ignored.
    """
    rows = (
        provenance.current_strings(page)
        .exclude(confirmation__data=F("data"))
        .select_related("translation_of")
        .annotate(path=F("context__path"))
        .order_by("pk")
    )
    found = []
    for row in rows.filter(updated_at__lte=as_of) if as_of else rows:
        path: str = row.path
        block = block_of(type(page), path)
        english, text = without_markup(row.translation_of.data), without_markup(row.data)
        is_spoken = block.partition(".")[0] in page.spoken_fields
        if doubts := find_doubts(english, text, page.language, is_spoken=is_spoken):
            is_public = live is not None and _is_public(live, block, path, row)
            found.append(TextInDoubt(path, english, text, doubts, block, row.data, is_public, row))
    return found


def _is_public(live: TranslatablePage, block: str, path: str, row: StringTranslation) -> bool:
    as_of, status = live.strings_published_at, live.translation_status
    return (
        as_of is not None
        and row.updated_at <= as_of
        and not status.is_shown_in_english(block)
        and not status.holds_back(path, row.data)
    )


def texts_in_doubt(page: TranslatablePage) -> list[TextInDoubt]:
    """Return the unconfirmed texts in doubt of `page`, or an empty list for an English page."""
    if page.is_source:
        return []
    if translation_of(page):
        return find_unconfirmed(page, public_version(page))
    return _find_by_hand(page)


def _find_by_hand(page: TranslatablePage) -> list[TextInDoubt]:
    public = by_hand.public_texts(public_version(page))
    confirmed = set(TextConfirmation.objects.filter(page=page.pk).values_list("hash", flat=True))
    found = [
        TextInDoubt.of(one, is_public=one.parts <= public) for one in by_hand.find_doubtful(page)
    ]
    return [text for text in found if text.hash not in confirmed]


def held_back(page: TranslatablePage) -> list[TextInDoubt]:
    """Return the unconfirmed texts in doubt of `page` that readers do not see yet."""
    return [text for text in texts_in_doubt(page) if not text.is_public]


def unconfirmed_texts(page: TranslatablePage) -> list[str]:
    """Return sentences about texts that must be confirmed before `page` can be published."""
    # A page that is not stored yet is made by code, and nobody can have confirmed its texts.
    if page.is_source or not page.pk:
        return []
    if not translation_of(page):
        texts = _find_by_hand(page)
    # `merge` holds back each block with a new text in doubt.
    elif public_version(page):
        return []
    else:
        texts = find_unconfirmed(page, None)
    return _sentences([text for text in texts if not text.is_public])


def held_back_message(page: TranslatablePage) -> str:
    """Return a message about strings that a public `page` holds back, or "" if there are none."""
    if page.is_source or not (translation_of(page) and (live := public_version(page))):
        return ""
    texts = [text for text in find_unconfirmed(page, live) if not text.is_public]
    if not texts:
        return ""
    count = "1 string waits" if len(texts) == 1 else f"{len(texts)} strings wait"
    return f"{count} for you: {' '.join(_sentences(texts))}"


def _sentences(texts: list[TextInDoubt]) -> list[str]:
    more = len(texts) - MOST_QUOTED
    quoted = [str(text) for text in texts[:MOST_QUOTED]]
    return [*quoted, f"… and {more} more."] if more > 0 else quoted


def confirm(page: TranslatablePage, hashes: Container[str], user: User) -> None:
    """Record that `user` has confirmed the texts of `page` whose hashes are in `hashes`."""
    for text in texts_in_doubt(page):
        if text.hash not in hashes:
            continue
        if text.row:
            StringConfirmation.objects.update_or_create(
                string_translation=text.row,
                defaults={"data": text.row.data, "confirmed_by": user},
            )
        else:
            TextConfirmation.objects.get_or_create(
                page_id=page.pk, hash=text.hash, defaults={"confirmed_by": user}
            )
