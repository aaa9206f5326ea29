"""Helpers that find the visible and spoken texts of a page, with their languages."""

from typing import NamedTuple

import html5lib

# Elements that browsers neither show nor read aloud.
UNSEEN = {"script", "style", "template"}
INLINE = {"a", "b", "bdi", "em", "i", "span", "strong", "time"}
READ_OUT = ("title", "alt", "aria-label", "aria-description", "placeholder", "label")


class Text(NamedTuple):
    text: str
    language: str
    # False in a region with translate="no": names and addresses.
    translate: bool
    # True for the text of an attribute.
    attribute: bool


def parse(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def page_at(client, path="", language="en"):
    response = client.get(f"/{language}/{path}")
    assert response.status_code == 200
    return parse(response)


def texts(element, language="", translate=True):
    """Yield a `Text` for each text and each spoken attribute in `element`, in page order."""
    if not isinstance(element.tag, str) or element.tag in UNSEEN:
        return
    language = element.get("lang", language)
    translate = {"no": False, "yes": True}.get(element.get("translate"), translate)
    spoken = [element.get(name) for name in READ_OUT]
    if element.tag == "meta" and element.get("name") == "description":
        spoken.append(element.get("content"))
    if element.tag == "input" and element.get("type") in ("button", "reset", "submit"):
        spoken.append(element.get("value"))
    yield from (Text(text, language, translate, True) for text in spoken if text)
    if element.text and element.text.strip():
        yield Text(element.text, language, translate, False)
    for child in element:
        yield from texts(child, language, translate)
        if child.tail and child.tail.strip():
            yield Text(child.tail, language, translate, False)


def text_of(element):
    """Return the text in `element`, with single spaces between words and between block elements."""

    def parts(element):
        if isinstance(element.tag, str):
            yield element.text or ""
        for child in element:
            apart = "" if child.tag in INLINE else " "
            yield apart
            yield from parts(child)
            yield apart + (child.tail or "")

    return " ".join("".join(parts(element)).split())


def find(root, tag, **attributes):
    """Return the `tag` elements in `root` with `attributes`. `class_` is a single class."""
    wanted_class = attributes.pop("class_", None)
    attributes = {name.replace("_", "-"): value for name, value in attributes.items()}
    return [
        element
        for element in root.iter(tag)
        if all(element.get(name) == value for name, value in attributes.items())
        and (wanted_class is None or wanted_class in element.get("class", "").split())
    ]


def words(root, language):
    return " ".join(
        " ".join(text.text.split()) for text in texts(root) if text.language == language
    )
