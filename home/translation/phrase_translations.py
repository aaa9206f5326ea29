"""Loading of the translations of phrases."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import IntegerField, QuerySet

from home.prepared import Parameter, ids_to_parameters, prepared

from .models import Phrase, PhraseTranslation


def load_translations(phrases: Iterable[Phrase]) -> None:
    """Load the translations of all `phrases`, which must not be saved afterwards, in one query."""
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
    ids = [Parameter(f"id_{number}", IntegerField()) for number in range(count)]
    return PhraseTranslation.objects.filter(phrase__pk__in=ids)
