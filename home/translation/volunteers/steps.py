"""Steps in which a volunteer translates a page on a phone."""

from dataclasses import dataclass
from itertools import groupby

from .. import provenance
from ..strings import memory
from ..strings.checks import find_warnings
from ..strings.lookup import TranslatableString, translatable_strings

MAX_STRINGS = 5  # on one page; more are a long way on a phone


@dataclass
class TranslationStep:
    """A few strings of one block of the page, which are shown and sent together."""

    strings: list[TranslatableString]
    number: int

    @property
    def key(self) -> str:
        """Name of the step in addresses: that of its first string."""
        return self.strings[0].key

    @property
    def english(self) -> str:
        """The text that the step begins with, without tags."""
        return self.strings[0].segment.string.as_value().render_text()

    @property
    def is_core(self) -> bool:
        return self.strings[0].is_core

    @property
    def is_done(self) -> bool:
        return all(string.is_done for string in self.strings)

    @property
    def needs_another_look(self) -> bool:
        return any(
            string.is_from_memory or string.is_machine_made or find_warnings(string, string.text)
            for string in self.strings
        )


def steps_of(strings: list[TranslatableString]) -> list[TranslationStep]:
    """Return the `strings` of a translation as steps, in their order."""
    chunks = []
    for _block, found in groupby(strings, key=lambda string: string.block):
        block = list(found)
        chunks += [
            block[start : start + MAX_STRINGS] for start in range(0, len(block), MAX_STRINGS)
        ]
    return [TranslationStep(chunk, number) for number, chunk in enumerate(chunks, 1)]


def strings_for_volunteers(translation, page) -> list[TranslatableString]:
    """Return the strings that a volunteer is offered: of a live `page` only unpublished ones.

    Strings that were written since it was published stay, so that they can be corrected.
    """
    strings = translatable_strings(translation)
    memory.recall(strings, public_only=True)
    if page.live:
        newer = set(provenance.unpublished_strings(page).values_list("pk", flat=True))
        strings = [one for one in strings if not one.is_done or one.stored.pk in newer]
    return strings
