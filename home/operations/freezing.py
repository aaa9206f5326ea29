"""Static copy of the public site in all languages, for any web host."""

import json
import mimetypes
import re
import shutil
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.utils import timezone

from . import frozen_pages

MARKER = "frozen.json"
_HTML, _CSS = "text/html", "text/css"
_TEXTS = ("application/atom+xml", "application/feed+json", "application/json", "application/xml",
          "text/calendar", "text/plain", "text/xml")  # fmt: skip
_MOST_REDIRECTS = 5


# Functions that return paths of files to which no page links.
_sources: list[Callable[[], Iterable[str]]] = []


class NotFrozen(Exception):
    """Raised when no copy could be made. The message is written for the operator."""


@dataclass
class Copy:
    """Files of a static copy, and addresses that could not be copied."""

    made_at: datetime
    files: dict[str, bytes] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)  # address -> status


@dataclass
class Answer:
    url: str  # the last one, after redirects
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip()

    @property
    def is_for_all(self) -> bool:
        control = self.headers.get("cache-control", "")
        return self.status == 200 and "no-store" not in control and "private" not in control


def register(find_paths: Callable[[], Iterable[str]]) -> None:
    """Register a function that returns paths of public files to which no page links."""
    _sources.append(find_paths)


def freeze(folder: Path, address: str = "") -> Copy:
    """Write a static copy of the public site into `folder`, and return the copy.

    `address` is the URL of the copy. Without it, feeds and calendars keep the site's URL.

    Raises:
        NotFrozen: no copy was written.
    """
    folder = folder.absolute()
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise NotFrozen(f"{folder} is neither empty nor an earlier copy.")
    copy = _Crawler(address.rstrip("/")).run()
    fronts = {f"{settings.SITE_URL}/{code}/" for code, _name in settings.LANGUAGES}
    broken = [url for url, status in copy.missing.items() if status >= 500 or url in fronts]
    if broken:
        raise NotFrozen(f"The site fails at {broken[0]}.")
    new = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    for name, content in copy.files.items():
        path = new / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    return copy


class _Crawler:
    def __init__(self, address: str):
        self.address = address
        self.copy = Copy(timezone.now())
        self.application = WSGIHandler()
        self.answers: dict[str, Answer] = {}
        self.waiting: deque[str] = deque()

    def run(self) -> Copy:
        codes = [code for code, _name in settings.LANGUAGES]
        for path in [*(f"/{code}/" for code in codes), "/robots.txt", "/sitemap.xml"]:
            self._add(settings.SITE_URL + path)
        for find_paths in _sources:
            for path in find_paths():
                self._add(settings.SITE_URL + path)
        while self.waiting:
            url = self.waiting.popleft()
            answer = self.answers[url] = self._ask(url)
            for found in self._addresses(answer):
                self._add(found)
        for url, answer in self.answers.items():
            if answer.is_for_all:
                self._write(url, answer)
            elif answer.status not in (200, 301, 302):
                self.copy.missing[url] = answer.status
        self._write_others(codes)
        return self.copy

    def _add(self, url: str) -> None:
        url = url.partition("#")[0]
        if self._is_own(url) and url not in self.answers and url not in self.waiting:
            self.waiting.append(url)

    @staticmethod
    def _is_own(url: str) -> bool:
        path = urlsplit(url).path
        is_private = path.startswith(("/admin/", "/_util/")) or "/translate/" in path
        return url.startswith(f"{settings.SITE_URL}/") and not is_private

    def _ask(self, url: str) -> Answer:
        for _time in range(_MOST_REDIRECTS):
            answer = self._ask_once(url)
            target = urljoin(url, answer.headers.get("location", ""))
            if answer.status not in (301, 302) or not self._is_own(target):
                break
            url = target
        return answer

    def _ask_once(self, url: str) -> Answer:
        parts = urlsplit(url)
        told: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], *_error: Any) -> Any:
            told["status"] = int(status.split(maxsplit=1)[0])
            told["headers"] = {name.lower(): value for name, value in headers}
            return lambda data: None

        site = urlsplit(settings.SITE_URL)
        response = self.application(
            {
                "REQUEST_METHOD": "GET",
                # WSGI's form of a text in UTF-8.
                "PATH_INFO": unquote(parts.path).encode().decode("latin-1"),
                "QUERY_STRING": parts.query,
                "SCRIPT_NAME": "",
                "SERVER_NAME": site.hostname or "",
                # By which Wagtail chooses between sites with the same name of their host.
                "SERVER_PORT": str(site.port or {"https": 443}.get(site.scheme, 80)),
                "SERVER_PROTOCOL": "HTTP/1.1",
                "HTTP_HOST": site.netloc,
                "REMOTE_ADDR": "127.0.0.1",
                "wsgi.url_scheme": site.scheme,
                "wsgi.input": BytesIO(),
                "wsgi.errors": None,
                "wsgi.version": (1, 0),
            },
            start_response,
        )
        try:
            body = b"".join(response)
        finally:
            response.close()
        # The proxy would send this file.
        if sent := told["headers"].get("x-accel-redirect"):
            body = (Path(settings.MEDIA_ROOT) / unquote(sent).lstrip("/")).read_bytes()
        return Answer(url, told["status"], told["headers"], body)

    def _addresses(self, answer: Answer) -> list[str]:
        if not answer.is_for_all:
            return []
        if answer.kind == _HTML:
            return frozen_pages.addresses_in_html(answer.body.decode(), answer.url)
        if answer.kind == _CSS:
            return frozen_pages.addresses_in_css(answer.body.decode(), answer.url)
        if re.fullmatch(r"/sitemap(-\d+)?\.xml", urlsplit(answer.url).path):
            return re.findall(r"<loc>([^<]+)</loc>", answer.body.decode())
        return []

    def _name(self, answer: Answer) -> str:
        parts = urlsplit(answer.url)
        name = unquote(parts.path).lstrip("/")
        suffix = mimetypes.guess_extension(answer.kind) or ""
        # A query chooses another page; of other files it only names the version.
        chosen = re.sub(r"[^A-Za-z0-9]+", "-", parts.query) if answer.kind == _HTML else ""
        if name.endswith("/") or not name:
            name += f"index{f'-{chosen}' if chosen else ''}{suffix}"
        elif chosen:
            name += f"-{chosen}{suffix}"
        if ".." in Path(name).parts or "\0" in name:
            raise NotFrozen(f"The address {answer.url} cannot be a file.")
        return name

    def _replacer(self, source: str) -> Callable[[str], str]:
        def replace(url: str) -> str:
            bare, hash_, fragment = url.partition("#")
            answer = self.answers.get(bare)
            if answer is None or not answer.is_for_all:
                return url
            target = quote(frozen_pages.relative(self._name(answer), source))
            return f"{target}{hash_}{fragment}"

        return replace

    def _write(self, url: str, answer: Answer) -> None:
        name = self._name(answer)
        if name in self.copy.files:
            return
        content = answer.body
        if answer.kind == _HTML:
            content = frozen_pages.rewrite_html(
                content.decode(), answer.url, self._replacer(name), self.copy.made_at
            ).encode()
        elif answer.kind == _CSS:
            content = frozen_pages.rewrite_css(
                content.decode(), answer.url, self._replacer(name)
            ).encode()
        elif self.address and answer.kind in _TEXTS:
            content = content.replace(settings.SITE_URL.encode(), self.address.encode())
        self.copy.files[name] = content

    def _write_others(self, codes: list[str]) -> None:
        home_pages = {code: f"{code}/index.html" for code in codes}
        self.copy.files["index.html"] = frozen_pages.choice_of_language(home_pages)
        # Hosts send this page for any folder, so its links must not be relative.
        there = {code: f"{self.address}/{path}" for code, path in home_pages.items()}
        self.copy.files["404.html"] = frozen_pages.missing_page(there)
        for path in Path(settings.WHITENOISE_ROOT).rglob("*"):
            if path.is_file():
                name = str(path.relative_to(settings.WHITENOISE_ROOT))
                self.copy.files[name] = path.read_bytes()
        self.copy.files[MARKER] = json.dumps(
            {"made_at": self.copy.made_at.isoformat(), "site": settings.SITE_URL}
        ).encode()
