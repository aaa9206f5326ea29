"""Transactions around changes of pages in Wagtail's admin, whose views write in several steps.

Without a transaction, a process that is killed between two steps could publish a page without
updating its translations.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase


class AtomicPageChangesMiddleware:
    """Middleware that runs each change of a page in the admin in one transaction.

    Previews and submissions of the translate view are left out. The services of that view have
    their own transactions, and no transaction should wait for a machine translator.
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
        if "preview" in name or (name == "edit" and not _is_of_wagtail(request)):
            return None
        return transaction.atomic(view)(request, *args, **kwargs)


def _is_of_wagtail(request: HttpRequest) -> bool:
    """Return True if a button of Wagtail's editor was pressed, such as `action-publish`."""
    return any(name.startswith("action-") for name in request.POST)
