"""Conversion of HTML from other programs to the rich text of the editor."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any, NamedTuple

import nh3
from bs4 import BeautifulSoup, NavigableString, Tag

from home.ids import read_id
from home.link_cleaning import clean_link

from .blocks import Block, Style, rendered, visible
from .tags import HEADINGS, css_of, heading_level, is_emoji, is_hidden, is_layout, styled

# Deeper elements are read as plain text: real documents have fewer levels.
_MOST_LEVELS = 100
CELLS_APART = " · "

_BLOCKS = {
    *("p", "div", "section", "article", "aside", "header", "footer", "main", "nav", "address"),
    *("blockquote", "center", "dl", "dt", "dd", "pre", "figure", "figcaption", "details"),
    *("summary", "fieldset", "form", "hgroup", "tr", "tbody", "thead", "tfoot", "caption"),
}
_MEDIA = {
    "img": "picture", "picture": "picture", "svg": "picture", "canvas": "picture",
    "video": "video", "audio": "recording", "iframe": "embedded page", "object": "embedded page",
    "embed": "embedded page", "input": "form field", "select": "form field",
    "textarea": "form field", "button": "form field",
}  # fmt: skip
_STRUCK = ("s", "strike")
_PARSED = {
    *HEADINGS, *_BLOCKS, *_MEDIA, *_STRUCK,
    *("a", "b", "strong", "i", "em", "u", "span", "font", "br", "hr", "ul", "ol", "li", "table"),
    *("td", "th", "ins", "del", "sub", "sup", "small", "code", "label"),
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"style", "class", "hidden", "role", "aria-level"},
    "a": {"href", "linktype", "id", "name"},
    "img": {"alt", "width", "height", "class"},
}
# Schemes of links that readers can follow.
_FOLLOWED = ("http", "https", "mailto", "tel", "sms")
_SCHEME = re.compile(r"href\s*=\s*[\"']?\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_BULLET = re.compile(r"\s*(?:[·•●▪◦‣∙§oØ\uf0b7\uf0a7*–-]|\(?(?P<number>\w{1,4})[.)])\s*")
_WORD_LIST = re.compile(r"mso-list:\s*l\d+\s+level(\d)")
_SPACES = re.compile(r"[ \t\r\n\f]+")


class Converted(NamedTuple):
    """Rich text, with counts of what the conversion left out or changed.

    The keys of both dicts are English phrases, in which "|" marks the place of the plural's "s".
    """

    html: str
    left_out: dict[str, int]
    changed: dict[str, int]

    @property
    def notice(self) -> str:
        """Sentences for the editor, or "" if nothing was left out or changed."""
        sentences = []
        if self.left_out:
            sentences.append(f"Left out: {_listed(self.left_out)}.")
        if self.changed:
            sentences.append(f"Changed: {_listed(self.changed)}.")
        return " ".join(sentences)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(
        f"{count} {name if count == 1 else name.replace('|', 's', 1)}".replace("|", "")
        for name, count in counts.items()
    )


@dataclass
class _Conversion:
    headings: tuple[str, ...]
    blocks: list[Block] = field(default_factory=list)
    is_open: bool = False
    left_out: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)

    def start(self, kind: str = "p", depth: int = 0, *, starts_list: bool = False) -> None:
        self.blocks.append(Block(kind, depth, starts_list))
        self.is_open = True

    def end(self) -> None:
        self.is_open = False

    def add(self, text: str, style: Style) -> None:
        if not self.is_open:
            if not text.strip(" \n"):
                return
            # Text that follows a paragraph within an item stays in the list.
            self.start(style.items[-1] if style.items else "p", max(len(style.items) - 1, 0))
        self.blocks[-1].parts.append((text, style))

    # Elements

    def read(self, node: Any, style: Style, level: int = 0) -> None:
        if isinstance(node, NavigableString):
            self.add(_SPACES.sub(" ", str(node)), style)
        elif isinstance(node, Tag):
            self._read_tag(node, style, level)

    def _read_children(self, tag: Tag, style: Style, level: int) -> None:
        if level > _MOST_LEVELS:
            self.add(_SPACES.sub(" ", tag.get_text(" ")), style)
            return
        for child in tag.children:
            self.read(child, style, level + 1)

    def _read_tag(self, tag: Tag, style: Style, level: int) -> None:
        css = css_of(tag)
        if self._is_left_out(tag, css):
            return
        if tag.name in _MEDIA:
            self._read_media(tag, style)
        elif tag.name == "br":
            self._break()
        elif tag.name == "table":
            self._read_table(tag, style, level)
        elif heading := heading_level(tag):
            self._read_heading(tag, heading, style, level)
        elif match := _WORD_LIST.search(css):
            self._read_word_item(tag, int(match[1]), css, style, level)
        elif tag.name in ("ul", "ol", "li"):
            self._read_list(tag, css, style, level)
        elif tag.name in _BLOCKS:
            # The first paragraph of an item is the item.
            if not self._is_new_item():
                self.end()
            self._read_children(tag, styled(tag, css, style), level)
            self.end()
        else:
            self._read_inline(tag, css, style, level)

    def _is_left_out(self, tag: Tag, css: str) -> bool:
        if tag.name == "del":
            self.left_out["deleted passage|"] += 1
        elif is_hidden(tag, css):
            if tag.get_text(strip=True):
                self.left_out["hidden passage|"] += 1
        elif tag.name == "hr":
            self.end()
        else:
            return "mso-list:ignore" in css  # a bullet that Word draws
        return True

    def _read_list(self, tag: Tag, css: str, style: Style, level: int) -> None:
        if tag.name == "li":
            items = style.items or ("ul",)
            self.start(items[-1], len(items) - 1)
            style = styled(tag, css, style._replace(items=items))
        else:
            self.end()
            style = style._replace(items=(*style.items, tag.name))
        self._read_children(tag, style, level)
        self.end()

    def _read_inline(self, tag: Tag, css: str, style: Style, level: int) -> None:
        if tag.name in ("sub", "sup") and self._continues_number(tag):
            # The number of a footnote would become part of a phone number or a bill.
            self.add(f" [{tag.get_text(strip=True)}]", style)
            self.changed["footnote number| now in brackets"] += 1
            return
        linked = self._linked(tag, styled(tag, css, style))
        shown = tag.get_text(strip=True)
        if linked.link != style.link and shown == tag.get("href"):
            self.add(clean_link(shown), linked)
        else:
            self._read_children(tag, linked, level)
        if tag.name in _STRUCK or "line-through" in css:
            self.changed["struck passage| now in normal type"] += 1

    def _continues_number(self, tag: Tag) -> bool:
        parts = self.blocks[-1].parts if self.is_open else []
        before, number = parts[-1][0][-1:] if parts else "", tag.get_text(strip=True)[:1]
        return before.isdigit() and number.isdigit()

    def _is_new_item(self) -> bool:
        block = self.blocks[-1] if self.is_open else None
        return bool(block and block.kind in ("ul", "ol") and not visible(block))

    def _break(self) -> None:
        # The second break in a row starts a new paragraph.
        if not self.is_open:
            return
        block = self.blocks[-1]
        if block.parts and block.parts[-1][0] == "\n":
            block.parts.pop()
            self.end()
        elif block.parts:
            block.parts.append(("\n", Style()))

    def _read_media(self, tag: Tag, style: Style) -> None:
        alt = str(tag.get("alt") or "").strip()
        if tag.name == "img" and alt and (is_emoji(alt) or "emoji" in str(tag.get("class", ""))):
            self.add(alt, style)
        elif not (tag.name == "img" and {tag.get("width"), tag.get("height")} & {"0", "1", "2"}):
            self.left_out[f"{_MEDIA[tag.name]}|"] += 1

    def _read_heading(self, tag: Tag, heading: int, style: Style, level: int) -> None:
        if not tag.get_text(strip=True):
            return
        # The nearest level that this field offers.
        kept = min(self.headings, key=lambda one: abs(int(one[1]) - heading), default="")
        if not kept:
            self.changed["heading| now a bold line"] += 1
        self.start(kept or "p")
        self._read_children(tag, Style(bold=not kept, is_heading=True), level)
        self.end()

    def _read_word_item(self, tag: Tag, depth: int, css: str, style: Style, level: int) -> None:
        marker = next(
            (one.get_text() for one in tag.find_all("span") if "mso-list:ignore" in css_of(one)),
            "•",
        )
        match = _BULLET.match(marker)
        kind = "ol" if match and match["number"] and match["number"] != "o" else "ul"
        self.start(kind, min(depth, 5) - 1)
        self._read_children(tag, styled(tag, css, style), level)
        self.end()

    def _read_table(self, table: Tag, style: Style, level: int) -> None:
        self.end()
        for caption in table.find_all("caption", recursive=False):
            self.read(caption, style, level)
        rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
        cells = [row.find_all(["td", "th"], recursive=False) for row in rows]
        if is_layout(table, cells):
            for cell in (cell for row in cells for cell in row):
                self._read_children(cell, style, level)
                self.end()
            return
        self.changed["table| now a list"] += 1
        for number, row in enumerate(cells):
            self.start("ul", starts_list=number == 0)
            for cell in row:
                block = self.blocks[-1]
                before = len(block.parts)
                if visible(block):
                    block.parts.append((CELLS_APART, Style()))
                start = len(block.parts)
                for child in cell.children:
                    self._read_in_cell(child, styled(cell, css_of(cell), style), level + 1)
                if not any(text.strip() for text, _style in block.parts[start:]):
                    del block.parts[before:]
            self.end()

    def _read_in_cell(self, node: Any, style: Style, level: int) -> None:
        first = len(self.blocks)
        self.is_open = True
        self.read(node, style, level)
        line = self.blocks[first - 1]
        is_after_item = False
        for block in self.blocks[first:]:
            if not visible(block):
                continue
            is_item = block.kind in ("ul", "ol")
            line.parts.append(("; " if is_item and is_after_item else " ", Style()))
            is_after_item, is_heading = is_item, block.kind in HEADINGS
            line.parts += [
                (text, one._replace(bold=one.bold or is_heading)) for text, one in block.parts
            ]
        del self.blocks[first:]

    def _linked(self, tag: Tag, style: Style) -> Style:
        if tag.name != "a":
            return style
        if tag.get("linktype") in ("page", "document") and read_id(tag.get("id", "")):
            return style._replace(link=f'linktype="{tag["linktype"]}" id="{tag["id"]}"')
        if not tag.has_attr("href") and (
            tag.has_attr("name") or tag.has_attr("id") or not tag.get_text(strip=True)
        ):
            return style  # an anchor; any other link without an address had an invalid one
        address = str(tag.get("href", "invalid:")).strip()
        if not address or address.startswith("#"):
            return style
        if not address.lower().startswith(tuple(f"{scheme}:" for scheme in _FOLLOWED)):
            self.left_out["link| that readers could not follow"] += 1
            return style
        cleaned = clean_link(address)
        if cleaned != address:
            self.changed["link| now without tracking"] += 1
        return style._replace(link=f'href="{escape(cleaned)}"')


def to_rich_text(html: str, headings: tuple[str, ...] = ()) -> Converted:
    """Convert `html` to rich text. `headings` are the heading tags that the field allows."""
    parsed = nh3.clean(
        html,
        tags=_PARSED,
        clean_content_tags={"script", "style", "title", "template", "noscript", "xml"},
        attributes=_ATTRIBUTES,
        # Every scheme, so that links that cannot be followed are counted.
        url_schemes={*_FOLLOWED, *map(str.lower, _SCHEME.findall(unescape(html)))},
        link_rel=None,
    )
    conversion = _Conversion(headings)
    for node in BeautifulSoup(parsed, "html.parser").children:
        conversion.read(node, Style())
    text = rendered([block for block in conversion.blocks if visible(block)])
    return Converted(text, dict(conversion.left_out), dict(conversion.changed))
