"""Search for words and links in texts."""

import re
import unicodedata
from urllib.parse import unquote

from django.conf import settings
from django.utils.encoding import punycode

_APOSTROPHE = re.compile(r"(?<=\w)['’‘‛ʼʻ`](?=\w)")
_NO_WORD = re.compile(r"[\W_]+")
_TILDE = "\u0303"

# A URL with a scheme, or anything that looks like the name of a host.
_LINK = re.compile(
    r"""
    (?:https?|hxxps?|ftp):[/\\]{1,3}[^\s<>"']+
    | (?<![\w@.-]) (?:[\w-]{1,63}[.。．｡]){1,20} (?:xn--[\w-]{1,59}|[^\W\d_]{2,24})
      (?![\w@-]) (?::\d{1,5})? (?:[/?\#][^\s<>"']*)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SCHEME = re.compile(r"[a-z]+:[/\\]{1,3}", re.IGNORECASE)
# Top-level domains that a link without a scheme must have: “noon.It was” is not a link.
_USUAL_ENDS = {
    *("app", "bid", "biz", "buzz", "cc", "cf", "click", "club", "cn", "co", "com", "dev", "ga"),
    *("gq", "icu", "in", "info", "io", "life", "link", "live", "loan", "ly", "me", "ml", "net"),
    *("online", "org", "page", "pro", "pw", "ru", "shop", "site", "store", "su", "tk", "top"),
    *("tv", "us", "vip", "win", "ws", "xyz"),
}


def plain(text: str) -> str:
    """Normalize `text` for comparison, for example “Ñandú's” to “ñandus”."""
    # The normalization would turn "´" into a space and an accent.
    text = unicodedata.normalize("NFKD", text.replace("´", "'").casefold()).casefold()
    kept = []
    for character in text:
        # The ñ stays, because Spanish *año* is not *ano*.
        if not unicodedata.combining(character):
            kept.append(character)
        elif character == _TILDE and kept and kept[-1] == "n":
            kept[-1] = "ñ"
    # In Somali, apostrophes within words are letters, and must not split a word.
    return _NO_WORD.sub(" ", _APOSTROPHE.sub("", "".join(kept))).strip()


def host_of(link: str) -> str:
    """Return the host that a browser would open for `link`, or "" if there is none."""
    rest = _SCHEME.sub("", unicodedata.normalize("NFKC", link), count=1)
    authority = re.split(r"[/\\?#]", rest)[0]
    host = unquote(authority.rpartition("@")[2]).partition(":")[0].strip(".").casefold()
    try:
        return punycode(host).casefold()
    except UnicodeError:  # not a valid host name
        return host


def links_in(text: str) -> list[str]:
    """Return the parts of `text` that look like links. Some may fail `is_link`."""
    return _LINK.findall(text)


def is_link(candidate: str) -> bool:
    """Return True if `candidate` has a scheme, "www." or a usual top-level domain."""
    host = host_of(candidate)
    return bool(
        _SCHEME.match(candidate)
        or host.startswith("www.")
        or host.rpartition(".")[2] in _USUAL_ENDS
    )


def links_elsewhere(text: str) -> list[str]:
    """Return the links in `text` that lead to other sites, as written."""
    own_host = host_of(settings.SITE_URL)
    return [link for link in links_in(text) if is_link(link) and host_of(link) != own_host]


def without_links(text: str) -> str:
    """Return `text` with a space in place of each link."""
    return _LINK.sub(lambda found: " " if is_link(found[0]) else found[0], text)


def has_word(plain_text: str, plain_term: str) -> bool:
    """Return True if `plain_term` occurs in `plain_text` as whole words; both are from `plain`."""
    return bool(plain_term) and f" {plain_term} " in f" {plain_text} "


def is_below(host: str, domain: str) -> bool:
    """Return True if `host` is `domain` or a subdomain of it; both are from `host_of`."""
    return host == domain or host.endswith(f".{domain}")
