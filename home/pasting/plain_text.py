"""Conversion of plain text, such as a copied chat message, to HTML."""

import re
from html import escape

_BULLET = re.compile(r"\s*(?:[•●▪◦‣∙·*–-])\s+(?P<text>\S.*)")
_NUMBER = re.compile(r"\s*\d{1,3}[.)]\s+(?P<text>\S.*)")
# Emphasis as WhatsApp writes it: the marks touch the words, not letters around them.
_BOLD = re.compile(r"(?<!\w)\*(?=\S)([^*\n]+?)(?<=\S)\*(?!\w)")
_ITALIC = re.compile(r"(?<![\w/])_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)")
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+[^\s<>\"“”.,;:!?'’)\]*_]")


def to_html(text: str) -> str:
    """Return `text` as HTML with paragraphs, lists, links and emphasis."""
    paragraphs: list[str] = []
    for paragraph in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        kind = "p"
        lines: list[str] = []
        for line in filter(None, map(str.strip, paragraph.split("\n"))):
            item = _BULLET.fullmatch(line) or _NUMBER.fullmatch(line)
            now = "p" if not item else "ul" if _BULLET.fullmatch(line) else "ol"
            if now != kind:
                paragraphs.append(_block(kind, lines))
                kind, lines = now, []
            lines.append(_inline(item["text"] if item else line))
        paragraphs.append(_block(kind, lines))
    return "".join(paragraphs)


def _block(kind: str, lines: list[str]) -> str:
    if not lines:
        return ""
    if kind == "p":
        return f"<p>{'<br>'.join(lines)}</p>"
    return f"<{kind}>{''.join(f'<li>{line}</li>' for line in lines)}</{kind}>"


def _inline(line: str) -> str:
    parts, end = [], 0
    for match in _ADDRESS.finditer(line):
        parts.append(_emphasis(line[end : match.start()]))
        address = escape(match[0])
        parts.append(f'<a href="{address}">{address}</a>')
        end = match.end()
    return "".join([*parts, _emphasis(line[end:])])


def _emphasis(text: str) -> str:
    return _ITALIC.sub(r"<i>\1</i>", _BOLD.sub(r"<b>\1</b>", escape(text, quote=False)))
