"""Features of rich text, and stored rich text as HTML."""

from django.utils.safestring import mark_safe
from wagtail.rich_text import expand_db_html

from .text import safe_html

# What the translation tables can cut into whole sentences; other inline tags would split them.
RICH_TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]
# `safe_html` leaves no comment.
_SEPARATOR = "<!---->"


def as_html(*stored):
    """Return stored rich texts as safe HTML, in their order; the links of all of them in one query."""
    if not stored:
        return []
    joined = _SEPARATOR.join(safe_html(text) for text in stored)
    return [mark_safe(html) for html in expand_db_html(joined).split(_SEPARATOR)]  # noqa: S308  cleaned
