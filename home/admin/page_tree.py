"""Rules for the page tree in the admin.

Translations stay with their English page, and each language keeps its home page. The page chooser
hides drafts from users who may not explore them.
"""

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from home.models import HomePage


def _refuse(request, message, page):
    messages.error(request, message)
    return redirect("wagtailadmin_explore", page.pk)


def refuse_to_create_in_translated_tree(request, parent_page, page_class):
    """Refuse to create a page in a translated tree, where it would have no English page."""
    if not parent_page.is_root() and parent_page.locale.language_code != settings.LANGUAGE_CODE:
        return _refuse(request, "Write the page in English, then translate it.", parent_page)


def refuse_to_copy_translation(request, page):
    """Refuse to copy a translation, or to copy a page into a translated tree.

    The copy would have no English page.
    """
    parent = request.POST.get("new_parent_page", "")
    pages = [page, *Page.objects.filter(pk=parent if parent.isdigit() else None)]
    if any(page.locale.language_code != settings.LANGUAGE_CODE for page in pages):
        return _refuse(
            request,
            "Copy the English page below another English page, then translate the copy.",
            page,
        )


def refuse_for_home_page(request, page):
    """Refuse to delete or unpublish a home page."""
    if isinstance(page.specific, HomePage):
        return _refuse(request, "Each language needs its home page.", page)


def translations_to_delete_or_move(pages, action):
    """Return a dict of English pages to the translations to delete or move with them.

    Return None if `action` is neither "delete" nor "move".
    """
    if action in ("delete", "move"):
        return {
            page: Page.objects.translation_of(page)
            for page in pages
            if page.locale.language_code == settings.LANGUAGE_CODE
        }


def refuse_to_move_apart(request, page, destination):
    """Refuse to move a translation, or a page whose translations could not move with it.

    A translation can move with its English page only if the new parent page has a translation into
    the same language.
    """
    if page.locale.language_code != settings.LANGUAGE_CODE:
        return _refuse(request, "Move the English page: its translations move with it.", page)
    languages = page.get_translations().filter(alias_of=None)
    there = destination.get_translations().filter(alias_of=None)
    if languages.exclude(locale__in=there.values("locale")).exists():
        return _refuse(request, "First translate the new parent page.", page)


def refuse_bulk_move(request, page):
    """Refuse to move pages in bulk, because their translations would not move with them."""
    return _refuse(request, "Move this page on its own: its translations then move with it.", page)


def refuse_bulk_deletion(request, page):
    """Refuse to delete a home page, or an English page with translations, in bulk.

    The translations would lose their English page. An English page is also refused if one of its
    descendants has translations.
    """
    if refusal := refuse_for_home_page(request, page):
        return refusal
    if page.locale.language_code == settings.LANGUAGE_CODE:
        family = page.get_descendants(inclusive=True).filter(
            locale__language_code=settings.LANGUAGE_CODE
        )
        translated = Page.objects.filter(
            translation_key__in=family.values("translation_key"), alias_of=None
        ).exclude(locale__language_code=settings.LANGUAGE_CODE)
        if translated.exists():
            return _refuse(
                request,
                "This page, or one below it, has translations. Delete it on its own: Wagtail"
                " then lists what is deleted with it.",
                page,
            )


def refuse_bulk_action(request, action_type, objects, action):
    guards = {
        "delete": refuse_bulk_deletion,
        "move": refuse_bulk_move,
        "unpublish": refuse_for_home_page,
    }
    guard = guards.get(action_type)
    if guard and action.model is Page:
        return next(filter(None, (guard(request, page) for page in objects)), None)


def offered_in_chooser(user):
    """Return the pages that `user` may explore, and those without anything unpublished."""
    explorable = page_permission_policy.explorable_instances(user)
    no_draft = Q(live=True, has_unpublished_changes=False)
    return Page.objects.filter(no_draft | Q(pk__in=explorable.values("pk")))


def hide_drafts_from_chooser(pages, request):
    """Exclude drafts and pages with unpublished changes, unless the user may explore them.

    Wagtail's own chooser shows the titles of drafts to every user of the admin.
    """
    # Filter by ID alone: the search index of the chooser has no draft status.
    return pages.filter(pk__in=offered_in_chooser(request.user).values("pk"))
