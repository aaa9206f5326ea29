"""Search for addresses in the site's pages and style sheets, and changes for a static copy."""

import posixpath
import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import Tag
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, override

from home.dates import long_date

# Attributes of HTML that hold one address.
_LINKS = {
    "a": ("href",),
    "area": ("href",),
    "audio": ("src",),
    "form": ("action",),
    "img": ("src",),
    "link": ("href",),
    "source": ("src",),
    "video": ("src", "poster"),
}
_DATA_TYPES = {"application/ld+json", "application/json"}
_CSS_URL = re.compile(r"url\(\s*(['\"]?)([^'\")]+)\1\s*\)")

# Returns the address to write in place of an absolute one.
Replace = Callable[[str], str]


def addresses_in_html(text: str, base: str) -> list[str]:
    """Return the absolute addresses of links, pictures, sounds and style sheets in an HTML page.

    `text` is the page, and `base` its address. Form actions and canonical links are left out.
    """
    page = BeautifulSoup(text, "html.parser")
    found: list[str] = []
    for tag, name in _attributes(page):
        if tag.name != "form":
            found.append(urljoin(base, str(tag[name])))
    for tag in page.find_all(srcset=True):
        found += [urljoin(base, one) for one, _size in _candidates(str(tag["srcset"]))]
    for tag in page.find_all("meta", property="og:image"):
        found.append(urljoin(base, str(tag["content"])))
    return found


def rewrite_html(text: str, base: str, replace: Replace, made_at: datetime) -> str:
    """Return the page `text` with replaced addresses, without scripts, and with a note.

    `base` is the address of the page. `replace` gets absolute addresses. The note says that the
    page is a copy made at `made_at`. JSON data stays.
    """
    page = BeautifulSoup(text, "html.parser")
    for tag, name in _attributes(page):
        tag[name] = replace(urljoin(base, str(tag[name])))
    for tag in page.find_all(srcset=True):
        parts = [
            f"{replace(urljoin(base, one))} {size}".strip()
            for one, size in _candidates(str(tag["srcset"]))
        ]
        tag["srcset"] = ", ".join(parts)
    for tag in page.find_all("script"):
        # Pages work without them, and they would ask the site for forms.
        if tag.get("type") not in _DATA_TYPES:
            tag.decompose()
    if page.body and page.html:
        language = str(page.html.get("lang", "en"))
        page.body.insert(0, _note(language, made_at))
    return str(page)


def _note(language: str, made_at: datetime) -> Tag:
    with override(language):
        words = gettext("This copy of our site was made on {date}. It may be out of date.")
        sentence = mark_safe(words.format(date=long_date(made_at, inline=True)))  # noqa: S308
    note = BeautifulSoup(f'<p class="notice">{sentence}</p>', "html.parser").p
    assert note is not None  # noqa: S101 (it was just written)
    return note


def _attributes(page: BeautifulSoup) -> list[tuple[Tag, str]]:
    """Return (tag, attribute name) pairs for the attributes in `page` that hold one address.

    Canonical links, fragments, and addresses that are not web pages, such as telephone numbers,
    are left out.
    """
    return [
        (tag, name)
        for kind, names in _LINKS.items()
        for tag in page.find_all(kind)
        for name in names
        if tag.get(name) and not str(tag[name]).startswith("#")
        if urlsplit(str(tag[name])).scheme in {"", "http", "https"}
        if "canonical" not in (tag.get("rel") or "")  # the original
    ]


def _candidates(srcset: str) -> list[tuple[str, str]]:
    parts = [one.split() for one in srcset.split(",") if one.strip()]
    return [(one[0], " ".join(one[1:])) for one in parts]


def addresses_in_css(text: str, base: str) -> list[str]:
    """Return the absolute addresses of the pictures and fonts in the style sheet `text`.

    `base` is the address of the style sheet. Only relative addresses in `text` are found.
    """
    return [urljoin(base, one) for _quote, one in _CSS_URL.findall(text) if ":" not in one[:6]]


def rewrite_css(text: str, base: str, replace: Replace) -> str:
    """Return the style sheet `text` with its relative addresses replaced.

    `base` is the address of the style sheet. `replace` gets absolute addresses.
    """

    def write(found: re.Match[str]) -> str:
        if ":" in found[2][:6]:
            return found[0]  # data in the style sheet itself
        return f"url({found[1]}{replace(urljoin(base, found[2]))}{found[1]})"

    return _CSS_URL.sub(write, text)


def relative(target: str, source: str) -> str:
    """Return the relative address of the file `target`, for a link in the file `source`.

    Both are paths relative to the folder of the copy.
    """
    return posixpath.relpath(target, posixpath.dirname(source) or ".")
