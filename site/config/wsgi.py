"""WSGI application for gunicorn."""

import logging
import os
import re
import threading

from django.core.cache import caches
from django.core.wsgi import get_wsgi_application
from django.db import connections

from home.logs import log_uncaught_errors
from home.operations import ledger

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

logger = logging.getLogger(__name__)

BOUNDARY = re.compile(r';\s*boundary=("[^"]*"|[^;]*)', re.IGNORECASE)


class Application:
    """WSGI application that redoes the changes in the ledger before it serves its first page."""

    def __init__(self, django_application):
        self.django_application = django_application
        self._lock = threading.Lock()
        self._is_replayed = False
        self._has_threads = False

    def __call__(self, environ, start_response):
        # While the database is away, the process is alive, and can say what is missing.
        if environ.get("PATH_INFO") not in PROBES:
            self._replay_once()
        self.start_threads()
        # Django then reads every request as UTF-8.
        environ["CONTENT_TYPE"] = self._without_charset(environ.get("CONTENT_TYPE", ""))
        return self.django_application(environ, start_response)

    def _replay_once(self):
        if self._is_replayed:
            return
        with self._lock:
            if not self._is_replayed:
                ledger.replay()
                self._is_replayed = True

    def start_threads(self):
        """Start the thread that keeps stored pages current, if it is needed and not yet started."""
        # A thread that was started on import would be lost if the server forked after the import.
        if self._has_threads:
            return
        with self._lock:
            if not self._has_threads:
                self._has_threads = True
                keep_current()

    @staticmethod
    def _without_charset(content_type):
        # Invalid parameters and some charsets, such as "idna", would make Django fail while it
        # creates the request, which is too early for an error page.
        media_type, semicolon, parameters = content_type.partition(";")
        boundary = BOUNDARY.search(semicolon + parameters)
        return media_type + (boundary[0] if boundary else "")


django_application = get_wsgi_application()
log_uncaught_errors()

# These imports need the settings.
from django.test import RequestFactory  # noqa: E402

from home.operations import rendering  # noqa: E402
from home.operations.call_stack import in_one_chunk  # noqa: E402
from home.operations.page_cache.renewal import keep_current  # noqa: E402
from home.operations.page_cache.wsgi import PageCache  # noqa: E402
from home.operations.readiness import PROBES  # noqa: E402

application = Application(PageCache(in_one_chunk(django_application)))


def load_all():
    """Load the views, templates and translations that Django would load at the first requests."""
    # The pages are rendered for this, but neither sent nor stored.
    for path in rendering.paths():
        request = RequestFactory().get(path, secure=True, headers={"host": rendering.host()})
        response = django_application.get_response(request)
        if response.status_code != 200:
            logger.error("%s is answered with status %s", path, response.status_code)
        response.close()
    # A connection must not be shared by two processes.
    connections.close_all()
    caches.close_all()
