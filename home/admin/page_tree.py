"""Rules for the page tree in the admin.

The functions that refuse an action return a response, or None to allow the action.
"""

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from home.ids import read_id
from home.lookup import open_to_everybody
from home.publishing import tree_rules

# Choosers with these permissions ask for the new parent page of a page.
FOR_PARENTS = {"copy_to", "move_to", "bulk_move_to"}


def _refuse(request, message, page):
    messages.error(request, message)
    return redirect("wagtailadmin_explore", page.pk)


def refuse_to_create_in_translated_tree(request, parent_page, page_class):
    """Refuse to create a page in a translated tree, where it would have no English page."""
    if not parent_page.is_root() and not tree_rules.is_english(parent_page):
        return _refuse(request, "Write the page in English, then translate it.", parent_page)


def refuse_to_copy(request, page):
    if reason := tree_rules.why_not_copied(page):
        return _refuse(request, reason, page)
    parent = read_id(request.POST.get("new_parent_page", ""))
    is_there = Page.objects.filter(pk=parent).exists()
    if "new_parent_page" in request.POST and not is_there:
        # The widget fails to show the ID of a page that does not exist.
        data = request.POST.copy()
        data["new_parent_page"] = ""
        form = page.specific_class.copy_form_class(data, user=request.user, page=page)
        context = {"page": page, "form": form, "next": ""}
        return TemplateResponse(request, "wagtailadmin/pages/copy.html", context)


def refuse_for_home_page(request, page):
    if tree_rules.is_home(page):
        return _refuse(request, tree_rules.HOME_PAGE_STAYS, page)


def refuse_to_convert(request, page):
    if reason := tree_rules.why_not_converted(page):
        return _refuse(request, reason, page)


def translations_to_delete_or_move(pages, action):
    """Return a dict of English pages to their translations, or None if these stay."""
    if action in ("delete", "move"):
        return {
            page: Page.objects.translation_of(page) for page in pages if tree_rules.is_english(page)
        }


def refuse_to_move_apart(request, page, destination):
    if reason := tree_rules.why_not_moved(page, destination):
        return _refuse(request, reason, page)


def refuse_bulk_move(request, page):
    if reason := tree_rules.why_not_moved_alone(page):
        return _refuse(request, reason, page)


def refuse_bulk_deletion(request, page):
    if reason := tree_rules.why_not_deleted_alone(page):
        return _refuse(request, reason, page)


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
    """Return the pages that `user` may explore, and those that everybody may read as they are."""
    explorable = page_permission_policy.explorable_instances(user)
    public = open_to_everybody(Page.objects.filter(live=True, has_unpublished_changes=False))
    return Page.objects.filter(Q(pk__in=public.values("pk")) | Q(pk__in=explorable.values("pk")))


def limit_chooser(pages, request):
    """Exclude pages that the user may not choose.

    Wagtail's own chooser shows the titles of drafts to every user of the admin.
    """
    english = Q(locale__language_code=settings.LANGUAGE_CODE)
    offered = offered_in_chooser(request.user).exclude(english, alias_of__isnull=False)
    if request.GET.get("user_perms") in FOR_PARENTS:
        offered = offered.filter(english)
    # Filter by ID alone: the search index of the chooser has no draft status.
    return pages.filter(pk__in=offered.values("pk"))
