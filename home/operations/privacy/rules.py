"""Rules about privacy that each response of the site must keep."""

import re
from collections.abc import Iterator
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import Tag

from home.headers import CORP, CROSS_ORIGIN, UNUSED

from .visits import Answer

_YEAR = 365 * 24 * 60 * 60
# Sources of a policy that permits neither other hosts nor inline code.
_SOURCES = {"'none'", "'self'"}
# The proxy's error page has an inline style.
_DIGEST = re.compile(r"'sha(256|384|512)-[A-Za-z0-9+/=_-]+'")
_NEEDED_OF_PAGES = ("default-src", "base-uri", "form-action", "frame-ancestors")
_REFERRER = {"no-referrer", "same-origin"}
# Headers by which browsers send reports, or more about themselves.
_ASKING = {
    *("Accept-CH", "Critical-CH", "Expect-CT", "NEL", "Report-To", "Reporting-Endpoints"),
    *("Content-Security-Policy-Report-Only", "SourceMap", "X-SourceMap"),
}
# Attributes whose address a browser opens by itself.
_LOADED = {
    "audio": ("src",),
    "base": ("href",),
    "body": ("background",),
    "embed": ("src",),
    "form": ("action",),
    "frame": ("src",),
    "iframe": ("src",),
    "image": ("href", "xlink:href"),
    "img": ("src", "srcset"),
    "input": ("src", "formaction"),
    "button": ("formaction",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
# Relations of a <link> whose address a browser does not load.
_UNLOADED = {"alternate", "author", "canonical", "help", "license", "next", "prev", "search"}
_DATA_SCRIPTS = {"application/json", "application/ld+json"}
_IN_STYLES = re.compile(r"(?:url\(\s*|@import\s+)['\"]?([^'\")\s;]+)")


def problems(answer: Answer, own: set[str]) -> Iterator[str]:
    """Yield a sentence for each rule that `answer` breaks. `own` are the origins of the site."""
    if answer.status >= 500:
        yield f"fails with status {answer.status}"
    yield from _cookies(answer)
    if answer.status != 304:
        yield from _headers(answer)
        yield from _policy(answer)
    hosts = {urlsplit(origin).netloc for origin in own}
    for address in _opened(answer):
        target = urlsplit(urljoin(answer.url, address))
        if target.scheme in {"http", "https", "ws", "wss"} and target.netloc not in hosts:
            yield f"leads browsers to another host: {target.netloc}"
    if answer.is_page:
        yield from _own_scripts(answer.parsed)


def _cookies(answer: Answer) -> Iterator[str]:
    if header := answer.headers.get("Set-Cookie"):
        try:
            names = ", ".join(SimpleCookie(header)) or "?"
        except CookieError:
            names = "?"
        yield f"sets a cookie: {names}"
    if "cookie" in answer.headers.get("Vary", "").lower():
        yield "depends on a cookie"


def _headers(answer: Answer) -> Iterator[str]:
    headers = answer.headers
    if headers.get("X-Content-Type-Options", "").lower() != "nosniff":
        yield "X-Content-Type-Options is not nosniff"
    referrer = headers.get("Referrer-Policy", "").rpartition(",")[2].strip()
    if referrer not in _REFERRER:
        yield f"Referrer-Policy is {referrer or 'missing'}, not same-origin"
    opener = headers.get("Cross-Origin-Opener-Policy", "")
    if opener != "same-origin":
        yield f"Cross-Origin-Opener-Policy is {opener or 'missing'}, not same-origin"
    resource = headers.get(CORP, "")
    if resource != "same-origin" and not (resource == CROSS_ORIGIN and _is_for_others(answer)):
        yield f"{CORP} is {resource or 'missing'}, not same-origin"
    allowed = {part.strip() for part in headers.get("Permissions-Policy", "").split(",")}
    if missing := [feature for feature in UNUSED if f"{feature}=()" not in allowed]:
        yield f"Permissions-Policy does not forbid {', '.join(missing)}"
    if urlsplit(answer.url).scheme == "https":
        age = re.search(r"max-age=\"?(\d+)", headers.get("Strict-Transport-Security", ""))
        if age is None or int(age[1]) < _YEAR:
            yield "Strict-Transport-Security is missing or below one year"
    for name in sorted(_ASKING):
        if name in headers:
            yield f"has the header {name}, by which browsers tell more than they must"


def _is_for_others(answer: Answer) -> bool:
    # Pictures, sounds, PDFs, and pages without scripts and forms.
    if not answer.is_page:
        return answer.content_type.startswith(("image/", "audio/", "application/pdf"))
    return policy_of(answer).get("script-src") == ["'none'"] and "<form" not in answer.text


def policy_of(answer: Answer) -> dict[str, list[str]]:
    """Return the sources in the answer's Content-Security-Policy by directive."""
    policy: dict[str, list[str]] = {}
    for part in answer.headers.get("Content-Security-Policy", "").split(";"):
        if words := part.lower().split():
            policy.setdefault(words[0], words[1:])
    return policy


def _policy(answer: Answer) -> Iterator[str]:
    policy = policy_of(answer)
    if not policy:
        yield "Content-Security-Policy is missing"
        return
    if policy.get("default-src") != ["'none'"]:
        yield "Content-Security-Policy has no default-src 'none'"
    if answer.is_page:
        for name in _NEEDED_OF_PAGES:
            if name not in policy:
                yield f"Content-Security-Policy has no {name}"
    for name, sources in policy.items():
        if name in {"report-uri", "report-to"}:
            yield f"Content-Security-Policy has {name}: browsers send reports"
        elif name == "frame-ancestors" and _is_for_others(answer):
            continue
        elif name not in {"sandbox", "upgrade-insecure-requests"}:
            weak = [
                source
                for source in sources
                if source not in _SOURCES and not (name == "style-src" and _DIGEST.match(source))
            ]
            if weak:
                yield f"Content-Security-Policy allows {' '.join(weak)} in {name}"


def _opened(answer: Answer) -> Iterator[str]:
    """Yield the addresses that a browser opens by itself, or to which a form is sent."""
    for header in ("Location", "Refresh", "Link"):
        value = answer.headers.get(header, "")
        if header == "Link":
            yield from re.findall(r"<([^>]+)>", value)
        elif value:
            yield re.sub(r"(?i)^\d+\s*;\s*url=", "", value)
    if answer.content_type == "text/css":
        yield from _IN_STYLES.findall(answer.text)
    if not answer.is_page:
        return
    page = answer.parsed
    for tag in page.find_all(True):
        yield from _opened_by(tag)
    for style in page.find_all("style"):
        yield from _IN_STYLES.findall(style.get_text())


def _opened_by(tag: Tag) -> Iterator[str]:
    for name in _LOADED.get(tag.name, ()):
        if value := str(tag.get(name, "")):
            parts = value.split(",") if name == "srcset" else [value]
            yield from (part.split()[0] for part in parts if part.split())
    if tag.name == "link" and not set(tag.get("rel") or []) <= _UNLOADED:
        yield str(tag.get("href", ""))
    if tag.name == "a" and tag.get("ping"):
        yield from str(tag["ping"]).split()
    if tag.name == "meta" and str(tag.get("http-equiv", "")).lower() == "refresh":
        yield re.sub(r"(?i)^\s*\d+\s*;?\s*url=", "", str(tag.get("content", "")))
    if style := tag.get("style"):
        yield from _IN_STYLES.findall(str(style))


def _own_scripts(page: BeautifulSoup) -> Iterator[str]:
    if any(
        not tag.get("src") and str(tag.get("type", "")) not in _DATA_SCRIPTS
        for tag in page.find_all("script")
    ):
        yield "has a script in the page itself"
    handlers = sorted(
        {name for tag in page.find_all(True) for name in tag.attrs if name[:2] == "on"}
    )
    if handlers:
        yield f"has scripts in attributes: {', '.join(handlers)}"
