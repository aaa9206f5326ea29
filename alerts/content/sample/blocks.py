"""Functions that return raw data of StreamField blocks, made from the shipped texts."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from alerts.content.texts import html, text, texts
from alerts.models import ExplainerPage
from home.media.models import CustomImage


def block(kind: str, value: Any, key: str) -> dict[str, Any]:
    """Return the raw data of a StreamField block, with an ID derived from `key`."""
    return {"type": kind, "value": value, "id": str(uuid5(NAMESPACE_URL, key))}


def section(key: str, name: str | int) -> list[dict[str, Any]]:
    """Return a heading block and a text block, made from the texts of `key` called `name`."""
    return [
        block("heading", text(f"{key}.{name}.heading"), f"{key}.{name}.heading"),
        block("text", html(f"{key}.{name}"), f"{key}.{name}"),
    ]


def one_each(kind: str, key: str) -> list[dict[str, Any]]:
    """Return a block for each of the texts whose keys are `key` and a number."""
    return [block(kind, value, f"{key}.{number}") for number, value in enumerate(texts(key))]


def picture(image: CustomImage, key: str) -> dict[str, Any]:
    value = {"image": image.pk, "alt_text": text(f"{key}.picture"), "caption": ""}
    return block("picture", value, f"{key}.picture")


def link(explainer: ExplainerPage, key: str) -> dict[str, Any]:
    return block("explainer", explainer.pk, f"{key}.link")
