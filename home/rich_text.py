"""Rich text features, and conversion of stored rich text to HTML."""

from django.utils.html import escape
from django.utils.safestring import mark_safe
from wagtail.models import Page
from wagtail.rich_text import expand_db_html
from wagtail.rich_text.pages import PageLinkHandler

from .addresses import page_address
from .text import safe_html

# Features that the translation tables can split into whole sentences; other inline tags would break
# them.
RICH_TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]
# `safe_html` removes all comments, so no text contains it.
_SEPARATOR = "<!---->"


def as_html(*stored):
    """Return stored rich texts as safe HTML, in order; resolve all their links in one query."""
    if not stored:
        return []
    joined = _SEPARATOR.join(safe_html(text) for text in stored)
    return [mark_safe(html) for html in expand_db_html(joined).split(_SEPARATOR)]  # noqa: S308  cleaned


class ReaderPageLinkHandler(PageLinkHandler):
    """Link to pages under the reader's language prefix; Wagtail's handler would link to English.

    All links of a text take one query.
    """

    @classmethod
    def get_many(cls, attrs_list):
        pages = Page.objects.in_bulk([attrs.get("id") for attrs in attrs_list])
        return [pages.get(int(attrs.get("id") or 0)) for attrs in attrs_list]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        return [
            f'<a href="{escape(page_address(page))}">' if page else "<a>"
            for page in cls.get_many(attrs_list)
        ]
