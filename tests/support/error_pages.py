"""Helper that makes requests fail, to test the error pages."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404

# Response statuses and the exceptions that cause them.
ERRORS = {
    400: SuspiciousOperation("a forged thing"),
    403: PermissionDenied("not for you"),
    404: Http404("not here"),
    500: RuntimeError("a secret of the server"),
}


def fail(client, monkeypatch, error):
    """Make requests for pages raise `error`, and let `client` return the error page."""

    def resolve_page(*args):
        raise error

    monkeypatch.setattr("home.views.resolve_page", resolve_page)
    client.raise_request_exception = False
