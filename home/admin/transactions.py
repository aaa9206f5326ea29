"""Transactions around changes of pages in Wagtail's admin, whose views write in several steps.

If a process is killed between two steps, a page must not be published without the update of its
translations.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from home.publishing.editor_forms import lock, save_of


class AtomicPageChangesMiddleware:
    """Middleware that runs each POST request to Wagtail's page views in one transaction.

    Previews, the translate view, and background saves of existing pages are left out. The services
    of the translate view have their own transactions, which do not wait for a machine translator. A
    background save of an existing page is checked without a transaction, because a transaction
    would keep others from writing.
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
        with transaction.atomic():
            if name == "edit":
                lock(kwargs["page_id"])
            return view(request, *args, **kwargs)


def _is_of_wagtail(request: HttpRequest) -> bool:
    """Return True if a button of Wagtail's editor was pressed.

    Buttons have names such as `action-publish`, except the one for saving a draft. A request of
    that button has the key of a form, and accepts HTML.
    """
    if any(name.startswith("action-") for name in request.POST):
        return True
    return save_of(request.POST) is not None and request.accepts("text/html")
