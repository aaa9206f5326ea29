"""WSGI middleware that sends stored responses, and stores new ones."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from zlib import crc32

from django.conf import settings

from home.revalidation import KEEP_UNTIL

from . import files, generations

# Parameters that other sites add to links. The page does not depend on them.
_TRACKING = re.compile(r"(utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|igsh)(=[^&]*)?")
# Headers of a 304 response, by RFC 9110, section 15.4.5.
_KEPT = {"Cache-Control", "Content-Location", "Date", "ETag", "Expires", "Vary"}

NEVER = ("/admin/", "/_util/", settings.STATIC_URL, settings.MEDIA_URL)
LOCKS = 256
MOST_UNSTORED = 10_000

Headers = list[tuple[str, str]]


class PageCache:
    """WSGI middleware around Django. Django sees only requests without a stored response."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        # Paths of responses that are never stored, such as forms: they need not wait.
        self._unstored: set[str] = set()

    def __call__(self, environ: dict[str, Any], start: Callable) -> Iterable[bytes]:
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        generation = generations.current() if _may_be_stored(environ, path) else None
        if generation is None:
            return self.application(environ, start)
        if stored := files.find(generation, path):
            return _send(stored, environ, start)
        if path in self._unstored:
            return self.application(environ, start)
        # Many requests for the same page: one renders it, the others wait for the file.
        with generations.only_renderer(generation, crc32(path.encode()) % LOCKS):
            if stored := files.find(generation, path):
                return _send(stored, environ, start)
            return self._render(generation, path, environ, start)

    def _render(
        self, generation: Path, path: str, environ: dict[str, Any], start: Callable
    ) -> Iterable[bytes]:
        """Return Django's response. Store it if its view has set `KEEP_UNTIL`."""
        given: list[Any] = []
        # The whole page is needed, even if the browser has it.
        version = environ.pop("HTTP_IF_NONE_MATCH", "")
        body = self.application(environ, lambda *response: given.extend(response))
        status, headers, *exc_info = given
        names = {name.title() for name, _value in headers}
        if (
            KEEP_UNTIL in environ
            and environ["REQUEST_METHOD"] == "GET"
            and status.startswith("200 ")
            and not names & {"Set-Cookie", "Content-Encoding"}
        ):
            content = b"".join(body)
            _close(body)
            files.store(generation, path, headers, content, environ[KEEP_UNTIL])
            if stored := files.find(generation, path):
                return _send(stored, environ | {"HTTP_IF_NONE_MATCH": version}, start)
            body = [content]
        elif environ["REQUEST_METHOD"] == "GET" and len(self._unstored) < MOST_UNSTORED:
            self._unstored.add(path)
        start(status, headers, *exc_info)
        return body


def _close(body: Any) -> None:
    if hasattr(body, "close"):
        body.close()


def _may_be_stored(environ: dict[str, Any], path: str) -> bool:
    if not settings.PAGE_CACHE_ROOT or path.startswith(NEVER) or not files.is_storable(path):
        return False
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return False
    if settings.SECURE_SSL_REDIRECT and environ.get("HTTP_X_FORWARDED_PROTO") != "https":
        return False
    query = environ.get("QUERY_STRING", "")
    return not query or all(_TRACKING.fullmatch(one) for one in query.split("&"))


def _send(stored: files.Stored, environ: dict[str, Any], start: Callable) -> Iterable[bytes]:
    headers = dict(stored.headers)
    if stored.encodings:
        vary = [*filter(None, [headers.get("Vary")]), "Accept-Encoding"]
        headers["Vary"] = ", ".join(vary)
    if _has_version(environ.get("HTTP_IF_NONE_MATCH", ""), headers.get("ETag")):
        start("304 Not Modified", [(name, v) for name, v in headers.items() if name in _KEPT])
        return []
    encoding, body = stored.read(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if encoding:
        headers["Content-Encoding"] = encoding
    headers["Content-Length"] = str(len(body))
    start("200 OK", list(headers.items()))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _has_version(wanted: str, etag: str | None) -> bool:
    """Compare weakly, by RFC 9110, section 13.1.2."""
    if not wanted or not etag:
        return False
    versions = {one.strip().removeprefix("W/") for one in wanted.split(",")}
    return "*" in versions or etag.removeprefix("W/") in versions
