"""Requests to a running site, like those of a stranger's browser that runs no scripts."""

import re
from collections import Counter, deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin, urlsplit

import requests
from bs4 import BeautifulSoup
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override

from ..frozen_pages import addresses_in_css, addresses_in_html
from .traces import Traces

SECONDS = 30
# Cookies of an old session, form and browser, which the site must ignore.
_COOKIES = ("sessionid", "csrftoken", "known_browser")
_WITHOUT_LANGUAGE = (
    *("/", "/robots.txt", "/sitemap.xml", "/healthz", "/favicon.ico", "/.well-known/security.txt"),
    *("/fr/", "/documents/authenticate_with_password/1/"),
)


@dataclass(frozen=True)
class Answer:
    """Response of the site to one request."""

    kind: str  # see `kind_of`
    asked: str  # method and URL
    url: str
    status: int
    headers: "requests.structures.CaseInsensitiveDict[str]"
    text: str  # empty if the content is not text

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def is_page(self) -> bool:
        return self.content_type == "text/html"

    @cached_property
    def parsed(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "html.parser")


class Visitor:
    """Visitor who requests up to `per_kind` addresses of each type of page in each language."""

    def __init__(
        self, site: str, traces: Traces, per_kind: int, languages: Collection[str]
    ) -> None:
        self.site = site.rstrip("/")
        self.traces = traces
        self.per_kind = per_kind
        self.languages = languages
        # Links in pages can begin with SITE_URL, which can differ from `site`.
        self.own = {self.site, settings.SITE_URL}
        self.kinds: Counter[str] = Counter()
        # One address of each type of page, in any language, for a browser.
        self.pages: dict[str, str] = {}
        self._known: set[str] = set()
        self._waiting: deque[str] = deque()

    def answers(self) -> Iterator[Answer]:
        """Visit the site, and yield the response to each request.

        Raises:
            requests.RequestException: the site does not answer.
        """
        for path in self._first_paths():
            self._add(self.site + path)
        while self._waiting:
            url = self._waiting.popleft()
            kind = kind_of(urlsplit(url).path)
            if self.kinds[kind] >= self.per_kind:
                continue
            self.kinds[kind] += 1
            answer = self._ask("GET", url, kind)
            yield answer
            if answer.is_page and answer.status == 200:
                self.pages.setdefault(kind.partition(" ")[2], url)
            if self.kinds[kind] == 1:
                yield self._ask("GET", url, kind, with_cookies=True)
                yield from self._refused_forms(answer)
            for found in _addresses(answer):
                self._add(found)

    def _first_paths(self) -> Iterator[str]:
        yield from _WITHOUT_LANGUAGE
        word = self.traces.word
        for code in self.languages:
            yield f"/{code}/"
            # Private links and searches that lead nowhere.
            for path in ("", "comment/", "comment/stop/", "translate/"):
                yield f"/{code}/{path}{word}/?q={word}"

    def _add(self, url: str) -> None:
        url = url.partition("#")[0]
        for origin in self.own:
            if url.startswith(f"{origin}/"):
                url = self.site + url.removeprefix(origin)
                break
        else:
            return
        path = urlsplit(url).path
        is_wanted = not path.startswith(("/admin/", "/_util/")) and (
            get_language_from_path(path) in {None, *self.languages}
        )
        if is_wanted and url not in self._known:
            self._known.add(url)
            self._waiting.append(url)

    def _ask(self, method: str, url: str, kind: str, *, with_cookies: bool = False) -> Answer:
        headers = self.traces.headers
        if with_cookies:
            headers["Cookie"] = "; ".join(f"{name}={self.traces.word}" for name in _COOKIES)
        if method == "POST":
            headers["Origin"] = self.site
        response = requests.request(
            method, url, headers=headers, data=None, timeout=SECONDS, allow_redirects=False
        )
        is_text = re.match(r"text/|application/[a-z+]*(xml|json)", _type(response))
        asked = f"{method} {url}{' with old cookies' if with_cookies else ''}"
        text = response.content.decode(errors="replace") if is_text else ""
        return Answer(kind, asked, url, response.status_code, response.headers, text)

    def _refused_forms(self, answer: Answer) -> Iterator[Answer]:
        # The site refuses forms without tokens, and stores nothing.
        if not answer.is_page:
            return
        for form in answer.parsed.find_all("form"):
            url = urljoin(answer.url, str(form.get("action") or answer.url))
            if str(form.get("method", "")).lower() != "post" or not url.startswith(self.site):
                continue
            kind = f"{kind_of(urlsplit(url).path)}, sent"
            if not self.kinds[kind]:
                self.kinds[kind] += 1
                yield self._ask("POST", url, kind)


def kind_of(path: str) -> str:
    """Return a name for the language and type of the page at `path`, such as "en page alerts 2"."""
    language = get_language_from_path(path)
    with override(language or settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            return f"file {path.rpartition('.')[2]}" if "." in path else "nothing"
    name = match.view_name
    # All Wagtail pages have this view, so their path tells them apart.
    if name == "wagtail_serve":
        parts = path.strip("/").split("/")[1:]
        name = f"page {parts[0] if parts else ''} {len(parts)}"
    return f"{language or ''} {name}".strip()


def _type(response: requests.Response) -> str:
    return response.headers.get("Content-Type", "").lower()


def _addresses(answer: Answer) -> list[str]:
    if target := answer.headers.get("Location"):
        return [urljoin(answer.url, target)]
    if answer.is_page:
        scripts = answer.parsed.find_all("script", src=True)
        found = [urljoin(answer.url, str(tag["src"])) for tag in scripts]
        return [*addresses_in_html(answer.text, answer.url), *found]
    if answer.content_type == "text/css":
        return addresses_in_css(answer.text, answer.url)
    if re.fullmatch(r"/sitemap(-\d+)?\.xml", urlsplit(answer.url).path):
        return re.findall(r"<loc>([^<]+)</loc>", answer.text)
    return []
