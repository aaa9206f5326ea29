"""What the text of a post can be made of.

Words are cut into strings by wagtail-localize. Structure (which picture, which
page, which file) is not: a translation has the English page's, so each chooser
here leaves itself out of translation on purpose.
"""

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Locale

from home.rich_text import RICH_TEXT_FEATURES, as_html


class StructureMixin:
    """Keeps a block's value out of translation: it is copied from the English page."""

    def get_translatable_segments(self, value):
        return []


class StructurePageChooserBlock(StructureMixin, blocks.PageChooserBlock):
    pass


class StructureDocumentChooserBlock(StructureMixin, DocumentChooserBlock):
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
        # The page has expanded the links of all its texts in one go; alone, the text does it itself.
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
    attribution = blocks.CharBlock(required=False, help_text="Who said it, and where.")

    class Meta:
        icon = "openquote"
        label_format = "{text}"
        template = "alerts/blocks/quote.html"
        preview_value = {"text": "We are not going anywhere.", "attribution": "A neighbor"}
        description = "Somebody's words, set apart"


class PictureBlock(blocks.StructBlock):
    image = StructureImageChooserBlock()
    alt_text = blocks.CharBlock(
        label="alt text", help_text="What the picture tells somebody who cannot see it."
    )
    caption = blocks.CharBlock(required=False)

    class Meta:
        icon = "image"
        label_format = "{alt_text}"
        template = "alerts/blocks/picture.html"
        preview_template = "alerts/admin/previews/picture.html"
        description = "A picture with alt text and, if you like, a caption"


class ExplainerLinkBlock(StructurePageChooserBlock):
    """A link to a background explainer, with its title in the reader's language."""

    def __init__(self, **kwargs):
        super().__init__(page_type="alerts.ExplainerPage", **kwargs)

    def get_preview_value(self):
        return self.target_model.objects.live().filter(locale=Locale.get_default()).first()

    def get_context(self, value, parent_context=None):
        # `Post.get_context` gives the reader's version, None where that is not public.
        return super().get_context(value, parent_context) | {"post": value}

    class Meta:
        icon = "doc-full-inverse"
        label = "Link to an explainer"
        template = "alerts/blocks/explainer_link.html"
        description = "Leads to a background page; its title follows by itself, in every language"


class DocumentLinkBlock(blocks.StructBlock):
    document = StructureDocumentChooserBlock()
    label = blocks.CharBlock(help_text="What the link says.")

    class Meta:
        icon = "doc-full"
        label_format = "{label}"
        template = "alerts/blocks/document_link.html"
        preview_template = "alerts/admin/previews/document_link.html"
        description = "A file to download"


class SectionsBlock(blocks.StreamBlock):
    """The body of an alert or an explainer."""

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
        description="One thing to say, in a sentence or two; numbered by itself",
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
    """Where something can be read up. A fact: titles stay in the language they were printed in."""

    title = blocks.CharBlock()
    publisher = blocks.CharBlock(required=False)
    url = blocks.URLBlock(label="address", required=False)

    class Meta:
        icon = "link-external"
        label_format = "{title}"
        preview_value = {"title": "Veto letter, May 24, 2011", "publisher": "Governor's office"}
        description = "Title, publisher and address of a source"
