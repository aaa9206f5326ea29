"""Base class for models with text that people enter.

Validating, saving or loading an instance cleans its text. Validating or saving also removes HTML
that is not allowed from rich text.
"""

from collections.abc import Callable
from functools import cache, partial

from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField

from .link_cleaning import clean_link
from .text import clean_data, clean_html, clean_line, clean_text


class CleanModel(models.Model):
    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        _clean(self, clean_html)
        return super().save(*args, **kwargs)

    @classmethod
    def from_db(cls, db, field_names, values):
        instance = super().from_db(db, field_names, values)
        clean_loaded(instance)
        return instance

    def full_clean(self, *args, **kwargs):
        _clean(self, clean_html)
        super().full_clean(*args, **kwargs)


def clean_loaded(instance: models.Model) -> None:
    """Clean the text of a loaded `instance`, without sanitizing the HTML of its rich text."""
    _clean(instance, clean_text)


def _clean(instance: models.Model, clean_rich: Callable[[str], str]) -> None:
    loaded = instance.__dict__
    for name, cleaner in _cleaners(type(instance), clean_rich):
        value = loaded.get(name)
        if value and (cleaned := cleaner(value)) != value:
            setattr(instance, name, cleaned)


@cache
def _cleaners(model, clean_rich):
    found = []
    for field in model._meta.concrete_fields:
        if field.choices or field.remote_field:
            continue
        if isinstance(field, StreamField):
            cleaner = partial(clean_stream, clean_rich=clean_rich)
        elif isinstance(field, models.JSONField):
            cleaner = clean_data
        elif isinstance(field, RichTextField):
            cleaner = partial(_if_text, clean_rich)
        elif isinstance(field, models.TextField):
            cleaner = partial(_if_text, clean_text)
        elif isinstance(field, models.URLField):
            cleaner = partial(_if_text, _clean_address)
        elif isinstance(field, models.CharField):
            cleaner = partial(_if_text, clean_line)
        else:
            continue
        found.append((field.attname, cleaner))
    return found


def _if_text(cleaner, value):
    # Some text fields hold other types, such as phone numbers.
    return cleaner(value) if isinstance(value, str) else value


def _clean_address(value: str) -> str:
    return clean_link(clean_line(value))


def clean_stream(
    stream: blocks.StreamValue, clean_rich: Callable[[str], str]
) -> blocks.StreamValue:
    """Return `stream` itself if all its text is clean, otherwise a clean copy."""
    data = list(stream.raw_data)
    cleaned = _clean_block(stream.stream_block, data, clean_rich)
    if cleaned == data:
        return stream
    return blocks.StreamValue(stream.stream_block, cleaned, is_lazy=True)


def _clean_block(block, value, clean_rich):
    if isinstance(value, str):
        if isinstance(block, blocks.RichTextBlock):
            return clean_rich(value)
        if isinstance(block, blocks.URLBlock):
            return _clean_address(value)
        return clean_line(value) if isinstance(block, blocks.CharBlock) else clean_text(value)
    if isinstance(block, blocks.StructBlock) and isinstance(value, dict):
        return {
            name: _clean_block(block.child_blocks.get(name), child, clean_rich)
            for name, child in value.items()
        }
    if isinstance(block, blocks.StreamBlock | blocks.ListBlock) and isinstance(value, list):
        return [_clean_child(block, child, clean_rich) for child in value]
    # `block` is None for an unknown type.
    return clean_data(value)


def _clean_child(block, child, clean_rich):
    if not (isinstance(child, dict) and "value" in child):
        return clean_data(child)
    if isinstance(block, blocks.ListBlock):
        kind = block.child_block
    else:
        kind = block.child_blocks.get(child.get("type"))
    return child | {"value": _clean_block(kind, child["value"], clean_rich)}
