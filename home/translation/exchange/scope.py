"""Which strings somebody may take out and bring back."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from wagtail.models import Locale, Page
from wagtail.permissions import page_permission_policy
from wagtail_localize.models import Translation

from home.text import clean_line

from ..strings import segments


@dataclass
class Part:
    """One page of a scope: its translation, the page in the language of it, and its strings."""

    translation: Translation
    page: Page
    items: list  # of `segments.Item`

    @property
    def is_urgent(self):
        return any(item.needs_people for item in self.items)

    @property
    def title(self):
        """The English title, as translators have it."""
        return clean_line(self.translation.source.object_repr)

    def where(self, item):
        """What the words of `item` are on the page, such as “talking points”."""
        page_model = self.translation.source.specific_content_type.model_class()
        return str(page_model._meta.get_field(item.field_name).verbose_name)


@dataclass
class Scope:
    """The translations of one post, or of all posts of a language, that one user may edit.

    Made by `of_page` and `of_language`, which raise PermissionDenied where there is none.
    """

    locale: Locale
    parts: list
    slug: str  # for the name of a file

    @property
    def language(self):
        return self.locale.language_code


def _make(user, locale, slug, **which):
    """The scope of those pages in `locale` that `user` may edit; a few queries for any number."""
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
    items = segments.items_of(translations)
    parts = [Part(one, pages[one.source.object_id], items[one.pk]) for one in translations]
    parts.sort(key=lambda part: (not part.is_urgent, -part.page.pk))
    return Scope(locale, parts, slug)


def of_page(user, page):
    """The `Scope` of the translated `page`."""
    return _make(user, page.locale, page.slug, pk=page.pk)


def of_language(user, locale):
    """The `Scope` of every page in `locale` that `user` may edit."""
    return _make(user, locale, "all")
