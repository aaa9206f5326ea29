"""Values for the blocks of a StreamField, whichever blocks it has."""

from uuid import uuid4

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import RichText

from tests import factories as make


def leaves(block, path):
    """Return a dict of paths to blocks that hold a value: `block` itself, or blocks inside it."""
    if isinstance(block, blocks.ListBlock):
        return leaves(block.child_block, path)
    if isinstance(block, (blocks.StreamBlock, blocks.StructBlock)):
        children = block.child_blocks.items()
        return {
            leaf: b for n, child in children for leaf, b in leaves(child, f"{path}.{n}").items()
        }
    return {path: block}


def filled(block, path):
    """Return a value for `block`. The text of a text block is the block's path."""
    if isinstance(block, blocks.StreamBlock):
        children = block.child_blocks.items()
        return [
            {"type": name, "value": filled(child, f"{path}.{name}")} for name, child in children
        ]
    if isinstance(block, blocks.StructBlock):
        children = block.child_blocks.items()
        return {name: filled(child, f"{path}.{name}") for name, child in children}
    if isinstance(block, blocks.ListBlock):
        return [{"type": "item", "value": filled(block.child_block, path), "id": str(uuid4())}]
    if isinstance(block, blocks.RichTextBlock):
        return RichText(f"<p>{path}</p>").source
    if isinstance(block, blocks.URLBlock):
        return "https://example.org/"
    if isinstance(block, ImageChooserBlock):
        return make.ImageFactory().pk
    if isinstance(block, DocumentChooserBlock):
        return make.DocumentFactory().pk
    if isinstance(block, blocks.PageChooserBlock):
        return make.ExplainerPageFactory().pk
    assert isinstance(block, (blocks.CharBlock, blocks.TextBlock)), f"no content for {path}"
    return path
