"""Strings whose text a person must confirm before it is published."""

from django.conf import settings
from django.db.models import F
from django.utils.text import Truncator
from django.utils.translation import override

from . import provenance
from .blocks import block_of
from .doubts import Doubt, find_doubts, without_markup
from .pages import TranslatablePage

# More would fill the screen.
MOST_QUOTED = 5


def unconfirmed(page: TranslatablePage) -> list[tuple[str, str, tuple[Doubt, ...]]]:
    """Return the translated strings of `page` that have doubts and are not confirmed.

    Each string is a tuple of its block, its English text and its doubts. This takes one query.
    """
    rows = (
        provenance.current_strings(page)
        .exclude(confirmation__data=F("data"))
        .order_by("pk")
        .values_list("context__path", "translation_of__data", "data")
    )
    found = []
    for path, english_data, data in rows:
        block = block_of(type(page), path)
        english = without_markup(english_data)
        doubts = find_doubts(
            english,
            without_markup(data),
            page.language,
            is_spoken=block.partition(".")[0] in page.spoken_fields,
        )
        if doubts:
            found.append((block, english, doubts))
    return found


def unconfirmed_blocks(page: TranslatablePage) -> set[str]:
    """Return the blocks of `page` with a string that somebody must still confirm."""
    return {block for block, _english, _doubts in unconfirmed(page)}


def unconfirmed_texts(page: TranslatablePage) -> list[str]:
    """Return messages in English about the strings that somebody must still confirm.

    At most `MOST_QUOTED` strings are quoted, and the last message gives the count of the others.
    Return an empty list for an English page.
    """
    strings = [] if page.is_source else unconfirmed(page)
    with override(settings.LANGUAGE_CODE):
        texts = [
            f"“{Truncator(english).chars(60)}”: {' '.join(map(str, doubts))}"
            for _block, english, doubts in strings[:MOST_QUOTED]
        ]
    more = len(strings) - len(texts)
    return [*texts, f"… and {more} more."] if more else texts
