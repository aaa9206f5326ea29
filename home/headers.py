"""Middleware for security headers, also on static files and refusals."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase

CORP = "Cross-Origin-Resource-Policy"
CROSS_ORIGIN = "cross-origin"
# Features of the browser that no page uses. Passkeys are left out.
UNUSED = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "geolocation"),
    *("gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb"),
)
HEADERS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
    # Files that other sites may show, such as share pictures, set this header themselves.
    CORP: "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    # For answers that django-csp does not reach.
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
}


class HeadersMiddleware:
    """Middleware that adds those of `HEADERS` that a response lacks. It leaves a 304 unchanged."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            return response  # the browser keeps the headers that it has stored
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
