"""Which strings somebody may take out and bring back."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from wagtail.models import Locale, Page
from wagtail.permissions import page_permission_policy
from wagtail_localize.models import Translation

from home.translation import segments


@dataclass
class Part:
    """One page of a scope: its translation, the page in the language of it, and its strings."""

    translation: Translation
    page: Page
    is_urgent: bool
    items: list  # of `segments.Item`

    @property
    def title(self):
        """The English title, as translators have it."""
        return self.translation.source.object_repr

    def where(self, item):
        """What the words of `item` are on the page, such as “talking points”."""
        page_model = self.translation.source.specific_content_type.model_class()
        return str(page_model._meta.get_field(item.field_name).verbose_name)


@dataclass
class Scope:
    """The translations of one post, or of all posts of a language, that one user may edit.

    Raises:
        PermissionDenied: by the functions that make one, where there is none.
    """

    locale: Locale
    parts: list
    slug: str  # for the name of a file

    @property
    def language(self):
        return self.locale.language_code


def _make(user, translations, slug):
    """The scope of those of `translations` whose page `user` may edit; a few queries for any number."""
    translations = list(
        translations.filter(
            enabled=True, source__locale__language_code=settings.LANGUAGE_CODE
        ).select_related("source__locale", "source__specific_content_type", "target_locale")
    )
    keys = [translation.source.object_id for translation in translations]
    pages = {
        (page.translation_key, page.locale_id): page
        for page in page_permission_policy.instances_user_has_permission_for(user, "change").filter(
            translation_key__in=keys, alias_of=None
        )
    }
    translations = [
        translation
        for translation in translations
        if (translation.source.object_id, translation.target_locale_id) in pages
    ]
    english = {}
    for page in Page.objects.filter(
        translation_key__in=keys, locale__language_code=settings.LANGUAGE_CODE
    ).specific():
        page.locale = translations[0].source.locale  # loaded once, not for each page
        english[page.translation_key] = page
    items = segments.items_of(translations)
    parts = [
        Part(
            translation,
            pages[translation.source.object_id, translation.target_locale_id],
            english[translation.source.object_id].is_urgent,
            items[translation.pk],
        )
        for translation in translations
        if translation.source.object_id in english
    ]
    if not parts:
        raise PermissionDenied
    parts.sort(key=lambda part: (not part.is_urgent, -part.page.pk))
    return Scope(translations[0].target_locale, parts, slug)


def of_page(user, page):
    """The `Scope` of the translated `page`."""
    translations = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id
    )
    return _make(user, translations, page.slug)


def of_language(user, locale):
    """The `Scope` of every page in `locale` that `user` may edit."""
    return _make(user, Translation.objects.filter(target_locale=locale), "all")
