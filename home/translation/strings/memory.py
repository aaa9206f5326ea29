"""Translation memory: stored translations of the same English sentences elsewhere."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db.models import F
from wagtail.models import Page
from wagtail_localize.models import StringTranslation

from home.lookup import open_to_everybody, published

from .. import provenance
from ..models import Provenance
from .checks import find_errors
from .lookup import RememberedTranslation, TranslatableString, readable
from .services import save_translation


def recall(strings: list[TranslatableString], *, public_only: bool = False) -> None:
    """Set the `memory` of untranslated strings to translations of the same English, newest first.

    With `public_only`, use only pages whose translation everybody can read. For strings that people
    must translate, leave out machine drafts, edited or not.
    """
    untranslated = [string for string in strings if not string.text]
    if not untranslated:
        return
    locale = untranslated[0].locale
    rows = list(
        StringTranslation.objects.filter(
            locale=locale,
            has_error=False,
            translation_of__in=[string.segment.string_id for string in untranslated],
        )
        .annotate(translation_key=F("context__object_id"))
        .order_by("-updated_at")
    )
    keys = {row.translation_key for row in rows}
    if public_only:
        pages = open_to_everybody(published(Page.objects)).filter(translation_key__in=keys)
        public = set(
            pages.filter(locale=locale, alias_of=None).values_list("translation_key", flat=True)
        )
        rows = [row for row in rows if row.translation_key in public]
    titles = _english_titles(keys)
    rows_by_string = defaultdict(list)
    for row in rows:
        rows_by_string[row.translation_of_id].append(row)
    for string in untranslated:
        remembered: dict[str, RememberedTranslation] = {}
        for row in rows_by_string[string.segment.string_id]:
            kind = provenance.kind_of(row.translation_type, row.tool_name)
            if string.needs_people and kind != Provenance.VOLUNTEER:
                continue
            text = readable(row.data, string.is_rich)
            title = titles.get(row.translation_key, "a page since deleted")
            remembered.setdefault(
                text, RememberedTranslation(text, title, kind != Provenance.VOLUNTEER)
            )
        string.memory = list(remembered.values())


def _english_titles(translation_keys: Iterable[UUID]) -> dict[UUID, str]:
    pages = Page.objects.filter(
        translation_key__in=translation_keys, locale__language_code=settings.LANGUAGE_CODE
    )
    # Wagtail declares the manager on an abstract class without the fields of `Page`.
    return dict(pages.values_list("translation_key", "title"))  # type: ignore[misc]


def fill_from_memory(string: TranslatableString) -> bool:
    """Save the newest remembered translation of `string` if the translation has no errors.

    Return True if it was saved. The translator must confirm it later. A machine's text remains a
    machine draft.
    """
    if not string.memory:
        return False
    remembered = string.memory[0]
    if find_errors(string, remembered.text):
        return False
    save_translation(
        string, remembered.text, by_machine=remembered.is_machine_made, tool=provenance.MEMORY
    )
    return True


def suggestion(string: TranslatableString) -> str:
    """Return the newest error-free translation by a person in the string's `memory`, or "" if none.

    Machine drafts, edited or not, do not count as translations by a person.
    """
    texts = [remembered.text for remembered in string.memory if not remembered.is_machine_made]
    return next((text for text in texts if not find_errors(string, text)), "")
