"""Marks for English words that a text in another language gives in brackets: “khoom siv (tool)”.

A screen reader needs `lang="en"` to pronounce them. The same message stands in elements and in
attributes, where nothing can be marked. Only finished HTML shows which, so it is marked last.
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
        *("license", "link", "local", "logs", "machine", "meeting", "menu", "moderator"),
        *("moderators", "office", "omnibus", "parole", "passport", "password", "PDF"),
        *("petition", "police", "program", "QR code", "raid", "rally", "random", "report"),
        *("representative", "scrambled", "screen reader", "seconds", "senator", "session"),
        *("sheriff", "special session", "Strings", "text", "toll-free", "veto", "visa"),
        *("voicemail", "volunteer", "volunteers", "vote", "warrant", "website", "ZIP code"),
    }
)
# Those that are words of the language itself.
_OWN = {"es": {"federal", "internet", "local", "PDF", "visa"}}

# Whatever can contain no element, then tags, then brackets.
_HTML = re.compile(
    r"""
      <!--.*?-->
    | <(script|style|textarea|title|select)\b.*?</\1\s*>
    | <[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>
    | \((?P<inside>[^()<>]+)\)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


def mark_glosses(html: str) -> str:
    """Return `html`, in the active language, with `lang="en"` for English words in brackets."""
    if get_language() == settings.LANGUAGE_CODE:
        return html
    return _HTML.sub(_mark, html)


def _mark(found: re.Match[str]) -> str:
    if found["inside"] is None:
        return found[0]
    english = GLOSSES - _OWN.get(get_language() or "", set())
    parts = [
        f'<span lang="en">{part}</span>' if part in english else part
        for part in found["inside"].split(", ")
    ]
    return f"({', '.join(parts)})"


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
