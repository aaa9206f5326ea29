"""Languages in which a user may work, based on permissions for the home page of each language."""

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from wagtail.models import PageQuerySet
from wagtail.permissions import page_permission_policy

from home.lookup import all_pages, has_type, is_restricted

from .models import User


class LanguageAccess:
    """Codes of the languages whose home pages a user may edit or publish."""

    def __init__(self, user: User) -> None:
        self.homes = {
            home.locale.language_code: home
            for home in all_pages()
            .filter(has_type("home", "homepage"))
            .order_by()
            .select_related("locale")
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
