"""Steps after the translation of a page: submission for review, publication, and review."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail_localize.models import Translation

from home.people.models import User

from . import confirmation, provenance
from .blocks import find_blocks_to_translate
from .emails import notify_reviewers
from .lookup import is_or_was_live, translation_of
from .merge import publish_merged
from .models import ReviewRequest, StringReview
from .pages import TranslatablePage, core_labels
from .status import BlockStatus


class NotReady(Exception):
    """Raised when a translation cannot be submitted or published. The message gives the reason."""


class NotReviewable(Exception):
    """Raised when a page cannot be marked as reviewed. The message gives the reason."""


class NotConfirmed(NotReviewable):
    """Raised when a page cannot be marked as reviewed because `texts` must be confirmed first."""

    def __init__(self, texts: list[confirmation.TextInDoubt]) -> None:
        super().__init__("Some texts are in doubt. Correct or confirm each of them first.")
        self.texts = texts


# 1. The core: what readers need most


def require_core(page: TranslatablePage) -> None:
    """Raise NotReady if core fields of `page` must be translated or checked before it goes live."""
    # A corrected ask on a live page need not wait for other fields.
    if is_or_was_live(page):
        return
    _with_strings, lacking = find_blocks_to_translate(page)
    if names := _labels_of(page, lacking | provenance.blocks_for_people(page)):
        raise NotReady(f"First translate what readers need most: {', '.join(names)}.")


def require_confirmed(page: TranslatablePage) -> None:
    """Raise NotReady if people must confirm texts of `page` before it can be published."""
    if texts := confirmation.unconfirmed_texts(page):
        raise NotReady(f"First correct or confirm, in the translate view: {' '.join(texts)}")


def require_ready(page: TranslatablePage) -> None:
    """Raise NotReady if `require_core` or `require_confirmed` does."""
    require_core(page)
    require_confirmed(page)


def missing_core(page: TranslatablePage) -> list[str]:
    """Return the labels of the core fields of `page` that people must still translate or check."""
    if page.is_source:
        return []
    missing = page.translation_status.with_status(BlockStatus.UNTRANSLATED)
    if translation_of(page):
        missing |= provenance.blocks_for_people(page)
    return _labels_of(page, missing)


def _labels_of(page: TranslatablePage, blocks: Iterable[str]) -> list[str]:
    names = {block.partition(".")[0] for block in blocks}
    return [label for name, label in core_labels(page).items() if name in names]


# 2. The translator submits


@transaction.atomic
def submit_for_review(translation: Translation, user: User | None) -> ReviewRequest:
    """Return the open review request for `translation`, created or renewed as needed.

    `user` is None for a volunteer without an account.

    Raises:
        NotReady: as for `require_core`.
    """
    page = translation.get_target_instance()
    require_core(page)
    request, created = ReviewRequest.objects.get_or_create(
        translation=translation, closed_at=None, defaults={"submitted_by": user}
    )
    newer = provenance.current_strings(page).filter(updated_at__gt=request.submitted_at)
    is_resubmitted = not created and newer.exists()
    if is_resubmitted:
        request.submitted_at, request.submitted_by = timezone.now(), user
        request.save()
    if created or is_resubmitted:
        log(instance=page, action="translation.submit", user=user)
        notify_reviewers(request)
    return request


# 3. A reviewer publishes, or approves while the English is a draft


@transaction.atomic
def publish(page: TranslatablePage, user: User | None) -> bool:
    """Publish the translated `page`, or return False if it is only approved.

    A page is only approved if its English page is not live.

    Raises:
        NotReady: the translation was stopped or never begun, the page is invalid, or as for
            `require_ready`.
    """
    translation = translation_of(page)
    if translation is None:
        raise NotReady("The translation has been stopped.")
    require_ready(page)
    if not page.source.live:
        request, _created = ReviewRequest.objects.get_or_create(
            translation=translation, closed_at=None
        )
        request.approved_at, request.approved_by = timezone.now(), user
        request.save()
        return False
    try:
        publish_merged(page, translation, user, as_of=timezone.now())
    except ValidationError as error:
        raise NotReady(" ".join(error.messages)) from error
    translation.review_requests.filter(closed_at=None).update(closed_at=timezone.now())
    return True


def approval_of(translation: Translation) -> ReviewRequest | None:
    """Return the open, approved review request of `translation`, or None."""
    return translation.review_requests.filter(closed_at=None, approved_at__isnull=False).first()


def withdraw_approvals(translation_keys: Iterable[UUID], locale_id: int) -> None:
    """Withdraw approvals of translations whose text has changed, and notify the reviewers again."""
    for request in ReviewRequest.objects.filter(
        translation__source__object_id__in=translation_keys,
        translation__target_locale=locale_id,
        closed_at=None,
        approved_at__isnull=False,
    ):
        request.approved_at = request.approved_by = None
        request.save()
        notify_reviewers(request)


# 4. A fluent reader reviews what is published


@transaction.atomic
def mark_reviewed(page: TranslatablePage, *, by: User) -> int:
    """Record that the fluent reader `by` has reviewed `page` today, except for their own work.

    Publish blocks that were held in English until a person had reviewed their machine drafts.
    Return the count of strings that somebody else must review.

    Raises:
        NotConfirmed: texts are in doubt, and nobody has confirmed them.
        NotReviewable: the page is not ready for a review, or only the work of `by` is left.
    """
    if doubtful := confirmation.texts_in_doubt(page):
        raise NotConfirmed(doubtful)
    if provenance.unpublished_strings(page).exists():
        raise NotReviewable("Some words are newer than the published page. Publish first.")
    if page.translation_status.outdated:
        raise NotReviewable("The English has changed. Translate what is new and publish first.")
    today = timezone.localdate()
    rows = list(provenance.current_strings(page).select_related("review"))
    unreviewed = [row for row in rows if not provenance.is_reviewed(row)]
    linked = provenance.strings_with_targets_by(page, by)
    others = [
        row for row in unreviewed if row.pk not in linked and not provenance.is_own(row, by.pk)
    ]
    is_own_page = not rows and page.live_revision and page.live_revision.user_id == by.pk
    if is_own_page or (unreviewed and not others):
        raise NotReviewable("You wrote this yourself. Somebody else must read and review it.")
    StringReview.objects.bulk_create(
        [
            StringReview(string_translation=row, data=row.data, reviewed_on=today, reviewed_by=by)
            for row in others
        ],
        update_conflicts=True,
        unique_fields=["string_translation"],
        update_fields=["data", "reviewed_on", "reviewed_by"],
    )
    provenance.update(page)
    if not rows:
        page.reviewed_on = today  # written by hand
    type(page).objects.filter(pk=page.pk).update(reviewed_on=page.reviewed_on)
    log(instance=page, action="translation.review", user=by)
    held = page.translation_status.with_status(BlockStatus.HELD)
    if held - provenance.blocks_for_people(page):
        _publish_reviewed(page, by)
    return len(unreviewed) - len(others)


def _publish_reviewed(page: TranslatablePage, user: User) -> None:
    try:
        publish(page, user)
    except NotReady as error:
        raise NotReviewable(str(error)) from error
