"""Middleware that keeps the texts typed in the translate view when the view does not answer."""

from typing import Any

from csp.decorators import csp
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from home.form_tokens import comes_from_elsewhere, let_back_restore
from home.people.sign_in import ask_to_sign_in, keep_form

from ..strings.forms import typed_data, typed_texts


class TypedTextMiddleware:
    """Middleware that keeps the typed texts if the session has ended or the page is gone.

    - If the user is signed out, the form shows the texts again after sign-in.
    - If a new sign-in has made the CSRF token invalid, the form shows the texts.
    - If the page is gone or no longer translated string by string, the texts are shown for copying.

    The browser may store the form, which Wagtail would forbid, so that the Back button restores
    texts that did not reach the server.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or match.view_name != "wagtailadmin_pages:edit":
            return response
        if getattr(response, "is_translate_view", False):
            if request.method == "GET":
                let_back_restore(response)
            return response
        if request.method != "POST" or comes_from_elsewhere(request):
            return response
        data = typed_data(request.POST)
        return self.keep(request, response, data) if data else response

    def keep(self, request, response, data):
        user = request.user
        if not (user.is_active and user.has_perm("wagtailadmin.access_admin")):
            return ask_to_sign_in(request, data)
        if response.status_code == 403:  # the CSRF check
            keep_form(request, request.path, data)
            return HttpResponseRedirect(request.path)
        if response.status_code >= 500 or not typed_texts(data):
            return response
        return show_for_copying(request, response.status_code, typed_texts(data))


with_admin_policy: Any = csp(settings.ADMIN_CONTENT_SECURITY_POLICY)  # any signature


@never_cache
@with_admin_policy
def show_for_copying(request, status, texts) -> HttpResponse:
    context = {"texts": texts, "page_title": "Not saved", "header_icon": "warning"}
    # Wagtail redirects users without permission, and opens its own editor for other pages.
    status = {302: 403, 404: 404}.get(status, 409)
    return render(request, "translation/admin/not_saved.html", context, status=status)
