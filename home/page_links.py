"""Handlers for links to pages and documents in rich text.

The handlers are not in `home.rich_text`, because models import that module, and Wagtail's handlers
import models.
"""

from typing import Any

from django.db.models import IntegerField, QuerySet
from django.utils.html import escape
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from .addresses import page_address
from .ids import read_id
from .media.models import CustomDocument
from .prepared import Parameter, ids_to_parameters, prepared


class ReaderPageLinkHandler(PageLinkHandler):
    """Handler that gives every page link the reader's language prefix.

    Wagtail's own handler gives a page without a translation the English prefix.
    """

    @classmethod
    def get_many(cls, attrs_list):
        ids = [read_id(attrs.get("id", "")) for attrs in attrs_list]
        wanted = ids_to_parameters(ids)
        pages = {page.pk: page for page in _pages(len(wanted)).run(**wanted)}
        return [pages.get(pk) for pk in ids]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        return [
            f'<a href="{escape(page_address(page))}">' if page else "<a>"
            for page in cls.get_many(attrs_list)
        ]


class PreparedDocumentLinkHandler(DocumentLinkHandler):
    """Wagtail's handler for links to documents, with a prepared query."""

    @classmethod
    def get_many(cls, attrs_list):
        ids = [read_id(attrs.get("id", "")) for attrs in attrs_list]
        wanted = ids_to_parameters(ids)
        documents = {one.pk: one for one in _documents(len(wanted)).run(**wanted)}
        return [documents.get(pk) for pk in ids]


@prepared
def _pages(count: int) -> QuerySet:
    ids = [Parameter(f"id_{number}", IntegerField()) for number in range(count)]
    pages: QuerySet = Page.objects.filter(pk__in=ids)
    return pages.only("url_path")


@prepared
def _documents(count: int) -> QuerySet[CustomDocument]:
    ids: list[Any] = [Parameter(f"id_{number}", IntegerField()) for number in range(count)]
    return CustomDocument.objects.filter(pk__in=ids)
