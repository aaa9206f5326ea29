"""The life of a translation: begun, handed in, published, brought along when the English changes."""

import logging

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log
from wagtail_localize.models import Translation, TranslationSource

from . import provenance, words
from .emails import tell_reviewers
from .models import HandIn

logger = logging.getLogger(__name__)


class NotReady(Exception):
    """The translation cannot be published; the message says why, in English, to whoever tried."""


def translation_of(page):
    """wagtail-localize's record of the translated `page`, or None if it was stopped or never begun."""
    return (
        Translation.objects.filter(
            source__object_id=page.translation_key,
            source__locale__language_code=settings.LANGUAGE_CODE,
            target_locale=page.locale_id,
            enabled=True,
        )
        .select_related("source", "source__locale", "target_locale")
        .first()
    )


def newest_public(page):
    """What translators may see of the English `page`: what is published; before that, the newest draft."""
    if page.first_published_at or page.live:
        return page
    return page.get_latest_revision_as_object()


@transaction.atomic
def start(page, locale, user=None):
    """Begin the translation of the English `page` into `locale`, as a draft; its parents' first.

    A page below an untranslated parent would make wagtail-localize publish the
    parent's English as a translation. Returns the `Translation`; does nothing where
    it is under way.
    """
    parent = page.get_parent().specific
    if parent.depth > 1 and not parent.get_translations().filter(locale=locale, alias_of=None):
        start(parent, locale, user)
    source, _created = TranslationSource.update_or_create_from_instance(newest_public(page))
    translation, _created = Translation.objects.update_or_create(
        source=source, target_locale=locale, defaults={"enabled": True}
    )
    target = page.get_translation_or_none(locale)
    if target is None or target.alias_of_id:
        translation.save_target(user=user, publish=False)
        target = translation.get_target_instance()
        if target.live:  # it was an alias: English under another name
            target.unpublish(user=user, log_action=False)
    return translation


def refresh_draft_source(page):
    """Let the translators of the English `page`, which was never published, have its newest text."""
    source = TranslationSource.objects.get_for_instance_or_none(page)
    if source and not page.first_published_at:
        TranslationSource.update_or_create_from_instance(page.get_latest_revision_as_object())


def require_core(page):
    """Refuse the translated `page` as long as what readers need most is not translated.

    Raises:
        NotReady: it names the fields that lack a string.
    """
    _with_strings, units = words.units_with_strings(page)
    if names := _core_names(page, units | provenance.units_for_people(page)):
        raise NotReady(f"First translate what readers need most: {', '.join(names)}.")


def missing_core(page):
    """Return the names of the core fields that are untranslated in the words of `page` itself.

    Unlike `require_core` this looks at one version, which may be older than its strings.
    """
    if page.is_source:
        return []
    english = {
        unit for unit, state in page.words_state.get("units", {}).items() if state == words.ENGLISH
    }
    if translation_of(page):
        english |= provenance.units_for_people(page)
    return _core_names(page, english)


def _core_names(page, units):
    missing = {unit.partition(".")[0] for unit in units}
    return [
        str(page._meta.get_field(name).verbose_name) for name in page.core_words if name in missing
    ]


def publish(page, user):
    """Publish all strings that the translated `page` has now; what is missing is shown in English.

    Where the English page is not live yet the translation is approved, and goes
    live together with it. Returns whether it is live now.

    Raises:
        NotReady: the core of the page is not translated, or the page does not validate.
    """
    translation = translation_of(page)
    if translation is None:
        raise NotReady("The translation has been stopped.")
    require_core(page)
    if not page.source.live:
        hand_in, _created = HandIn.objects.get_or_create(translation=translation, closed_at=None)
        hand_in.approved_at, hand_in.approved_by = timezone.now(), user
        hand_in.save()
        return False
    try:
        _fill_and_publish(page, translation, user, as_of=timezone.now())
    except ValidationError as error:
        raise NotReady(" ".join(error.messages)) from error
    translation.hand_ins.filter(closed_at=None).update(closed_at=timezone.now())
    return True


@transaction.atomic
def _fill_and_publish(page, translation, user, *, as_of, unchanged=None):
    """Fill the translated `page` from its source and strings, and publish it.

    `as_of` and `unchanged`: as `words.settle`. Does nothing where the English was
    published and nothing of the translation follows from it.
    """
    live = page if page.live or page.words_state.get("comes_back") else None
    filled = translation.source.get_ephemeral_translated_instance(
        translation.target_locale, fallback=True
    )
    barred = provenance.units_for_people(page)
    words.settle(filled, live, as_of=as_of, unchanged=unchanged, barred=barred)
    if "slug" not in page.own_fields:
        filled.slug = find_available_slug(
            filled.get_parent(), filled.slug, ignore_page_id=filled.pk
        )
    if unchanged is not None and page.live and _is_same(filled, page):
        return
    filled.save_revision(user=user).publish(user=user)


def _is_same(one, other):
    """Whether both have the same words, structure, slug, and state."""
    states = [page.words_state.get("units", {}) for page in (one, other)]
    return (
        one.slug == other.slug and states[0] == states[1] and words.units(one) == words.units(other)
    )


@transaction.atomic
def follow_english(page):
    """Bring what was translated of the English `page` along, which has just been published.

    Each translation learns what changed. What needs no new words (structure,
    pictures, a slug) is carried over and published; text whose English changed stays
    as it is and says so. Strings that nobody published yet stay unpublished, but for
    those of a translation that was approved to go live together with the page.
    """
    if source := TranslationSource.objects.get_for_instance_or_none(page):
        before, after = words.units(source.as_instance()), words.units(page)
        source.update_from_db()
        unchanged = {unit for unit, text in after.items() if before.get(unit) == text}
        _tell_those_written_by_hand(page, set(after) - unchanged)
        for translation in source.translations.filter(enabled=True).select_related("target_locale"):
            if target := page.get_translation_or_none(translation.target_locale):
                _publish_if_approved(target, translation)
                target.refresh_from_db()
                _carry_over(target, translation, unchanged)
    for target in page.get_translations().filter(live=False, alias_of=None):
        _bring_back(target)


def _tell_those_written_by_hand(page, changed):
    """Let the translations of `page` that were stopped and are written by hand know what `changed`."""
    translated = Translation.objects.filter(source__object_id=page.translation_key, enabled=True)
    by_hand = page.get_translations().filter(alias_of=None)
    for target in by_hand.exclude(locale__in=translated.values("target_locale")):
        state = target.words_state.get("units", {})
        stale = [unit for unit in words.units(target) if unit in changed and unit not in state]
        if stale:
            state = state | dict.fromkeys(stale, words.STALE)
            changed_at = timezone.now().isoformat()
            type(target).objects.filter(pk=target.pk).update(
                words_state=target.words_state | {"units": state, "changed_at": changed_at}
            )


def _publish_if_approved(target, translation):
    """Publish the translated page `target` if a reviewer did before the English page was live."""
    approved = translation.hand_ins.filter(closed_at=None, approved_at__isnull=False).first()
    if approved:
        try:
            publish(target, approved.approved_by)
        except NotReady:
            logger.exception("An approved translation is not ready: page %s", target.pk)


def _carry_over(target, translation, unchanged):
    """Carry over what changed in English without new words; see `follow_english`."""
    if target.live or target.words_state.get("comes_back"):
        try:
            _fill_and_publish(
                target, translation, None, as_of=words.as_of(target), unchanged=unchanged
            )
        except ValidationError:  # the old translation stays up
            logger.exception("A translation could not follow its English page: page %s", target.pk)


def _bring_back(target):
    """Publish the translated page `target` as it was withdrawn, where nothing else has: by hand."""
    if target.words_state.pop("comes_back", False):
        try:
            target.save_revision().publish()
        except ValidationError:
            logger.exception("A withdrawn page could not come back: page %s", target.pk)


def withdraw_translations(page):
    """Unpublish the live translations of the English `page`; they come back together with it.

    Not those of the home page: each language needs one.
    """
    if page.depth == 2:
        return
    for target in page.get_translations().live().filter(alias_of=None):
        target.words_state = target.words_state | {"comes_back": True}
        target.save(update_fields=["words_state"])
        target.unpublish()


@transaction.atomic
def hand_in(translation, user):
    """Record that a translator is done, and queue the emails to the reviewers of the language.

    Handing in the same words again before anybody has looked counts once. Returns the `HandIn`.

    Raises:
        NotReady: the core of the page is not translated.
    """
    page = translation.get_target_instance()
    require_core(page)
    record, created = HandIn.objects.get_or_create(
        translation=translation, closed_at=None, defaults={"by": user}
    )
    if not created and provenance.current_strings(page).filter(updated_at__gt=record.at).exists():
        record.at, record.by, created = timezone.now(), user, True
        record.save()
    if created:
        log(instance=page, action="translation.hand_in", user=user)
        tell_reviewers(record)
    return record


def withdraw_approvals(translation_keys, locale_id):
    """Take back the approvals to go live with their English of pages whose words have changed.

    They were approved as they read then. Their reviewers are told again.
    """
    for record in HandIn.objects.filter(
        translation__source__object_id__in=translation_keys,
        translation__target_locale=locale_id,
        closed_at=None,
        approved_at__isnull=False,
    ):
        record.approved_at = record.approved_by = None
        record.save()
        tell_reviewers(record)
