"""StreamField blocks for alerts and explainers."""

from typing import Any

from wagtail import blocks
from wagtail.blocks.list_block import ListValue
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Locale

from home.rich_text import RICH_TEXT_FEATURES, as_html


class StructureMixin:
    """Mixin for blocks whose values are not translated, but copied from the English page."""

    def get_translatable_segments(self, value: Any) -> list:
        return []


class StructurePageChooserBlock(StructureMixin, blocks.PageChooserBlock):
    pass


class StructureDocumentChooserBlock(StructureMixin, DocumentChooserBlock):  # type: ignore[misc,valid-type]  # Wagtail makes the class at run time
    pass


class StructureImageChooserBlock(StructureMixin, ImageChooserBlock):
    pass


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        template = "alerts/blocks/heading.html"
        preview_value = "Why call?"
        description = "A heading between sections"


class TextBlock(blocks.RichTextBlock):
    def get_context(self, value, parent_context=None):
        # `Post.get_context` expands the links in all text blocks with one query. A block that is
        # rendered without its page expands its own links.
        expanded = (parent_context or {}).get("expanded_texts", {})
        source = value.source if value else ""
        html = expanded[source] if source in expanded else as_html(source)[0]
        return super().get_context(value, parent_context) | {"html": html}

    class Meta:
        icon = "pilcrow"
        template = "alerts/blocks/text.html"
        preview_value = "<p>The governor must hear from us <b>before July</b>.</p>"
        description = "Paragraphs, lists and links"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock()
    attribution = blocks.CharBlock(required=False, help_text="The speaker, and where it was said.")

    class Meta:
        icon = "openquote"
        label_format = "{text}"
        template = "alerts/blocks/quote.html"
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
        template = "alerts/blocks/picture.html"
        preview_template = "alerts/admin/previews/picture.html"
        description = "A picture with alt text and an optional caption"


class ExplainerLinkBlock(StructurePageChooserBlock):
    """Link to an explainer in the reader's language or, without a translation, in English."""

    def __init__(self, **kwargs):
        super().__init__(page_type="alerts.ExplainerPage", **kwargs)

    def get_preview_value(self):
        return self.target_model.objects.live().filter(locale=Locale.get_default()).first()

    def get_context(self, value, parent_context=None):
        # `Post.get_context` has set `value` to the page in the reader's language or in English, or
        # to None if the page is not public.
        return super().get_context(value, parent_context) | {"post": value}

    class Meta:
        icon = "doc-full-inverse"
        label = "Link to an explainer"
        template = "alerts/blocks/explainer_link.html"
        description = "A link to a background page, with its title in the reader's language"


class DocumentLinkBlock(blocks.StructBlock):
    document = StructureDocumentChooserBlock()
    label = blocks.CharBlock(help_text="The text of the link.")

    class Meta:
        icon = "doc-full"
        label_format = "{label}"
        template = "alerts/blocks/document_link.html"
        preview_template = "alerts/admin/previews/document_link.html"
        description = "A file to download"


class SectionsBlock(blocks.StreamBlock):
    """Body of an alert or an explainer."""

    heading = HeadingBlock()
    text = TextBlock(features=RICH_TEXT_FEATURES)
    quote = QuoteBlock()
    picture = PictureBlock()
    explainer = ExplainerLinkBlock()
    document = DocumentLinkBlock()

    class Meta:
        required = False


class TalkingPointsBlock(blocks.StreamBlock):
    point = blocks.TextBlock(
        rows=3,
        icon="list-ol",
        preview_value="Thank the governor for the veto.",
        description="One thing to say, in a sentence or two; numbered automatically",
    )

    class Meta:
        required = False


class ScriptBlock(blocks.StreamBlock):
    line = blocks.CharBlock(
        icon="comment",
        preview_value="Hello, my name is … and I live in Minnesota.",
        description="One line to say aloud, in English; the translation shows its meaning below it",
    )

    class Meta:
        required = False


class SourceBlock(blocks.StructBlock):
    """Source of an explainer. Sources are not translated."""

    title = blocks.CharBlock()
    publisher = blocks.CharBlock(required=False)
    url = blocks.URLBlock(label="address", required=False)

    class Meta:
        icon = "link-external"
        label_format = "{title}"
        preview_value = {"title": "Veto letter, May 24, 2011", "publisher": "Governor's office"}
        description = "Title, publisher and address of a source"


def leaves(value):
    """Yield the innermost values in `value`, the value of a block."""
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
