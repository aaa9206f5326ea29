"""Rules for copying, moving, deleting and converting pages in the tree.

A `why_not_…` function returns a reason to show to the user, or "" if the action is allowed.
"""

from typing import Any

from django.conf import settings
from wagtail.models import Page

# Pages are annotated as `Any`: Wagtail's fields for aliases are unknown to mypy.

HOME_PAGE_STAYS = "Each language needs its home page."
NO_ALIAS = (
    "An alias has no translations and no address of its own. Copy the page, or link to it instead."
)


def is_english(page: Any) -> bool:
    return page.locale.language_code == settings.LANGUAGE_CODE


def is_home(page: Any) -> bool:
    """Return True if `page` is the home page of a language, that is, a child of the root."""
    return page.depth == 2


def why_not_copied(page: Any) -> str:
    if not is_english(page):
        return "Copy the English page below another English page, then translate the copy."
    if is_home(page):
        return "Each language has one home page. Copy a page below it instead."
    if page.alias_of_id:
        return "This page is an alias. Copy the original page instead."
    return ""


def why_not_below(page: Any, parent: Any) -> str:
    kind: Any = page.specific_class
    if parent.specific_class not in kind.allowed_parent_page_models():
        return (
            f"“{parent.title}” is not the right place for this page"
            f" ({kind.get_verbose_name().lower()}). Choose another parent page."
        )
    if not is_english(parent):
        return "Choose an English page as the new parent page. Its translations follow."
    if parent.alias_of_id:
        return "The new parent page is an alias. Choose the original page instead."
    return ""


def why_not_moved(page: Any, parent: Any) -> str:
    if not is_english(page):
        return "Move the English page: its translations move with it."
    if reason := why_not_below(page, parent):
        return reason
    # Wagtail checks the slug of the page itself.
    there = {one.locale_id: one for one in parent.get_translations().filter(alias_of=None)}
    for translation in page.get_translations().filter(alias_of=None):
        new_parent = there.get(translation.locale_id)
        if new_parent is None:
            return "First translate the new parent page."
        # Any: the method is private, but Wagtail has no public one for this check.
        is_free: Any = Page._slug_is_available
        if not is_free(translation.slug, new_parent, page=translation):
            return (
                f"Below the new parent page, another page in {translation.locale} has the slug"
                f" “{translation.slug}”. Change it first."
            )
    return ""


def has_translations(page: Any) -> bool:
    """Return True if the English `page` or a page below it has translations other than aliases."""
    family = page.get_descendants(inclusive=True).filter(
        locale__language_code=settings.LANGUAGE_CODE
    )
    pages: Any = Page.objects
    return (
        pages.filter(translation_key__in=family.values("translation_key"))
        .exclude(alias_of__isnull=False)
        .exclude(locale__language_code=settings.LANGUAGE_CODE)
        .exists()
    )


def why_not_moved_alone(page: Any) -> str:
    # Its translations would stay where they are.
    if not is_english(page) or has_translations(page):
        return f"Move “{page.title}” on its own: its translations then move with it."
    return ""


def why_not_deleted_alone(page: Any) -> str:
    if is_home(page):
        return HOME_PAGE_STAYS
    if is_english(page) and has_translations(page):
        return (
            "This page, or one below it, has translations. Delete it on its own: Wagtail"
            " then lists what is deleted with it."
        )
    return ""


def why_not_converted(page: Any) -> str:
    if is_english(page):
        return ""
    return "Press “Translate this page” in the editor of the English page instead."
