"""Transactions around changes of pages in Wagtail's admin, whose views write in several steps.

If a process is killed between two steps, a page must not be published without the update of its
translations.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase


class AtomicPageChangesMiddleware:
    """Middleware that runs each change of a page in the admin in one transaction.

    Previews, drafts of existing pages, and the translate view are left out. The services of the
    translate view have their own transactions, which do not wait for a machine translator.
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
    """Return True if a named button of Wagtail's editor was pressed, such as `action-publish`.

    The button for saving a draft has no name.
    """
    return any(name.startswith("action-") for name in request.POST)
