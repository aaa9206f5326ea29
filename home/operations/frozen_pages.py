"""Functions that find and replace the addresses in pages and style sheets."""

import posixpath
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import Tag
from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, override

from home.dates import long_date
from home.site_settings import site_name

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
    """Return absolute forms of the addresses in the HTML page `text`, found at `base`."""
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
    """Return the HTML page `text`, found at `base`, rewritten for a copy made at `made_at`."""
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
    """Return absolute forms of the addresses in the style sheet `text`, found at `base`."""
    return [urljoin(base, one) for _quote, one in _CSS_URL.findall(text) if _is_file(one)]


def _is_file(address: str) -> bool:
    return not address.startswith("#") and urlsplit(address).scheme in {"", "http", "https"}


def rewrite_css(text: str, base: str, replace: Replace) -> str:
    """Return the style sheet `text`, found at `base`, with replaced addresses."""

    def write(found: re.Match[str]) -> str:
        if not _is_file(found[2]):
            return found[0]
        return f"url({found[1]}{replace(urljoin(base, found[2]))}{found[1]})"

    return _CSS_URL.sub(write, text)


def relative(target: str, source: str) -> str:
    """Return the relative address of the file `target` for a link in the file `source`."""
    return posixpath.relpath(target, posixpath.dirname(source) or ".")


def choice_of_language(home_pages: Mapping[str, str]) -> bytes:
    """Return an HTML page with links to `home_pages`, a dict of language codes to addresses."""
    links = "".join(
        f'<li><a href="{escape(address)}" lang="{code}" hreflang="{code}">'
        f"{escape(dict(settings.LANGUAGES)[code])}</a></li>"
        for code, address in home_pages.items()
    )
    return _page(f"<h1>{escape(site_name())}</h1><ul>{links}</ul>")


def missing_page(home_pages: Mapping[str, str]) -> bytes:
    """Return the page for addresses that do not exist, with a link to each of `home_pages`."""
    parts = []
    for code, address in home_pages.items():
        with override(code):
            title, link = gettext("We did not find that page"), gettext("To the home page")
        parts.append(
            f'<h1 lang="{code}">{escape(title)}</h1>'
            f'<p><a href="{escape(address)}" lang="{code}" hreflang="{code}">{escape(link)}</a></p>'
        )
    return _page("".join(parts))


def _page(body: str) -> bytes:
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(site_name())}</title></head><body>{body}</body></html>\n"
    ).encode()
