"""Transactions around changes of pages in Wagtail's admin, whose views write in several steps."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from home.publishing.editor_forms import lock, save_of


class AtomicPageChangesMiddleware:
    """Middleware that runs POST requests to Wagtail's page views in transactions.

    Without them, a killed process could leave a published page whose translations are not updated.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if request.method != "POST" or match is None or match.namespace != "wagtailadmin_pages":
            return None
        name = match.url_name or ""
        # Others cannot write during a transaction, so background saves have none.
        if "preview" in name or (name == "edit" and not _is_of_wagtail(request)):
            return None
        with transaction.atomic():
            if name == "edit":
                lock(kwargs["page_id"])
            return view(request, *args, **kwargs)


def _is_of_wagtail(request: HttpRequest) -> bool:
    if any(name.startswith("action-") for name in request.POST):
        return True
    return save_of(request.POST) is not None and request.accepts("text/html")
