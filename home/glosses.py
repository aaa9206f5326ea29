"""Marks for English words in brackets in texts of other languages, such as “khoom siv (tool)”.

A screen reader pronounces such a word correctly only with `lang="en"`. The same message can be
shown as text and in an attribute, where no element can stand, so the words are marked when the HTML
of a page is complete.
"""

import re

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
        *("session", "sheriff", "special session", "Strings", "text", "toll-free", "veto"),
        *("visa", "voicemail", "volunteer", "volunteers", "vote", "warrant", "website"),
        "ZIP code",
    }
)
# English words that are also words of the language.
_OWN = {"es": {"federal", "internet", "local", "PDF", "visa"}}

_BRACKETS = re.compile(r"\(([^()<>]+)\)")
_TAG = re.compile(r"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
# Elements that cannot contain other elements, and comments
_TEXT_ONLY = re.compile(
    r"<!--.*?-->|<(script|style|textarea|title|select)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)


def mark_glosses(html: str) -> str:
    """Return `html`, in the active language, with `lang="en"` for English words in brackets."""
    if get_language() == settings.LANGUAGE_CODE:
        return html
    english = GLOSSES - _OWN.get(get_language() or "", set())
    found = [one for one in _BRACKETS.finditer(html) if english & set(one[1].split(", "))]
    if not found:
        return html
    text_only = [one.span() for one in _TEXT_ONLY.finditer(html)]
    pieces, end = [], 0
    for one in found:
        if _is_in_tag(html, one.start()) or any(i < one.start() < j for i, j in text_only):
            continue
        parts = [
            f'<span lang="en">{part}</span>' if part in english else part
            for part in one[1].split(", ")
        ]
        pieces += [html[end : one.start()], f"({', '.join(parts)})"]
        end = one.end()
    return "".join([*pieces, html[end:]])


def _is_in_tag(html: str, place: int) -> bool:
    """Return True if `place` is inside a tag, such as in an attribute."""
    start = html.rfind("<", 0, place)
    tag = _TAG.match(html, start) if start >= 0 else None
    return start >= 0 and (tag is None or tag.end() > place)


class GlossesMiddleware:
    """Middleware that marks English words in brackets on pages in other languages."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_html = response.get("Content-Type", "").startswith("text/html")
        if is_html and not response.streaming and request.LANGUAGE_CODE != settings.LANGUAGE_CODE:
            response.content = mark_glosses(response.text)
        return response
