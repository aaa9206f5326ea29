"""Client of the page cache in front of Django, and a helper to run on-commit callbacks."""

import contextlib
import io
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection

from home.operations.page_cache.wsgi import PageCache


class Reader:
    """Client of the page cache. `rendered` counts the requests that reached Django."""

    def __init__(self):
        self.rendered = 0
        django = WSGIHandler()

        def counted(environ, start):
            self.rendered += 1
            return django(environ, start)

        self.django, self.application = django, PageCache(counted)

    def get(self, path, method="GET", **headers):
        return self._ask(self.application, path, method, headers)

    def get_fresh(self, path):
        return self._ask(self.django, path, "GET", {})[2]

    def _ask(self, application, path, method, headers):
        address = urlsplit(settings.SITE_URL)
        raw = path
        path, _mark, query = path.partition("?")
        environ = {
            "RAW_URI": raw,
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": address.hostname,
            "SERVER_PORT": "80",
            "HTTP_HOST": address.netloc,
            "wsgi.input": io.BytesIO(),
            "wsgi.url_scheme": address.scheme,
            "wsgi.errors": io.StringIO(),
        } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        given = []
        with _open_connection():
            response = application(environ, lambda *response: given.extend(response))
            body = b"".join(response)
            if hasattr(response, "close"):
                response.close()
        return int(given[0].partition(" ")[0]), dict(given[1]), body


@contextlib.contextmanager
def _open_connection():
    # The test's transaction needs the connection after the request.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@contextlib.contextmanager
def commit():
    """Run the on-commit callbacks of the `with` block at its end, as a real commit would."""
    before = len(connection.run_on_commit)
    yield
    # Each function may register more. It is another list if a savepoint was rolled back.
    while len(connection.run_on_commit) > before:
        _savepoints, function, *_robust = connection.run_on_commit.pop(before)
        function()
