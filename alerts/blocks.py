"""StreamField blocks for alerts and explainers."""

from wagtail import blocks
from wagtail.models import Locale

# Migrations name the blocks in `__all__` as parts of this module.
from home.blocks import (
    ContentBlock,
    HeadingBlock,
    StructureDocumentChooserBlock,
    StructureImageChooserBlock,
    StructurePageChooserBlock,
    TextBlock,
)

__all__ = [
    "ExplainerLinkBlock",
    "HeadingBlock",
    "ScriptBlock",
    "SectionsBlock",
    "SourceBlock",
    "StructureDocumentChooserBlock",
    "StructureImageChooserBlock",
    "TalkingPointsBlock",
    "TextBlock",
]


class ExplainerLinkBlock(StructurePageChooserBlock):
    """Link to an explainer, shown to readers only if the explainer is public."""

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
        description = "A link to an explainer, with its title in the reader's language"


class SectionsBlock(ContentBlock):
    """Body of an alert or an explainer."""

    explainer = ExplainerLinkBlock()

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
    """Source of an explainer."""

    title = blocks.CharBlock()
    publisher = blocks.CharBlock(required=False)
    url = blocks.URLBlock(label="address", required=False)

    class Meta:
        icon = "link-external"
        label_format = "{title}"
        preview_value = {"title": "Veto letter, May 24, 2011", "publisher": "Governor's office"}
        description = "Title, publisher and address of a source"
