"""Loading of what is chosen in a stream: one query for each model, whatever the blocks."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from typing import Any

from wagtail import blocks
from wagtail.blocks import StreamValue

# Stream that is being read, and the instances that it has loaded, by model and ID.
_reading: ContextVar[tuple[StreamValue, dict[type, dict[Any, Any]]] | None] = ContextVar(
    "reading", default=None
)


class LoadedTogetherMixin(blocks.ChooserBlock):
    """Mixin for chooser blocks that load their values in the query of `loading_together`."""

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        reading = _reading.get()
        if reading is None:
            return super().bulk_to_python(values)
        stream, loaded = reading
        model = self.model_class
        if model not in loaded:
            ids = set(_chosen(stream.stream_block, stream.raw_data, model))
            loaded[model] = model.objects.in_bulk(ids)
        # As in Wagtail, blocks do not share an instance.
        return [copy(loaded[model].get(value)) for value in values]


@contextmanager
def loading_together(stream: StreamValue) -> Iterator[None]:
    """Load pictures, documents or pages of all blocks in `stream` when the first of them is read."""
    token = _reading.set((stream, {}))
    try:
        yield
    finally:
        _reading.reset(token)


def _chosen(block: blocks.Block, raw: Any, model: type) -> Iterator[Any]:
    """Yield the IDs of instances of `model` in `raw`, the stored value of `block`."""
    if isinstance(block, blocks.ChooserBlock):
        if block.model_class is model and raw is not None:
            yield raw
    elif isinstance(block, blocks.StreamBlock):
        for item in raw:
            yield from _chosen(block.child_blocks[item["type"]], item["value"], model)
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _chosen(child, raw.get(name), model)
    elif isinstance(block, blocks.ListBlock):
        for item in raw:
            yield from _chosen(block.child_block, item["value"], model)
