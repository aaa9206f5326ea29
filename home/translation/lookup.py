"""Queries for translated pages, and for wagtail-localize's records about them."""

from django.conf import settings
from django.db.models import Q
from wagtail.models import Page
from wagtail_localize.models import Translation

from .pages import TranslatablePage


def is_english(page: Page) -> bool:
    """Return True if the specific `page` is in English; false for the root of all pages."""
    return hasattr(page, "is_source") and page.is_source


def is_translated(page: Page) -> bool:
    """Return True if the specific `page` is in another language than English."""
    return hasattr(page, "is_source") and not page.is_source


def translation_of(page: TranslatablePage) -> Translation | None:
    """Return the enabled `Translation` of `page`, or None, as for all English pages."""
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


def public_version(page: TranslatablePage) -> TranslatablePage | None:
    """Return the translated `page` as it is stored, or None if it is not public.

    A page that was unpublished with its English page counts as public. An alias does not.
    """
    is_out = Q(live=True) | Q(returns_with_english=True)
    return type(page).objects.filter(is_out, pk=page.pk, alias_of=None).first()


def is_or_was_live(page: TranslatablePage) -> bool:
    return public_version(page) is not None


def version_for_translators(page: Page) -> Page:
    """Return the English `page` itself or, if it was never published, its newest draft."""
    if page.first_published_at or page.live:
        return page
    return page.get_latest_revision_as_object()
