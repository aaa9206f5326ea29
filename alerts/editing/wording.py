"""Search for days without a date, and for links that mean nothing out of context."""

import re
from html import escape, unescape
from typing import Any

from django.utils.html import strip_tags

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
# “June 3”, “3 June”, “the 3rd”, “6/3”; and not “3 p.m.”.
_DATE = rf"(?:{_MONTH}\s+\d{{1,2}}\b|\d{{1,2}}\s+{_MONTH}|(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)\b|\d{{1,2}}/\d{{1,2}}\b)"
# “Mon”, “Wed”, “Sat” and “Sun” are words of their own.
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Tues?|Thurs?|Fri)"
_UNDATED = re.compile(
    r"\b(?P<word>today|tonight|tomorrow|yesterday"
    r"|(?:this|next|last|coming)\s+(?:week(?:end)?|month|morning|afternoon|evening|night)"
    rf"|(?:(?:this|next|last|coming)\s+)?(?<!every\s){_WEEKDAY})\b"
    rf"(?!\.?\s*(?:,|\(|the|at|,?\s*on)*\s*{_DATE})",
    re.IGNORECASE,
)
_DATE_BEFORE = re.compile(rf"{_DATE}(?:,?\s+\d{{4}})?\s*[,(]?\s*$", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"<(?=/?(?:p|li|h[1-6]|br)\b)", re.IGNORECASE)
_LINK = re.compile(r"<a\b[^>]*>(?P<text>.*?)</a\s*>", re.IGNORECASE | re.DOTALL)
_VAGUE = re.compile(
    r"(?:(?:click|tap|press|go|see|look|read)\s+)?(?:right\s+|over\s+)?here(?:\s+now)?"
    r"|(?:see\s+|read\s+|open\s+|visit\s+)?(?:this|that|the)?\s*(?:link|page|site|website|article|document)"
    r"|this|that|link|click|go|(?:read|learn|see|find\s+out)?\s*more|details"
    r"|(?:more\s+)?info(?:rmation)?|(?:https?:|www\.)\S*|\S+\.(?:com|edu|gov|net|org)(?:/\S*)?",
    re.IGNORECASE,
)
# Names of the parts of blocks that are links, and of those that readers do not read.
_LINKS, _NO_TEXT = {"label", "title"}, {"id", "type", "url"}
_AROUND = " \t\n\xa0.,:;!?…»«“”\"'()[]›>→-–"


def _plain(html: str) -> str:
    return " ".join(unescape(strip_tags(html)).split())


def undated_day(html: str) -> str:
    """Return the first day or period without a date in `html`, such as “tomorrow”, or "".

    “Fridays” and “every Friday” are rules and need no date.
    """
    text = _plain(_BLOCK_TAG.sub(" <", html))
    for match in _UNDATED.finditer(text):
        if not _DATE_BEFORE.search(text[: match.start()]):
            return match["word"]
    return ""


def vague_link(html: str) -> str:
    """Return the text of the first link in `html` that means nothing out of context, or ""."""
    # Screen readers list links without the sentences around them.
    for match in _LINK.finditer(html):
        text = _plain(match["text"])
        if not text.strip(_AROUND) or _VAGUE.fullmatch(text.strip(_AROUND)):
            return text or "(empty)"
    return ""


def as_html(content: Any) -> str:
    """Return the texts in the stored `content` of a field or block as HTML, with labels as links."""
    if isinstance(content, dict):
        return "".join(
            f"<p><a>{escape(child)}</a></p>" if name in _LINKS and child else as_html(child)
            for name, child in content.items()
            if name not in _NO_TEXT
        )
    if isinstance(content, list):
        return "".join(map(as_html, content))
    return f"<p>{content}</p>" if isinstance(content, str) else ""
