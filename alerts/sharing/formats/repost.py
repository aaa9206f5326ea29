"""Views for reposts of an alert: a page with copies of its text, and a card for other sites."""

from collections.abc import Sequence
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, override
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from alerts.lookup import get_alert_or_404
from alerts.models import AlertPage, State
from alerts.models.offices import first_number
from home.addresses import absolute, page_address, relative_path
from home.glosses import mark_glosses
from home.headers import CORP, CROSS_ORIGIN
from home.revalidation import revalidated
from home.site_settings import site_name
from home.translation.notes import headline

from ..block_items import BlockItem, as_html, as_text, blocks_of, items_of
from ..deadlines import when, when_as_html
from ..models import SharingSettings
from ..sample_mark import sample_mark
from ..translation_notes import card_note, english_note, translation_note
from .qr import qr_address


def _facts(
    alert: AlertPage, items: Sequence[BlockItem] = (), *, is_card: bool = False
) -> dict[str, Any]:
    """Return the template context that the repost page and the card share."""
    has_ended = alert.state == State.ENDED
    shown = ("title",) if has_ended else ("title", "ask", *blocks_of(items))
    notes = [english_note(alert, shown), translation_note(alert, shown)]
    if is_card:
        notes.append(card_note(alert, shown))
    return {
        "page": alert,
        "has_ended": has_ended,
        "number": first_number(alert.offices),
        "when": when_as_html(alert),
        "when_in_text": when(alert),
        "note": " ".join(filter(None, notes)),
        "sample": sample_mark(alert),
        "address": absolute(page_address(alert)),
    }


@revalidated
@require_safe
def repost(request: HttpRequest, path: str) -> HttpResponse:
    """Show the alert as text and HTML to copy, code to embed the card, and the terms of use."""
    alert = get_alert_or_404(request, path)
    terms = SharingSettings.current()
    here = relative_path(alert)
    items = [] if alert.state == State.ENDED else items_of([alert])[alert.pk]
    context = _facts(alert, items) | {
        "lines": [as_text(item) for item in items],
        "paragraphs": [as_html(item) for item in items],
        "terms": terms,
        "credit": terms.credit or site_name(),
    }
    card = reverse("sharing:card", args=(here,))
    copies = {
        "html": mark_glosses(render_to_string("sharing/copy_html.txt", context)),
        "text": render_to_string("sharing/copy.txt", context),
        "card": format_html(
            '<iframe src="{}" width="320" height="400" title="{}"></iframe>',
            absolute(card),
            headline(alert.shown("title")),
        ),
    }
    context |= {
        # Stripping returns plain strings, not safe HTML, so that the page shows their tags.
        "copies": {name: copy.strip() for name, copy in copies.items()},
        "qr": qr_address(alert),
        "card": card,
        "others": [
            (code, _address_in(code, here))
            for code, _name in settings.LANGUAGES
            if code != get_language()
        ],
    }
    return render(request, "sharing/repost.html", context)


def _address_in(language: str, here: str) -> str:
    with override(language):
        return reverse("sharing:repost", args=(here,))


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "script-src": ["'none'"]})
@revalidated
@require_safe
def card(request: HttpRequest, path: str) -> HttpResponse:
    """Show the alert on a small page that other sites may embed in a frame."""
    facts = _facts(get_alert_or_404(request, path), is_card=True)
    response = render(request, "sharing/card.html", facts)
    response["X-Robots-Tag"] = "noindex"
    response[CORP] = CROSS_ORIGIN
    return response
