"""Middleware that keeps texts of translators and editors that would otherwise be lost."""

import re
from typing import Any

from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.views.decorators.cache import never_cache
from wagtail.models import Page

from home.form_tokens import comes_from_elsewhere, let_back_restore
from home.people.sign_in import ask_to_sign_in, forget_form, keep_form, kept_form

from .strings.forms import typed_data, typed_texts

TRANSLATE_VIEW = "wagtailadmin_pages:edit"
# Names of the fields with typed texts, by the name of their view.
BOXES = {
    "translation_string": re.compile(r"question|target-\w+"),
    "translation_questions": re.compile(r"answer-\d+"),
    "phrase_translation": re.compile(r"text"),
    "exchange_reply": re.compile(r"reply|answer-\d+-text"),
}


class TypedTextMixin:
    """Mixin that passes each response of a view in `BOXES` to `mark_as_answered`.

    The view itself must show the data of `kept_form` on GET.
    """

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        view: Any = super()
        return mark_as_answered(view.dispatch(request, *args, **kwargs))


def mark_as_answered(response: Any) -> Any:
    """Tell `TypedTextMiddleware` that the view has taken care of the typed texts."""
    response.has_taken_typed_text = True
    return response


def all_fields(data: QueryDict) -> QueryDict:
    """Return POST data without the CSRF token and the pressed button."""
    fields = data.copy()
    for name in ("csrfmiddlewaretoken", "action"):
        fields.pop(name, None)
    return fields


class TypedTextMiddleware:
    """Middleware that keeps texts typed in certain admin forms if they cannot be saved.

    It applies to the translate view and to the views in `BOXES`. Templates must send these forms to
    addresses from `own_entry`, so that the Back button restores them.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or match.view_name not in {TRANSLATE_VIEW, *BOXES}:
            return response
        if getattr(response, "has_taken_typed_text", False):
            if not isinstance(response, HttpResponseRedirect):
                let_back_restore(response)
            return response
        if request.method == "POST" and not comes_from_elsewhere(request):
            data, texts = typed_in(match.view_name, request.POST)
            return self.keep(request, response, data, texts) if data else response
        if request.method == "GET" and response.status_code in (200, 404):
            _data, texts = typed_in(match.view_name, kept_form(request) or QueryDict())
            if texts:
                forget_form(request)
                page = Page.objects.filter(pk=match.kwargs.get("page_id"))
                if response.status_code == 404 and page.exists():
                    return response  # somebody else has signed in, who may not see the page
                # The page has gone between the request and the sign-in.
                return show_for_copying(request, response.status_code, texts)
        return response

    def keep(self, request, response, data, texts):
        user = request.user
        if not (user.is_active and user.has_perm("wagtailadmin.access_admin")):
            return ask_to_sign_in(request, data)
        if response.status_code == 403:  # the CSRF check
            keep_form(request, request.path, data)
            return HttpResponseRedirect(request.path)
        if response.status_code >= 500 or not texts:
            return response
        if response.status_code == 302 and request.resolver_match.view_name in BOXES:
            # Wagtail redirects users without permission.
            lines = format_html_join("", "<br>{}", ((linebreaksbr(text),) for text in texts))
            messages.warning(request, format_html("Nothing was saved. You wrote:{}", lines))
            return response
        return show_for_copying(request, response.status_code, texts)


def typed_in(view_name: str, data: QueryDict) -> tuple[QueryDict, list[str]]:
    """Return the fields to keep from a form of the view `view_name`, and their typed texts."""
    if view_name == TRANSLATE_VIEW:
        data = typed_data(data)
        return data, typed_texts(data)
    boxes = BOXES[view_name]
    texts = [str(text) for name, text in data.items() if boxes.fullmatch(name)]
    texts = [text for text in texts if text.strip()]
    return (all_fields(data) if texts else QueryDict()), texts


with_admin_policy: Any = csp(settings.ADMIN_CONTENT_SECURITY_POLICY)  # any signature


@never_cache
@with_admin_policy
def show_for_copying(request, status, texts) -> HttpResponse:
    context = {"texts": texts, "page_title": "Not saved", "header_icon": "warning"}
    # Wagtail redirects users without permission, and opens its own editor for other pages.
    status = {302: 403, 404: 404}.get(status, 409)
    return render(request, "translation/admin/not_saved.html", context, status=status)
