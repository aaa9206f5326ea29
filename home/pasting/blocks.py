"""Blocks of converted text, and their HTML as the rich text editor stores it."""

from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple


class Style(NamedTuple):
    """Emphasis and link of a piece of text, and the heading or lists around it."""

    bold: bool = False
    italic: bool = False
    link: str = ""  # attributes of the link
    is_heading: bool = False
    items: tuple[str, ...] = ()  # "ul" or "ol" for each level of lists


@dataclass
class Block:
    """Paragraph, heading or list item."""

    kind: str  # "p", "ul", "ol" or a heading
    depth: int = 0
    starts_list: bool = False  # does not continue the list before it
    parts: list[tuple[str, Style]] = field(default_factory=list)


def visible(block: Block) -> str:
    """Return the stripped text of `block`, which is "" if no text is visible."""
    return "".join(text for text, _style in block.parts).replace("\xa0", " ").strip()


def rendered(blocks: list[Block]) -> str:
    """Return the HTML of `blocks`, with list items nested by depth."""
    parts: list[str] = []
    lists: list[str] = []  # the open lists

    def close(depth: int) -> None:
        while len(lists) > depth:
            parts.append(f"</li></{lists.pop()}>")

    for block in blocks:
        text = _inline(block.parts)
        if block.kind not in ("ul", "ol"):
            close(0)
            parts.append(f"<{block.kind}>{text}</{block.kind}>")
            continue
        if block.starts_list:
            close(0)
        depth = min(block.depth, len(lists))
        close(depth + 1)
        if len(lists) > depth and lists[-1] != block.kind:
            close(depth)
        if len(lists) > depth:
            parts.append("</li>")
        else:
            lists.append(block.kind)
            parts.append(f"<{block.kind}>")
        parts.append(f"<li>{text}")
    close(0)
    return "".join(parts)


def _inline(parts: list[tuple[str, Style]]) -> str:
    runs: list[tuple[str, Style]] = []
    for text, style in parts:
        one = text.replace("\xa0", " ") if not text.strip("\xa0 ") else text
        before = runs[-1][0] if runs else "\n"
        if one != "\n" and before.endswith((" ", "\n")):
            one = one.lstrip(" ")
        if one == "\n" and runs:
            runs[-1] = (before.rstrip(" ") or before, runs[-1][1])
        if one and not (one == "\n" and before == "\n"):
            runs.append((one, style))
    while runs and not runs[-1][0].strip():
        runs.pop()
    if runs:
        runs[-1] = (runs[-1][0].rstrip(), runs[-1][1])
    return "".join(_tagged(text, style) for text, style in _joined(runs))


def _joined(runs: list[tuple[str, Style]]) -> list[tuple[str, Style]]:
    joined: list[tuple[str, Style]] = []
    for text, style in runs:
        plain = style._replace(items=(), is_heading=False)
        if text != "\n" and joined and joined[-1][0] != "\n" and joined[-1][1] == plain:
            joined[-1] = (joined[-1][0] + text, plain)
        else:
            joined.append((text, plain))
    return joined


def _tagged(text: str, style: Style) -> str:
    if text == "\n":
        return "<br/>"
    html = escape(text, quote=False)
    if not text.strip():
        return f"<a {style.link}>{html}</a>" if style.link else html
    if style.italic:
        html = f"<i>{html}</i>"
    if style.bold:
        html = f"<b>{html}</b>"
    return f"<a {style.link}>{html}</a>" if style.link else html
