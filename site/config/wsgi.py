"""WSGI application for gunicorn."""

import os
import re
import threading

from django.core.wsgi import get_wsgi_application

from home.logs import log_uncaught_errors
from home.operations import ledger
from home.operations.page_cache.wsgi import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

BOUNDARY = re.compile(r';\s*boundary=("[^"]*"|[^;]*)', re.IGNORECASE)


class Application:
    """WSGI application that redoes the changes in the ledger before it serves its first request.

    After a manual restore, erased or withdrawn content could otherwise be served. The application
    also removes the charset from requests, so that Django reads them as UTF-8.
    """

    def __init__(self, django_application):
        self.django_application = django_application
        self._lock = threading.Lock()
        self._is_replayed = False

    def __call__(self, environ, start_response):
        # While the database is away, the process is alive, and can say what is missing.
        if environ.get("PATH_INFO") not in ("/healthz", "/readyz"):
            self._replay_once()
        environ["CONTENT_TYPE"] = self._without_charset(environ.get("CONTENT_TYPE", ""))
        return self.django_application(environ, start_response)

    def _replay_once(self):
        if self._is_replayed:
            return
        with self._lock:
            if not self._is_replayed:
                ledger.replay()
                self._is_replayed = True

    @staticmethod
    def _without_charset(content_type):
        """Return `content_type` without its parameters, except the boundary.

        Invalid parameters and some charsets, such as "idna", would make Django fail while it
        creates the request. That is too early for an error page.
        """
        media_type, semicolon, parameters = content_type.partition(";")
        boundary = BOUNDARY.search(semicolon + parameters)
        return media_type + (boundary[0] if boundary else "")


application = Application(PageCache(get_wsgi_application()))
log_uncaught_errors()

# Its models can be imported only now.
from home.operations.page_cache.changes import keep_current  # noqa: E402

# A thread: it would be lost if the server loaded this module before it forks.
keep_current()
