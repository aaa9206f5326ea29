"""View that converts pasted text for the rich text editor."""

import json

from django.http import JsonResponse
from django.views.decorators.http import require_POST
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from home.pasting import plain_text
from home.pasting.conversion import to_rich_text
from home.pasting.draftail import HEADINGS
from home.rich_text import RICH_TEXT_FEATURES
from home.text import clean_html, clean_text

MOST_CHARACTERS = 500_000
TOO_LONG = "Pasted without headings, lists and links, because it is very long. To keep them, undo and paste it in parts."


@require_POST
def pasted_text(request):
    """Return the pasted HTML or plain text in the editor's format, and a notice about changes."""
    html = clean_text(request.POST.get("html", ""))
    text = clean_text(request.POST.get("text", ""))
    if max(len(html), len(text)) > MOST_CHARACTERS:
        return JsonResponse({"notice": TOO_LONG}, status=422)
    headings = tuple(set(request.POST.getlist("headings")) & set(HEADINGS.values()))
    converted = to_rich_text(html or plain_text.to_html(text), headings)
    features = [*sorted(headings), *RICH_TEXT_FEATURES]
    content = ContentstateConverter(features).from_database_format(clean_html(converted.html))
    return JsonResponse({"content": json.loads(content), "notice": converted.notice})
