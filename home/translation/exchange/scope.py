"""Strings that a user may export and import."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from wagtail.models import Locale, Page
from wagtail.permissions import page_permission_policy
from wagtail_localize.models import Translation

from home.text import clean_line

from ..strings.lookup import TranslatableString, strings_by_translation


@dataclass
class ExchangedPage:
    """One page of a scope, with its translation and strings."""

    translation: Translation
    page: Page
    strings: list[TranslatableString]

    @property
    def is_urgent(self):
        return any(string.needs_people for string in self.strings)

    @property
    def title(self):
        """English title of the version that is translated."""
        return clean_line(self.translation.source.object_repr)

    def place_of(self, string):
        """Return the name of the field that `string` belongs to, such as “talking points”."""
        page_model = self.translation.source.specific_content_type.model_class()
        return str(page_model._meta.get_field(string.field_name).verbose_name)


@dataclass
class ExchangeScope:
    """Translation of one page, or of all pages of a language that one user may edit.

    `of_page` and `of_language` make it, and raise PermissionDenied if there are none.
    """

    locale: Locale
    parts: list[ExchangedPage]
    slug: str  # for file names

    @property
    def language(self):
        return self.locale.language_code


def _make(user, locale, slug, **which):
    """Return the scope of the pages in `locale` that `user` may edit, in a few queries."""
    editable = page_permission_policy.instances_user_has_permission_for(user, "change")
    pages = {
        page.translation_key: page
        for page in editable.filter(locale=locale, alias_of=None, **which)
    }
    translations = Translation.objects.filter(
        source__object_id__in=pages,
        source__locale__language_code=settings.LANGUAGE_CODE,
        target_locale=locale,
        enabled=True,
    ).select_related("source__locale", "source__specific_content_type", "target_locale")
    is_english = locale.language_code == settings.LANGUAGE_CODE
    if is_english or not pages or (which and not translations):
        raise PermissionDenied
    strings = strings_by_translation(translations)
    parts = [
        ExchangedPage(translation, pages[translation.source.object_id], strings[translation.pk])
        for translation in translations
    ]
    parts.sort(key=lambda part: (not part.is_urgent, -part.page.pk))
    return ExchangeScope(locale, parts, slug)


def of_page(user, page):
    """Return the scope of the translated `page`."""
    return _make(user, page.locale, page.slug, pk=page.pk)


def of_language(user, locale):
    """Return the scope of all pages in `locale` that `user` may edit."""
    return _make(user, locale, "all")
