"""Features of rich text, and stored rich text as HTML."""

from django.utils.html import escape
from django.utils.safestring import mark_safe
from wagtail.models import Page
from wagtail.rich_text import expand_db_html
from wagtail.rich_text.pages import PageLinkHandler

from .addresses import page_address
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


class ReaderPageLinkHandler(PageLinkHandler):
    """Link to pages under the prefix of the reader's language, where Wagtail's would lead to English.

    It needs one query for all links of a text.
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
