"""StreamField blocks for pages of all apps."""

from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.blocks.list_block import ListValue
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

from .addresses import page_address
from .choices import LoadedTogetherMixin
from .clock import changes_at, now
from .rich_text import RICH_TEXT_FEATURES, as_html
from .text import visible


class StructureMixin:
    """Mixin for blocks whose values are not translated, but copied from the English page."""

    def get_translatable_segments(self, value: Any) -> list:
        return []


class StructurePageChooserBlock(StructureMixin, blocks.PageChooserBlock):
    pass


class StructureDocumentChooserBlock(StructureMixin, LoadedTogetherMixin, DocumentChooserBlock):  # type: ignore[misc,valid-type]  # Wagtail makes the class at run time
    pass


class StructureImageChooserBlock(StructureMixin, LoadedTogetherMixin, ImageChooserBlock):
    pass


class StructureURLBlock(StructureMixin, blocks.URLBlock):
    """Address that begins with `http:` or `https:`."""

    def __init__(self, **kwargs):
        super().__init__(validators=[URLValidator(schemes=["http", "https"])], **kwargs)


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        template = "home/blocks/heading.html"
        preview_value = "Why call?"
        description = "A heading between sections"


class TextBlock(blocks.RichTextBlock):
    def clean(self, value):
        cleaned = super().clean(value)
        # Wagtail accepts an empty paragraph for a required text.
        if self.required and not visible(unescape(strip_tags(cleaned.source))):
            raise ValidationError(self.field.error_messages["required"])
        return cleaned

    def get_context(self, value, parent_context=None):
        # The page's `get_context` expands the links in all text blocks together. A block that is
        # rendered without its page expands its own links.
        expanded = (parent_context or {}).get("expanded_texts", {})
        source = value.source if value else ""
        html = expanded[source] if source in expanded else as_html(source)[0]
        return super().get_context(value, parent_context) | {"html": html}

    class Meta:
        icon = "pilcrow"
        template = "home/blocks/text.html"
        preview_value = "<p>The governor must hear from us <b>before July</b>.</p>"
        description = "Paragraphs, lists and links"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock()
    attribution = blocks.CharBlock(required=False, help_text="The speaker, and where it was said.")

    class Meta:
        icon = "openquote"
        label_format = "{text}"
        template = "home/blocks/quote.html"
        preview_value = {"text": "We are not going anywhere.", "attribution": "A neighbor"}
        description = "A quotation, set apart from the text"


class PictureBlock(blocks.StructBlock):
    image = StructureImageChooserBlock()
    alt_text = blocks.CharBlock(
        label="alt text", help_text="Describes the picture to people who cannot see it."
    )
    caption = blocks.CharBlock(required=False)

    class Meta:
        icon = "image"
        label_format = "{alt_text}"
        template = "home/blocks/picture.html"
        preview_template = "home/admin/previews/picture.html"
        description = "A picture with alt text and an optional caption"


class DocumentLinkBlock(blocks.StructBlock):
    document = StructureDocumentChooserBlock()
    label = blocks.CharBlock(help_text="The text of the link.")

    class Meta:
        icon = "doc-full"
        label_format = "{label}"
        template = "home/blocks/document_link.html"
        preview_template = "home/admin/previews/document_link.html"
        description = "A file to download"


class DocumentsBlock(blocks.ListBlock):
    """List of documents to download, each with the text of its link."""

    def __init__(self, **kwargs):
        super().__init__(DocumentLinkBlock(), **kwargs)

    class Meta:
        icon = "list-ul"
        label = "List of documents"
        min_num = 1
        template = "home/blocks/documents.html"
        preview_template = "home/admin/previews/documents.html"
        description = "Several files to download, in a list"


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(help_text="As people ask it: “Do they ask for my name?”")
    answer = TextBlock(features=RICH_TEXT_FEATURES)

    class Meta:
        icon = "help"
        label_format = "{question}"


class QuestionsBlock(blocks.ListBlock):
    """List of frequently asked questions with their answers."""

    def __init__(self, **kwargs):
        super().__init__(QuestionBlock(), **kwargs)

    class Meta:
        icon = "help"
        label = "Questions and answers"
        min_num = 1
        template = "home/blocks/questions.html"
        preview_value = [
            {
                "question": "Do they ask for my name?",
                "answer": "<p>Sometimes. You don't have to give it.</p>",
            },
            {"question": "What if nobody answers?", "answer": "<p>Leave a message.</p>"},
        ]
        description = "Frequently asked questions; an answer opens when its question is pressed"


class ButtonBlock(blocks.StructBlock):
    """Button that leads to a page of this site or, if no page is chosen, to a web address."""

    label = blocks.CharBlock(
        max_length=60, help_text="Say in a few words where it leads: “Find your representative”."
    )
    page = StructurePageChooserBlock(
        required=False, help_text="Readers get the page in their language."
    )
    url = StructureURLBlock(label="address", required=False, help_text="Used if no page is chosen.")

    def clean(self, value):
        cleaned = super().clean(value)
        if not (cleaned["page"] or cleaned["url"] or self.is_deferred_validation):
            problem = ValidationError("Choose a page or type an address.")
            raise StructBlockValidationError({"page": problem})
        return cleaned

    def get_context(self, value, parent_context=None):
        page = value["page"]
        address = _public_address(page) if page else value["url"]
        return super().get_context(value, parent_context) | {"href": address}

    class Meta:
        icon = "link"
        label_format = "{label}"
        template = "home/blocks/button.html"
        preview_value = {
            "label": "Find your representative",
            "page": None,
            "url": "https://www.leg.mn.gov/",
        }
        description = "A link that looks like a button, for the one thing to do next"


def _public_address(page: Page) -> str:
    changes_at(page.expire_at)
    is_expired = page.expire_at and page.expire_at <= now()
    # View restrictions are not checked.
    return page_address(page) if page.live and not is_expired else ""


class VideoBlock(blocks.StructBlock):
    """Link to a video on another site, with a still picture that this site stores."""

    title = blocks.CharBlock(help_text="Say what the video shows, and in which language it is.")
    image = StructureImageChooserBlock(
        label="still picture", help_text="Nothing is loaded from the other site."
    )
    url = StructureURLBlock(label="address", help_text="The address of the video's page.")

    def get_context(self, value, parent_context=None):
        host = (urlsplit(value["url"] or "").hostname or "").removeprefix("www.")
        return super().get_context(value, parent_context) | {"host": host}

    class Meta:
        icon = "media"
        label_format = "{title}"
        template = "home/blocks/video.html"
        preview_template = "home/admin/previews/video.html"
        description = "A still picture that leads to a video on another site"


class ContentBlock(blocks.StreamBlock):
    """Content of a page, made of blocks."""

    heading = HeadingBlock()
    text = TextBlock(features=RICH_TEXT_FEATURES)
    quote = QuoteBlock()
    picture = PictureBlock()
    video = VideoBlock()
    questions = QuestionsBlock()
    button = ButtonBlock()
    document = DocumentLinkBlock()
    documents = DocumentsBlock()

    class Meta:
        required = False


def leaves(value: Any) -> Iterator[Any]:
    """Yield the innermost values in `value`, the value of a block."""
    children: Iterable[Any]
    if isinstance(value, blocks.StreamValue):
        children = [block.value for block in value]
    elif isinstance(value, blocks.StructValue):
        children = value.values()
    elif isinstance(value, ListValue):
        children = value
    else:
        yield value
        return
    for child in children:
        yield from leaves(child)
