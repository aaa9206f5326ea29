"""Handler for links to pages in rich text.

The handler is not in `home.rich_text`, because models import that module, and Wagtail's handler
imports models.
"""

from django.utils.html import escape
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from .addresses import page_address


class ReaderPageLinkHandler(PageLinkHandler):
    """Handler that gives every page link the reader's language prefix.

    Wagtail's own handler gives a page without a translation the English prefix. All page links in a
    text are resolved in one query.
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
