"""Marks for English words in brackets in texts of other languages, such as “khoom siv (tool)”.

A screen reader pronounces such a word correctly only with `lang="en"`. The same message can be
shown as text and in an attribute, where no element can stand. Therefore, the words are marked when
the HTML of a page is complete.

Two kinds of words are marked: those in `GLOSSES`, and those that a translator has taken from the
English text of the same page.
"""

import re
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

# English words that stand in brackets in the catalogs, the glossary and the sample content, and
# others that translators are likely to explain words with.
GLOSSES = frozenset(
    {
        *("A-Number", "account", "agent", "apps", "Assembly", "asylum", "attorney", "backup"),
        *("bail", "bill", "bond", "booking", "browser", "budget", "buttons", "calendar"),
        *("calendar file", "campaign", "card", "Central Time", "citizen", "code", "committee"),
        *("conviction", "cookie", "copy", "counters", "counties", "county", "court"),
        *("dark mode", "database", "deadline", "debate", "deportation", "detainer"),
        *("detention", "election", "email", "English", "ext.", "federal", "flyer", "fonts"),
        *("form", "governor", "green card", "hearing", "hotline", "ICE", "ICE warrant"),
        *("immigration", "immigration status", "internet", "interpreter", "IP address", "jail"),
        *("judge", "judicial warrant", "keyboard", "lawyer", "legislature", "letter size"),
        *("license", "link", "local", "logs", "machine", "Maple County Board", "meeting", "menu"),
        *("moderator", "moderators", "office", "omnibus", "parole", "passport", "password"),
        *("PDF", "petition", "police", "program", "QR code", "raid", "rally", "random", "report"),
        *("representative", "School Board", "scrambled", "screen reader", "seconds", "senator"),
        *(
            "session",
            "sheriff",
            "Social Security",
            "special session",
            "Strings",
            "tab",
            "text",
            "toll-free",
            "veto",
        ),
        *("video", "visa", "voicemail", "volunteer", "volunteers", "vote", "warrant", "website"),
        "ZIP code",
    }
)
# English words that are also words of the language.
_OWN = {"es": {"federal", "internet", "local", "PDF", "video", "visa"}}

# Letters that a single word from the page must have: short words can be of any language.
SHORTEST = 4
_PHRASE = re.compile(r"[A-Za-z]+(?:[ '’-][A-Za-z]+){0,4}")
_BRACKETS = re.compile(r"\(([^()<>]+)\)")
_TAG = re.compile(r"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
# Elements that cannot contain other elements, and comments
_TEXT_ONLY = re.compile(
    r"<!--.*?-->|<(script|style|textarea|title|select)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)


class _English:
    """English words and phrases to mark in a text of `language`."""

    def __init__(self, language: str, page: Any = None) -> None:
        self._page = page
        self._own = _OWN.get(language, set())

    def has(self, part: str) -> bool:
        return part not in self._own and (part in GLOSSES or self._is_from_page(part))

    def _is_from_page(self, part: str) -> bool:
        # A single word that is short can be of either language, and so can any word in `_OWN` languages.
        is_short = " " not in part and (len(part) < SHORTEST or bool(self._own))
        if self._page is None or is_short or not _PHRASE.fullmatch(part):
            return False
        words = rf"(?<![\w'’-]){re.escape(part)}(?![\w'’-])"
        return bool(re.search(words, self._text, re.IGNORECASE))

    @cached_property
    def _text(self) -> str:
        return self._page.source.english_text()


def mark_glosses(html: str, page: Any = None) -> str:
    """Mark English words in brackets in `html`, which shows `page` in the active language."""
    language = get_language() or ""
    if language == settings.LANGUAGE_CODE:
        return html
    english = _English(language, page)
    found = [one for one in _BRACKETS.finditer(html) if any(map(english.has, one[1].split(", ")))]
    if not found:
        return html
    text_only = [one.span() for one in _TEXT_ONLY.finditer(html)]
    pieces, end = [], 0
    for one in found:
        if _is_in_tag(html, one.start()) or any(i < one.start() < j for i, j in text_only):
            continue
        parts = [
            f'<span lang="en">{part}</span>' if english.has(part) else part
            for part in one[1].split(", ")
        ]
        pieces += [html[end : one.start()], f"({', '.join(parts)})"]
        end = one.end()
    return "".join([*pieces, html[end:]])


def _is_in_tag(html: str, place: int) -> bool:
    start = html.rfind("<", 0, place)
    if start < 0:
        return False
    tag = _TAG.match(html, start)
    return tag is None or tag.end() > place


class GlossesMiddleware:
    """Middleware that marks English words in brackets on pages in other languages."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_html = response.get("Content-Type", "").startswith("text/html")
        if is_html and not response.streaming and request.LANGUAGE_CODE != settings.LANGUAGE_CODE:
            context = getattr(response, "context_data", None) or {}
            page = context.get("page")
            is_ours = hasattr(page, "english_text")
            response.content = mark_glosses(response.text, page if is_ours else None)
        return response
