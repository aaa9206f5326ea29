"""Questions, links and videos in the body of posts, for feeds, reposts and flyers.

Texts, quotations and pictures stay on the page, because they would make the other formats too long.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.utils.html import format_html, format_html_join
from wagtail.models import Page

from alerts.models import Post
from home.addresses import absolute, page_address
from home.clean_model import clean_stream
from home.lookup import is_private, open_to_everybody, published
from home.media.models import CustomDocument
from home.text import clean_text

from .text import lines_of


class BlockItem(NamedTuple):
    """Question with the lines of its answer, or text of a link with an absolute address.

    `block` is the name of the translatable block that has the item, and `language` is the code of
    its language. A question has no address, and a link has no answer. The address of a `page` is that
    for readers of the active language.
    """

    block: str
    language: str
    text: str
    answer: tuple[str, ...] = ()
    address: str = ""
    page: Page | None = None

    def address_in(self, language: str) -> str:
        """Return the address for readers of `language`."""
        return absolute(page_address(self.page, language)) if self.page else self.address


def items_of(posts: Sequence[Post]) -> dict[int, list[BlockItem]]:
    """Return a dict of the IDs of `posts`, which are of one class, to the items in their bodies.

    This takes at most three queries.
    """
    _load_bodies(posts)
    blocks = [(post, block) for post in posts for block in post.body.raw_data]
    ids: dict[str, set[int]] = {"page": set(), "document": set()}
    for _post, block in blocks:
        for value in _values(block):
            for kind, found in ids.items():
                if value.get(kind):
                    found.add(value[kind])
    linked: Iterable[Page] = open_to_everybody(published(Page.objects)).filter(pk__in=ids["page"])
    pages = {page.pk: page for page in linked}
    documents = CustomDocument.objects.filter(~is_private(), pk__in=ids["document"])
    addresses = {document.pk: absolute(document.url) for document in documents}
    items: dict[int, list[BlockItem]] = {post.pk: [] for post in posts}
    for post, block in blocks:
        name = f"body.{block.get('id')}"
        for value in _values(block):
            if item := _item(value, name, post.block_language(name), pages, addresses):
                items[post.pk].append(item)
    return items


def _load_bodies(posts: Sequence[Post]) -> None:
    deferred = [post for post in posts if "body" in post.get_deferred_fields()]
    if deferred:
        (model,) = {type(post) for post in deferred}  # all are of one class
        rows = model.objects.filter(pk__in=[post.pk for post in deferred])
        bodies = dict(rows.values_list("pk", "body"))
        for post in deferred:
            post.body = clean_stream(bodies[post.pk], clean_text)


def _values(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if block["type"] in {"button", "document", "video"}:
        yield block["value"]
    elif block["type"] in {"questions", "documents"}:
        for item in block["value"]:
            yield item.get("value", item)  # without IDs, the values are stored bare


def _item(
    value: dict[str, Any],
    block: str,
    language: str,
    pages: dict[int, Page],
    documents: dict[int, str],
) -> BlockItem | None:
    if "question" in value:
        answer = tuple(lines_of(value["answer"] or ""))
        return BlockItem(block, language, value["question"], answer)
    text = value.get("title") or value.get("label")
    page: Page | None = None
    # Readers cannot open a page that is not public, or a document that is private or deleted.
    if pk := value.get("page"):
        page = pages.get(pk)
        address = absolute(page_address(page)) if page else None
    elif pk := value.get("document"):
        address = documents.get(pk)
    else:
        address = value.get("url")
    return BlockItem(block, language, text, (), address, page) if text and address else None


def blocks_of(items: Iterable[BlockItem]) -> list[str]:
    return list(dict.fromkeys(item.block for item in items))


def as_html(item: BlockItem) -> str:
    """Return `item` as HTML with its language."""
    if item.address:
        return format_html(
            '<p lang="{}"><a href="{}">{}</a></p>', item.language, item.address, item.text
        )
    lines = format_html_join("", "<p>{}</p>", ((line,) for line in item.answer))
    return format_html('<div lang="{}"><h3>{}</h3>{}</div>', item.language, item.text, lines)


def as_text(item: BlockItem) -> str:
    """Return `item` as lines of plain text."""
    if item.address:
        return f"{item.text}: {item.address}"
    return "\n".join((item.text, *item.answer))
