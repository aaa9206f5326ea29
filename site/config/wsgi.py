"""The application that gunicorn serves."""

import os
import re

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
django_application = get_wsgi_application()

# A database that was restored by hand may hold what was erased or withdrawn since its back-up: that
# goes before anything is served.
from home.logs import log_uncaught_errors  # noqa: E402
from home.operations import ledger  # noqa: E402  needs the apps

ledger.replay()
log_uncaught_errors()

BOUNDARY = re.compile(r';\s*boundary=("[^"]*"|[^;]*)', re.IGNORECASE)


def application(environ, start_response):
    """Serve a request as UTF-8, whatever its Content-Type says.

    Django decodes the query with the charset that the header names while it makes the request,
    where no error page can answer: "idna", "zip" or a bad RFC 2231 parameter are a failure there.
    """
    media_type, semicolon, parameters = environ.get("CONTENT_TYPE", "").partition(";")
    boundary = BOUNDARY.search(semicolon + parameters)
    environ["CONTENT_TYPE"] = media_type + (boundary[0] if boundary else "")
    return django_application(environ, start_response)
