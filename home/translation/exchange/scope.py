"""Strings that a user may export and import."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from wagtail.models import Locale, Page, PageQuerySet
from wagtail.permissions import page_permission_policy
from wagtail_localize.models import Translation

from home.people.models import User
from home.text import clean_line

from ..strings.lookup import TranslatableString, strings_by_translation


@dataclass
class ExchangedPage:
    """Translated page in a scope, with its `Translation` and strings."""

    translation: Translation
    page: Page
    strings: list[TranslatableString]

    @property
    def is_urgent(self) -> bool:
        return any(string.needs_people for string in self.strings)

    @property
    def title(self) -> str:
        """English title of the version that is being translated."""
        return clean_line(self.translation.source.object_repr)

    def place_of(self, string: TranslatableString) -> str:
        """Return the name of the field that contains `string`, such as “talking points”."""
        page_model: Any = self.translation.source.specific_content_type.model_class()
        return str(page_model._meta.get_field(string.field_name).verbose_name)


@dataclass
class ExchangeScope:
    """Strings of one translated page, or of all translated pages in a language."""

    locale: Locale
    parts: list[ExchangedPage]
    slug: str  # for file names

    @property
    def language(self) -> str:
        return self.locale.language_code


def _editable_pages(user: User, locale: Locale, **conditions: Any) -> PageQuerySet:
    editable = page_permission_policy.instances_user_has_permission_for(user, "change")
    return editable.filter(locale=locale, alias_of=None, **conditions)


def check_access(user: User, locale: Locale, page: Page | None) -> None:
    """Raise PermissionDenied unless `user` may edit `page` or, for None, any page in `locale`."""
    conditions = {"pk": page.pk} if page else {}
    if not _editable_pages(user, locale, **conditions).exists():
        raise PermissionDenied


def _make(user: User, locale: Locale, slug: str, **conditions: Any) -> ExchangeScope:
    pages = {page.translation_key: page for page in _editable_pages(user, locale, **conditions)}
    translations = Translation.objects.filter(
        source__object_id__in=pages,
        source__locale__language_code=settings.LANGUAGE_CODE,
        target_locale=locale,
        enabled=True,
    ).select_related("source__locale", "source__specific_content_type", "target_locale")
    is_english = locale.language_code == settings.LANGUAGE_CODE
    if is_english or not pages or (conditions and not translations):
        raise PermissionDenied
    strings = strings_by_translation(translations)
    parts = [
        ExchangedPage(translation, pages[translation.source.object_id], strings[translation.pk])
        for translation in translations
    ]
    parts.sort(key=lambda part: (not part.is_urgent, -part.page.pk))
    return ExchangeScope(locale, parts, slug)


def of_page(user: User, page: Page) -> ExchangeScope:
    """Return the scope of one translated `page`.

    Raises:
        PermissionDenied: `user` may not edit the page, or the page is not being translated.
    """
    return _make(user, page.locale, page.slug, pk=page.pk)


def of_language(user: User, locale: Locale) -> ExchangeScope:
    """Return the scope of the translated pages in `locale` that `user` may edit.

    Raises:
        PermissionDenied: `user` may edit no page in `locale`, or it is English.
    """
    return _make(user, locale, "all")
