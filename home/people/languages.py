"""Languages in which a user may work, based on permissions for the home page of each language."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page, PageQuerySet
from wagtail.permissions import page_permission_policy

from home.lookup import all_pages, is_restricted

from .models import User


def _home_pages() -> PageQuerySet:
    # There is an index on the type, but none on the depth.
    kind = ContentType.objects.get_by_natural_key("home", "homepage")
    return Page.objects.filter(Q(content_type=kind), depth=2).order_by()


class LanguageAccess:
    """Codes of the languages whose home pages a user may edit or publish."""

    def __init__(self, user: User) -> None:
        self.homes = {
            home.locale.language_code: home for home in _home_pages().select_related("locale")
        }

        def languages_with(action: str) -> list[str]:
            allowed = page_permission_policy.user_has_permission_for_instance
            return [
                code
                for code, _name in settings.LANGUAGES
                if code in self.homes and allowed(user, action, self.homes[code])
            ]

        self.editable = languages_with("change")
        self.publishable = languages_with("publish")

    @property
    def edits_english(self) -> bool:
        return settings.LANGUAGE_CODE in self.editable

    def visible(self, sources: PageQuerySet, languages: list[str] | None = None) -> PageQuerySet:
        """Return the English pages in `sources` that the user may see."""
        if self.edits_english:
            return sources
        begun = all_pages().filter(
            translation_key=OuterRef("translation_key"),
            locale__in=[
                self.homes[code].locale_id
                for code in (self.editable if languages is None else languages)
            ],
            alias_of=None,
        )
        return sources.filter(Q(live=True) & ~is_restricted() | Exists(begun))
