"""Rich text features, and conversion of stored rich text to HTML."""

from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from .text import safe_html

# Features that the translation tables can split into whole sentences; other inline tags would break
# them.
# “paste” comes last, because it must know which headings the field offers.
RICH_TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul", "paste"]
# `safe_html` removes all comments, so no text contains it.
_SEPARATOR = "<!---->"


def as_html(*stored: str) -> list[SafeString]:
    """Return the stored rich texts as safe HTML. All links to pages take one query."""
    if not stored:
        return []
    joined = _SEPARATOR.join(safe_html(text) for text in stored)
    return [mark_safe(html) for html in expand_db_html(joined).split(_SEPARATOR)]  # noqa: S308  cleaned
