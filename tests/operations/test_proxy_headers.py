"""Tests for the client's address and scheme in the headers of proxies."""

import pytest
from django.http import HttpResponse

from home.middleware import TrustedProxyMiddleware


@pytest.fixture
def through(rf, settings):
    """Return a function that sends a request, and returns it as the middleware passes it on."""

    def send(trusted, forwarded_for, scheme="https"):
        settings.TRUSTED_PROXIES = trusted
        seen = []

        def view(request):
            seen.append(request)
            return HttpResponse()

        headers = {"X-Forwarded-Proto": scheme}
        if forwarded_for is not None:
            headers["X-Forwarded-For"] = forwarded_for
        TrustedProxyMiddleware(view)(rf.get("/", headers=headers, REMOTE_ADDR="192.0.2.1"))
        return seen[0]

    return send


@pytest.mark.parametrize(
    ("trusted", "forwarded_for", "address"),
    [
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (1, " 203.0.113.9 ,, 198.51.100.7 , ", "198.51.100.7"),
        (1, "", "192.0.2.1"),
        (1, None, "192.0.2.1"),
        (2, "198.51.100.7", "192.0.2.1"),
        (2, "203.0.113.9, 198.51.100.7", "203.0.113.9"),
        (2, "203.0.113.8, 203.0.113.9, 198.51.100.7", "203.0.113.9"),
    ],
)
def test_the_address_is_the_one_that_the_outermost_trusted_proxy_saw(
    through, trusted, forwarded_for, address
):
    request = through(trusted, forwarded_for)
    assert request.META["REMOTE_ADDR"] == address
    assert "HTTP_X_FORWARDED_FOR" not in request.META
    assert "HTTP_X_FORWARDED_PROTO" not in request.META


@pytest.mark.parametrize(
    ("trusted", "scheme", "is_secure"),
    [
        (0, "https", False),
        (1, "https", True),
        (1, "http", False),
        (1, "", False),
        (2, "https", True),
    ],
)
def test_https_is_what_a_trusted_proxy_says(through, trusted, scheme, is_secure):
    assert through(trusted, "198.51.100.7", scheme).is_secure() == is_secure
