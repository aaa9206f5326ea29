"""Restrictions on Wagtail's admin views that would otherwise show titles a user may not see."""

from collections.abc import Iterable
from functools import wraps
from typing import Any

from django.apps import apps
from django.core.exceptions import BadRequest
from django.db.models import BigIntegerField, Model, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.datastructures import MultiValueDictKeyError
from django.views.defaults import page_not_found
from wagtail.documents import get_document_model
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import page_permission_policy

from home.ids import read_id

from .page_tree import offered_in_chooser
from .spreadsheets import without_formulas

POLICIES: dict[type[Model], Any] = {
    get_image_model(): image_policy,
    get_document_model(): document_policy,
}
# Names of the parameters with the ID of a page, in views of these names.
PAGE_VIEWS = ("wagtailadmin_pages:", "wagtailadmin_explore")
PAGE_IDS = {"pk", "page_id", "parent_page_id", "page_to_move_id", "destination_id"}
FILE_VIEWS = {
    "wagtailimages_chooser:select_format": get_image_model(),
    "wagtailadmin_api:images:detail": get_image_model(),
    "wagtailadmin_api:images:listing": get_image_model(),
    "wagtailadmin_api:documents:detail": get_document_model(),
    "wagtailadmin_api:documents:listing": get_document_model(),
}
# Reports that name pages of the whole site.
REPORTS = {
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_reports:page_types_usage_results",
}
ANY_ACTION = ("add", "change", "delete", "view")
EXTERNAL_LINK = "wagtailadmin_choose_page_external_link"
IMPORT_OF_REDIRECTS = "wagtailredirects:process_import"
IMPORT_FIELDS = ("import_file_name", "input_format")


def guard(view):
    """Decorate an admin view so that it answers 404 for objects that the user may not see.

    Also refuse some malformed requests, and escape formulas in CSV exports.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        user = request.user
        if user.is_authenticated and user.has_perm("wagtailadmin.access_admin"):
            try:
                _check(request, kwargs, args)
            except Http404 as error:
                return page_not_found(request, error, template_name="wagtailadmin/404.html")
        _check_next(request)
        try:
            return without_formulas(view(request, *args, **kwargs))
        except MultiValueDictKeyError as error:
            raise BadRequest("A field is missing.") from error

    return guarded


def _check(request: HttpRequest, values: dict[str, Any], unnamed: tuple) -> None:
    _check_values(request, values)
    _check_view(request)
    match: Any = request.resolver_match
    name, user = match.view_name, request.user
    if user.is_superuser:
        return
    if name.startswith(PAGE_VIEWS):
        # The comparison of revisions has unnamed parameters in Wagtail 7. The first is the page.
        ids = {values[key] for key in PAGE_IDS & values.keys()} | set(unnamed[:1])
        _require_all(page_permission_policy.explorable_instances(user), ids)
    elif name == "wagtailadmin_choose_page_child":
        _require_all(offered_in_chooser(user), [values["parent_page_id"]])
    elif name == "wagtailadmin_choose_page_chosen_multiple":
        _require_all(offered_in_chooser(user), request.GET.getlist("id"))
    elif name == "wagtail_bulk_action":
        _check_bulk_action(request, values)
    elif name in FILE_VIEWS:
        pk = values.get("image_id", values.get("pk", "all"))
        _require_all(_visible(FILE_VIEWS[name], user), [pk], FILE_VIEWS[name])
    elif name in REPORTS:
        _require_all(page_permission_policy.explorable_instances(user), ["all"], Page)


def _check_values(request: HttpRequest, values: dict[str, Any]) -> None:
    if any(isinstance(one, int) and one > BigIntegerField.MAX_BIGINT for one in values.values()):
        raise Http404
    # All our models have numbers as IDs; some of Wagtail's URLs take any text.
    texts = [one for name in ("pk", "object_id") if isinstance(one := values.get(name), str)]
    match: Any = request.resolver_match
    if match.view_name.endswith("chosen_multiple"):
        texts += request.GET.getlist("id")
    # The choosers of links make a URL from this parameter.
    texts += filter(None, request.GET.getlist("parent_page_id"))
    if not all(map(read_id, texts)):
        raise Http404
    # PostgreSQL refuses this character.
    if any("\0" in text for texts in request.GET.lists() for text in texts[1]):
        raise BadRequest("The address contains a NUL character.")


def _check_next(request: HttpRequest) -> None:
    # Django would take a URL without a slash for the name of a view.
    for values in (request.GET, request.POST):
        if (path := values.get("next")) and "/" not in path:
            raise BadRequest("The address to go on to is not a path.")


def _check_view(request: HttpRequest) -> None:
    match: Any = request.resolver_match
    name = match.view_name
    if name == "wagtailadmin_error_test":
        raise Http404
    if name == "wagtailadmin_pages:preview_on_add":
        _require_page_model(match.kwargs)
    elif name == EXTERNAL_LINK and request.method == "POST":
        if "external-link-chooser-url" not in request.POST:
            raise BadRequest("The address is missing.")
    elif name == IMPORT_OF_REDIRECTS and request.method == "POST":
        if not all(request.POST.get(field, "").strip() for field in IMPORT_FIELDS):
            raise BadRequest("A field is missing.")
    elif name.startswith("wagtailsnippetchoosers_"):
        options = match.func.view_initkwargs
        has_form = options.get("creation_form_class") or options.get("form_fields")
        if not has_form and name.endswith(":create"):
            raise Http404
        policy = ModelPermissionPolicy(options["model"])
        if not policy.user_has_any_permission(request.user, ANY_ACTION):
            raise Http404


def _require_page_model(values: dict[str, str]) -> None:
    try:
        model = apps.get_model(values["content_type_app_name"], values["content_type_model_name"])
    except LookupError:
        raise Http404 from None
    if not issubclass(model, Page):
        raise Http404


def _check_bulk_action(request: HttpRequest, values: dict[str, Any]) -> None:
    try:
        model = apps.get_model(values["app_label"], values["model_name"])
    except LookupError:
        raise Http404 from None
    ids = request.GET.getlist("id")
    if model is Page or model in POLICIES:
        everything = model._default_manager.all()
        parent = request.GET.get("childOf", "")
        if model is Page and parent.isdecimal():
            everything = get_object_or_404(Page, pk=parent).get_children()
        _require_all(_visible(model, request.user), ids, everything)


def _visible(model: type[Model], user: Any) -> QuerySet:
    if model is Page:
        return page_permission_policy.explorable_instances(user)
    return POLICIES[model].instances_user_has_any_permission_for(
        user, ["add", "change", "delete", "choose"]
    )


def _require_all(visible: QuerySet, ids: Iterable[Any], everything: Any = None) -> None:
    # The ID "all" stands for all objects in `everything`.
    wanted = {str(one) for one in ids}
    if "all" in wanted:
        rows = everything if isinstance(everything, QuerySet) else everything._default_manager.all()
        if rows.exclude(pk__in=visible.values("pk")).exists():
            raise Http404
        return
    if not all(map(read_id, wanted)):
        raise Http404
    if visible.filter(pk__in=wanted).distinct().count() < len(wanted):
        raise Http404
