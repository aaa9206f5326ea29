"""WSGI middleware that sends stored responses, and stores new ones."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error, connection
from django.utils.http import parse_etags
from whitenoise.responders import NOT_MODIFIED_HEADERS

from home.revalidation import KEEP_UNTIL

from .. import cdn, readiness
from . import renewal, storage

# Parameters that other sites add to links. No page depends on them.
_TRACKING = re.compile(r"(utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|igsh)(=[^&]*)?")
# Headers of responses that are not the same for all, or whose body is elsewhere.
_UNSTORED = {"Content-Encoding", "Set-Cookie", "Vary", "X-Accel-Redirect"}


class PageCache:
    """WSGI middleware that sends a stored response if it can, and otherwise calls Django."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start: Callable) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        generation = _generation() if _may_be_stored(environ, path) else None
        if generation is None:
            return self.application(environ, start)
        if sent := _send(generation, path, environ, start):
            return sent
        asked = {**environ, "QUERY_STRING": ""}
        if environ["REQUEST_METHOD"] == "HEAD":
            return self.application(asked, start)
        # Many requests for the same page: one renders it, the others wait for the file. Those for a
        # form, which is never stored, wait only once.
        with storage.first(generation, path):
            if sent := _send(generation, path, environ, start):
                return sent
            given: list[Any] = []
            body: Any = self.application(asked, lambda *response: given.extend(response))
            status, headers, *exc_info = given
            is_public = not {name.title() for name, _value in headers} & _UNSTORED
            if KEEP_UNTIL in asked and status.startswith("200 ") and is_public:
                content = b"".join(body)
                body.close()
                storage.store(generation, path, headers, content, asked[KEEP_UNTIL])
                if sent := _send(generation, path, environ, start):
                    return sent
                body = [content]
        start(status, headers, *exc_info)
        return body


def _may_be_stored(environ: dict[str, Any], path: str) -> bool:
    address = urlsplit(settings.SITE_URL)
    proto = environ.get("HTTP_X_FORWARDED_PROTO", "") if settings.TRUSTED_PROXIES else ""
    query = environ.get("QUERY_STRING", "")
    return (
        settings.PAGE_CACHE
        and path not in readiness.PROBES
        and environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and not environ.get("SCRIPT_NAME")
        and environ.get("HTTP_HOST") == address.netloc
        and address.scheme in (proto, environ["wsgi.url_scheme"])
        # A session or an unknown query could change the response.
        and settings.SESSION_COOKIE_NAME not in environ.get("HTTP_COOKIE", "")
        and (not query or all(_TRACKING.fullmatch(one) for one in query.split("&")))
        and bool(storage.STORABLE.fullmatch(path))
    )


def _generation() -> Path | None:
    """Return the folder of the generation for the request, or None if there is none.

    With several hosts, another one may just have changed a page, so the database is asked.
    """
    if not settings.SEVERAL_HOSTS:
        return storage.current()
    # The server may have closed an open connection long ago.
    for _attempt in range(1 if connection.connection is None else 2):
        try:
            return renewal.latest()
        except (Error, OSError):
            connection.close()
    return None


def _send(
    generation: Path, path: str, environ: dict[str, Any], start: Callable
) -> Iterable[bytes] | None:
    found = storage.find(generation, path, environ.get("HTTP_ACCEPT_ENCODING", ""))
    if found is None:
        return None
    headers, body, until = found
    if settings.WAGTAILFRONTENDCACHE and environ.get("RAW_URI") == path:
        # Only this spelling of the address is purged. Gunicorn sets `RAW_URI`.
        headers.append(cdn.header(until))
    # Compared weakly, by RFC 9110, section 13.1.2.
    asked = environ.get("HTTP_IF_NONE_MATCH")
    known = {one.removeprefix("W/") for one in parse_etags(asked)} if asked else set()
    if known and known & {"*", dict(headers)["ETag"]}:
        kept = {*NOT_MODIFIED_HEADERS, cdn.HEADER}
        start("304 Not Modified", [(name, value) for name, value in headers if name in kept])
        return [b""]
    start("200 OK", headers)
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]
