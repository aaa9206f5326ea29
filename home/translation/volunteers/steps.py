"""Steps into which a page is divided for a volunteer who translates it on a phone."""

from dataclasses import dataclass
from itertools import groupby

from wagtail_localize.models import Translation

from .. import provenance
from ..pages import TranslatablePage
from ..strings import memory
from ..strings.checks import find_warnings
from ..strings.lookup import TranslatableString, translatable_strings

MAX_STRINGS = 5  # per step, so that its page is not long on a phone


@dataclass
class TranslationStep:
    """A few strings of one block, which are shown and sent together."""

    strings: list[TranslatableString]
    number: int

    @property
    def key(self) -> str:
        """Key of the first string, which identifies the step in URLs."""
        return self.strings[0].key

    @property
    def keys(self) -> list[str]:
        return [string.key for string in self.strings]

    @property
    def english(self) -> str:
        """English of the first string, without tags."""
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
    """Divide the strings of a translation into steps, without changing their order."""
    chunks: list[list[TranslatableString]] = []
    for _block, strings_of_block in groupby(strings, key=lambda string: string.block):
        block = list(strings_of_block)
        chunks += [
            block[start : start + MAX_STRINGS] for start in range(0, len(block), MAX_STRINGS)
        ]
    return [TranslationStep(chunk, number) for number, chunk in enumerate(chunks, 1)]


def strings_for_volunteers(
    translation: Translation, page: TranslatablePage
) -> list[TranslatableString]:
    """Return the strings of `translation` that a volunteer may change, with their `memory`."""
    strings = translatable_strings(translation)
    memory.recall(strings)
    if page.live:
        # Published strings are left out, unless their publication held them back.
        newer = set(provenance.unpublished_strings(page).values_list("pk", flat=True))
        strings = [
            string
            for string in strings
            if not string.is_done or (string.stored and string.stored.pk in newer)
        ]
    return strings
