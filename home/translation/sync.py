"""Events that keep translations in sync with their English page, in the order of a page's life.

1. `start_translation`: a translation begins, as a draft.
2. `english_draft_saved`: until the English is published, translators work from its drafts.
3. `string_saved`, `strings_changed`: the translation of a string is saved or deleted.
4. `english_published`: live translations are updated, and outdated texts are marked.
5. `english_withdrawn`: live translations are unpublished, until event 4 publishes them again.

Bulk imports send no signals, so they call `strings_changed` themselves.
"""

import logging
from collections.abc import Iterable, Set
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from home.people.models import User
from home.text import clean_text

from . import blocks, provenance, review, wording
from .lookup import version_for_translators
from .merge import publish_merged
from .pages import TranslatablePage
from .status import BlockStatus

logger = logging.getLogger(__name__)


# 1. A translation begins


@transaction.atomic
def start_translation(page: Page, locale: Locale, user: User | None = None) -> Translation:
    """Begin the translation of the English `page`, and of untranslated ancestors, as drafts."""
    parent = page.get_parent().specific
    # wagtail-localize would publish the English of an untranslated ancestor as a translation.
    if parent.depth > 1 and not parent.get_translations().filter(locale=locale, alias_of=None):
        start_translation(parent, locale, user)
    source, _created = TranslationSource.update_or_create_from_instance(
        version_for_translators(page)
    )
    translation, _created = Translation.objects.update_or_create(
        source=source, target_locale=locale, defaults={"enabled": True}
    )
    target = page.get_translation_or_none(locale)
    if target is None or target.alias_of_id:
        translation.save_target(user=user, publish=False)
        target = translation.get_target_instance()
        if target.live:  # it was an alias that showed the English
            target.unpublish(user=user, log_action=False)
    return translation


# 2. The English is a draft


def english_draft_saved(page: Page) -> None:
    """Update the translation source of a never-published English `page` from its newest draft."""
    source = TranslationSource.objects.get_for_instance_or_none(page)
    if source and not page.first_published_at:
        former = wording.keys_of(source)
        TranslationSource.update_or_create_from_instance(page.get_latest_revision_as_object())
        wording.carry_translations(source, former)


# 3. Strings are translated


def string_saved(string: StringTranslation) -> None:
    """Clean the text of a translation that is about to be saved, and record its provenance."""
    before = StringTranslation.objects.filter(pk=string.pk).first() if string.pk else None
    string.data = clean_text(string.data)
    provenance.note_who_wrote(string, before)


def strings_changed(translation_keys: Iterable[UUID], locale_id: int) -> None:
    """Withdraw the approvals of translations after their strings were saved or deleted."""
    review.withdraw_approvals(translation_keys, locale_id)


# 4. The English is published


@transaction.atomic
def english_published(page: TranslatablePage) -> None:
    """Update the translations of the English `page`, which has just been published.

    Translated text whose English has changed stays and is marked as outdated.
    """
    if source := TranslationSource.objects.get_for_instance_or_none(page):
        before, after = blocks.contents(source.as_instance()), blocks.contents(page)
        words_before, former = wording.words_by_block(source), wording.keys_of(source)
        source.update_from_db()
        wording.carry_translations(source, former)
        words_after = wording.words_by_block(source)
        change = wording.EnglishChange(
            unchanged={block for block in after if before.get(block) == after[block]},
            reworded={
                block for block in after if words_before.get(block) != words_after.get(block)
            },
        )
        _mark_outdated_by_hand(page, change.reworded)
        for translation in source.translations.filter(enabled=True).select_related("target_locale"):
            if target := page.get_translation_or_none(translation.target_locale):
                _publish_if_approved(target, translation)
                target.refresh_from_db()
                _carry_over(target, translation, change)
    withdrawn = page.get_translations().filter(live=False, alias_of=None)
    for target in withdrawn.filter(returns_with_english=True):
        _publish_again(target)


def _mark_outdated_by_hand(page: TranslatablePage, reworded: Set[str]) -> None:
    # wagtail-localize does not fill pages whose translation was stopped or never begun.
    by_strings = Translation.objects.filter(source__object_id=page.translation_key, enabled=True)
    by_hand = page.get_translations().filter(alias_of=None)
    for target in by_hand.exclude(locale__in=by_strings.values("target_locale")):
        status = target.translation_status
        outdated = [
            block
            for block in blocks.contents(target)
            if block in reworded and not status.is_shown_in_english(block)
        ]
        if outdated:
            type(target).objects.filter(pk=target.pk).update(
                translation_status=status.mark(
                    outdated, BlockStatus.OUTDATED, timezone.localdate()
                ),
                english_changed_at=timezone.now(),
            )


def _publish_if_approved(target: TranslatablePage, translation: Translation) -> None:
    if approval := review.approval_of(translation):
        try:
            review.publish(target, approval.approved_by)
        except review.NotReady:
            logger.exception("An approved translation is not ready: page %s", target.pk)


def _carry_over(
    target: TranslatablePage, translation: Translation, change: wording.EnglishChange
) -> None:
    if target.live or target.returns_with_english:
        try:
            publish_merged(
                target,
                translation,
                None,
                as_of=target.strings_published_at,
                change=change,
            )
        except ValidationError:  # the old translation stays up
            logger.exception("A translation could not follow its English page: page %s", target.pk)


def _publish_again(target: TranslatablePage) -> None:
    target.returns_with_english = False
    try:
        target.save_revision().publish()
    except ValidationError:
        logger.exception("A withdrawn page could not come back: page %s", target.pk)


# 5. The English is withdrawn


def english_withdrawn(page: Page) -> None:
    """Unpublish live translations of the English `page` until it is published again."""
    # Translations of the home page stay live.
    if page.depth == 2:
        return
    for target in page.get_translations().live().filter(alias_of=None):
        target.returns_with_english = True
        target.save(update_fields=["returns_with_english"])
        target.unpublish()
