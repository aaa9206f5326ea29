"""Context for the strings that a volunteer translates: links, answers and neighboring strings."""

from dataclasses import dataclass

from wagtail_localize.models import Translation

from ..strings.links import load_links
from ..strings.lookup import TranslatableString, load_questions, translatable_strings
from .steps import TranslationStep

# Strings that are shown before a step, and after it.
MOST_NEIGHBORS = 2


@dataclass(frozen=True)
class StepContext:
    """Strings of the page directly before and after those of a step."""

    before: list[TranslatableString]
    after: list[TranslatableString]


def load_context(step: TranslationStep, translation: Translation) -> StepContext:
    """Load the links and answered questions of a step's strings. Return the strings around it."""
    load_links(step.strings)
    load_questions(step.strings)
    strings = translatable_strings(translation)
    keys = {string.key for string in step.strings}
    places = [place for place, string in enumerate(strings) if string.key in keys]
    first, last = min(places, default=0), max(places, default=-1)
    return StepContext(
        strings[max(0, first - MOST_NEIGHBORS) : first],
        strings[last + 1 : last + 1 + MOST_NEIGHBORS],
    )
