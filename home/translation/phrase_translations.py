"""Loading of the translations of phrases."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import IntegerField, QuerySet
from django.utils.translation import get_language

from home.prepared import Parameter, ids_to_parameters, prepared

from .models import Phrase, PhraseTranslation


def load_translations(phrases: Iterable[Phrase]) -> None:
    """Load the translations of `phrases` in at most one query, unless the language is English.

    The phrases must not be saved afterwards.
    """
    if get_language() == settings.LANGUAGE_CODE:
        return
    phrases = list(phrases)
    ids = ids_to_parameters(phrase.pk for phrase in phrases if phrase.pk)
    found = defaultdict(list)
    for translation in _translations_of(len(ids)).run(**ids) if ids else ():
        found[translation.phrase_id].append(translation)
    for phrase in phrases:
        if phrase.pk:
            phrase.translations.set(found[phrase.pk])


@prepared
def _translations_of(count: int) -> QuerySet[PhraseTranslation]:
    ids: list[Any] = [Parameter(f"id_{number}", IntegerField()) for number in range(count)]
    return PhraseTranslation.objects.filter(phrase__pk__in=ids)
