"""Merging of a newly filled translation with the live translation, block by block.

wagtail-localize fills a page with its translated strings, and silently with English where a string
is missing. Each filled page is merged before it is saved or previewed. If a string of a block is
missing, the whole block keeps its old text or is shown in English. `translation_status` records
which of the two.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.coreutils import find_available_slug
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from home.people.models import User

from . import blocks, provenance, wording
from .confirmation import find_unconfirmed
from .lookup import public_version
from .models import Pronunciation
from .pages import TranslatablePage
from .status import SHOWN_IN_ENGLISH, BlockStatus, TranslationStatus, held_back_hash


@dataclass(frozen=True, slots=True)
class _Versions:
    english: Any
    filled: Any
    live: Any
    live_status: BlockStatus | None

    def merge(
        self,
        *,
        is_lacking: bool,
        is_held_back: bool,
        is_barred: bool,
        is_changed: bool | None,
        is_reworded: bool,
    ) -> tuple[Any, BlockStatus | None]:
        """Return the block's content for readers, and the block's status or None if up to date.

        Args:
            is_lacking: True if a string is not translated.
            is_held_back: True if a new translation is in doubt, and nobody has confirmed it.
            is_barred: True to show English even if all strings are translated.
            is_changed: after a publication of the English page, True if this block has changed,
                otherwise False. None if the English page has not just been published.
            is_reworded: True if the change of this block is more than formatting.
        """
        is_incomplete = is_lacking or is_held_back
        if is_barred:
            return self.english, BlockStatus.UNTRANSLATED if is_incomplete else BlockStatus.HELD
        is_translated = self.live and self.live_status not in SHOWN_IN_ENGLISH
        if is_changed is not None:
            keeps_live = is_translated and (is_incomplete or not is_changed)
        elif is_lacking:  # a translation that somebody has taken back is English
            keeps_live = self.live_status == BlockStatus.OUTDATED
        else:
            keeps_live = is_translated and is_held_back
        if keeps_live:
            return self.live, BlockStatus.OUTDATED if is_reworded else self.live_status
        if is_incomplete:
            return self.english, BlockStatus.UNTRANSLATED
        return self.filled, None


def merge_if_pending(page: TranslatablePage) -> None:
    """Merge the translated `page` if wagtail-localize has just filled it. Do not save the page."""
    if page.translation_status.is_pending:
        merge(page, public_version(page))


def merge(
    page: TranslatablePage,
    live: TranslatablePage | None = None,
    *,
    change: wording.EnglishChange | None = None,
    as_of: datetime | None = None,
    barred: Set[str] = frozenset(),
) -> None:
    """Choose the content and the status of each block of the filled `page`, without saving.

    Args:
        page: the translation as wagtail-localize has filled it.
        live: the `public_version` of the page, if any.
        change: the changes of the English page if it has just been published, otherwise None.
        as_of: strings that were saved after this time are ignored. None if all strings are used.
        barred: blocks to show in English even if all their strings are translated.
    """
    with_strings, lacking = blocks.find_blocks_to_translate(page, as_of)
    held_back = [text for text in find_unconfirmed(page, live, as_of) if not text.is_public]
    in_doubt = {text.block for text in held_back}
    filled, old = blocks.contents(page), blocks.contents(live) if live else {}
    old_status = live.translation_status if live else TranslationStatus()
    merged: dict[str, Any] = {}
    statuses: dict[str, BlockStatus] = {}
    changed_on: dict[str, date] = {}
    is_newly_outdated = False
    for block, english in blocks.contents(_frozen_english(page)).items():
        if block not in with_strings:
            # wagtail-localize does not fill blocks without strings.
            merged[block] = english
            continue
        versions = _Versions(
            english, filled.get(block), old.get(block), old_status.blocks.get(block)
        )
        is_changed = None if change is None else block not in change.unchanged
        is_reworded = bool(change and block in change.reworded)
        merged[block], status = versions.merge(
            is_lacking=block in lacking,
            is_held_back=block in in_doubt,
            is_barred=block in barred,
            is_changed=is_changed,
            is_reworded=is_reworded,
        )
        if status:
            statuses[block] = status
        if status == BlockStatus.OUTDATED:
            is_newly_outdated |= is_reworded
            if is_reworded:
                changed_on[block] = timezone.localdate()
            elif block in old_status.changed_on:
                changed_on[block] = old_status.changed_on[block]
    blocks.set_contents(page, merged)
    page.translation_status = TranslationStatus(
        statuses,
        changed_on=changed_on,
        held_back=frozenset(held_back_hash(text.path, text.data) for text in held_back),
    )
    page.strings_published_at = as_of or timezone.now()
    page.returns_with_english = False
    page.english_changed_at = None
    if page.translation_status.outdated:
        known = live.english_changed_at if live and not is_newly_outdated else None
        page.english_changed_at = known or timezone.now()
    if change is None:
        page.pronunciations = _find_pronunciations(page)
    else:  # pronunciations saved since the last publication wait for the next one
        published = live.pronunciations if live else {}
        page.pronunciations = wording.follow_pronunciations(page, published)


def _find_pronunciations(page: TranslatablePage) -> dict[str, str]:
    if not page.spoken_fields:
        return {}
    strings = StringSegment.objects.filter(
        source__object_id=page.translation_key,
        source__locale__language_code=settings.LANGUAGE_CODE,
    )
    pronunciations = Pronunciation.objects.filter(
        locale=page.locale_id, string__in=strings.values("string")
    ).select_related("string")
    return {
        pronunciation.string.as_value().render_text(): pronunciation.text
        for pronunciation in pronunciations
    }


def _frozen_english(page: TranslatablePage) -> TranslatablePage:
    source = TranslationSource.objects.get(
        object_id=page.translation_key, locale__language_code=settings.LANGUAGE_CODE
    )
    return source.as_instance()


@transaction.atomic
def publish_merged(
    page: TranslatablePage,
    translation: Translation,
    user: User | None,
    *,
    as_of: datetime | None,
    change: wording.EnglishChange | None = None,
) -> None:
    """Fill the translated `page` with its strings, merge it, and publish it.

    `as_of` and `change` have the same meaning as in `merge`. With `change`, a live translation that
    would stay the same is not published.

    Raises:
        ValidationError: the filled page is invalid.
    """
    live = page if page.live or page.returns_with_english else None
    filled = translation.source.get_ephemeral_translated_instance(
        translation.target_locale, fallback=True
    )
    barred = provenance.blocks_for_people(page)
    merge(filled, live, as_of=as_of, change=change, barred=barred)
    if "slug" not in page.own_fields:
        filled.slug = find_available_slug(
            filled.get_parent(), filled.slug, ignore_page_id=filled.pk
        )
    if change and page.live and _reads_the_same(filled, page):
        return
    filled.save_revision(user=user).publish(user=user)


def _reads_the_same(one: TranslatablePage, other: TranslatablePage) -> bool:
    return (
        one.slug == other.slug
        and one.translation_status == other.translation_status
        and one.pronunciations == other.pronunciations
        and blocks.contents(one) == blocks.contents(other)
    )
