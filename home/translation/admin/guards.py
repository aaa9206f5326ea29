"""Guards that limit who may use wagtail-localize's own views.

A guard takes the request and the view's arguments. It returns None to let the request pass, or a
response to use instead of the view's. It raises PermissionDenied if the user has no access.
The functions after `guarded_urls` are Wagtail hooks.
"""

from functools import wraps

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, include, path, reverse
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail_localize import wagtail_hooks as upstream
from wagtail_localize.models import TranslationSource

from .. import confirmation, review
from ..lookup import translation_of
from .translate import UPSTREAM

# Names of the menu items and POST keys that wagtail-localize adds to the page editor.
ADMINISTRATORS_ACTIONS = {"localize-restart-translation", "localize-convert-to-alias"}


def left_to_upstream(request, **kwargs):
    """Let all requests pass: the view checks permissions itself, or shows only interface text."""


def nobody(request, **kwargs):
    raise PermissionDenied


def administrators(request, **kwargs):
    if not request.user.is_superuser:
        raise PermissionDenied


def administrators_scripts(request, **kwargs):
    if not request.user.is_superuser:
        # Scripts cannot use the redirect that follows PermissionDenied.
        return HttpResponseForbidden()


def no_machine(request, **kwargs):
    messages.error(request, "Make machine drafts in the translate view of a page, not here.")
    return redirect("wagtailadmin_home")


def _require_editor_of_english(user, page):
    is_english = page.locale.language_code == settings.LANGUAGE_CODE
    if not (is_english and page.permissions_for_user(user).can_edit()):
        raise PermissionDenied


def submitters(request, page_id):
    """Refuse users who lack permission for the English page or for what they selected."""
    page = get_object_or_404(Page, pk=page_id)
    _require_editor_of_english(request.user, page)
    home = page.get_ancestors(inclusive=True).get(depth=2)
    languages = {
        str(translated.locale_id)
        for translated in home.get_translations()
        if page_permission_policy.user_has_any_permission_for_instance(
            request.user, {"add", "change"}, translated
        )
    }
    if not languages.issuperset(request.POST.getlist("locales")):
        raise PermissionDenied
    if "include_subtree" in request.POST:
        editable = page_permission_policy.instances_user_has_permission_for(request.user, "change")
        below = page.get_descendants()
        if below.exclude(locale=page.locale_id, pk__in=editable.values("pk")).exists():
            raise PermissionDenied


def _refuse_unready(request, pages):
    """Return a redirect if a page is not ready, otherwise warn about strings that are held back."""
    warnings = []
    for page in pages:
        title, specific = page.get_admin_display_title(), page.specific
        try:
            review.require_ready(specific)
        except review.NotReady as error:
            messages.error(request, f"{title}: {error}")
            return redirect("wagtailadmin_pages:edit", page.pk)
        if waiting := confirmation.held_back_message(specific):
            warnings.append((f"{title}: {waiting}", page))
    for text, page in warnings:
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        messages.warning(request, text, buttons=[messages.button(address, "Look at them")])
    return None


def synchronisers(request, translation_source_id):
    """Refuse users who may not edit the English page and publish its enabled translations."""
    source = get_object_or_404(TranslationSource, pk=translation_source_id)
    page = get_object_or_404(Page, translation_key=source.object_id, locale=source.locale_id)
    _require_editor_of_english(request.user, page)
    publishable = {
        translated.locale_id
        for translated in page.get_translations()
        if translated.permissions_for_user(request.user).can_publish()
    }
    enabled = source.translations.filter(enabled=True)
    if not publishable.issuperset(enabled.values_list("target_locale", flat=True)):
        raise PermissionDenied
    if "use_machine_translation" in request.POST:
        return no_machine(request)
    if "publish_translations" in request.POST:
        languages = enabled.values_list("target_locale", flat=True)
        return _refuse_unready(request, page.get_translations().filter(locale__in=languages))


# URLs that are not named here are for administrators.
GUARDS = {
    "javascript_catalog": left_to_upstream,
    "submit_page_translation": submitters,  # upstream also requires `submit_translation`
    "submit_snippet_translation": nobody,  # wagtail-localize translates no snippets here
    "update_translations": synchronisers,  # upstream also requires `submit_translation`
    "edit_string_translation": administrators_scripts,
    "edit_override": administrators_scripts,
    "download_pofile": left_to_upstream,  # upstream requires permission to edit the page
    "machine_translate": no_machine,
    "preview_translation": left_to_upstream,  # upstream requires permission to edit the page
    "snippets_api_listing": administrators_scripts,
    "snippets_api_detail": administrators_scripts,
}


def _behind(guard, view):
    @wraps(view)
    def guarded(request, **kwargs):
        return guard(request, **kwargs) or view(request, **kwargs)

    return guarded


def guarded_urls():
    """Return guarded copies of wagtail-localize's URLs, which take precedence over the originals.

    The copies have no names, so `reverse` finds the originals.
    """
    (namespace,) = upstream.register_admin_urls()
    patterns = [
        URLPattern(
            url.pattern,
            _behind(GUARDS.get(url.name, administrators), url.callback),
            url.default_args,
        )
        for url in namespace.url_patterns
    ]
    return [path(str(namespace.pattern), include(patterns))]


def keep_restart_and_alias_to_administrators(request, page):
    if not (request.user.is_superuser or ADMINISTRATORS_ACTIONS.isdisjoint(request.POST)):
        raise PermissionDenied


def publish_nothing_unready(request, page):
    """In wagtail-localize's own editor, refuse to publish a translation that is not ready."""
    is_theirs = request.GET.get("editor") == UPSTREAM
    if is_theirs and request.POST.get("action") == "publish" and translation_of(page):
        return _refuse_unready(request, [page])


def delete_only_what_one_may_publish(request, page):
    # Even a draft can contain other people's work.
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied


def delete_in_bulk_only_what_one_may_publish(request, action_type, objects, action):
    if action_type == "delete" and action.model is Page:
        for page in objects:
            delete_only_what_one_may_publish(request, page)


def offer_restart_and_alias_to_administrators(menu_items, request, context):
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name not in ADMINISTRATORS_ACTIONS]


def offer_the_report_to_administrators(request, menu_items):
    if not request.user.is_superuser:
        report = reverse("wagtail_localize:translations_report")
        menu_items[:] = [item for item in menu_items if item.url != report]
