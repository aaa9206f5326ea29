"""Middleware for the client's address, the language and the CSRF cookie of each request."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header


class TrustedProxyMiddleware:
    """Middleware that sets the client's address and the scheme from trusted proxies' headers.

    The headers are always removed, so that later code cannot trust them.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        forwarded_for = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        scheme = request.META.pop("HTTP_X_FORWARDED_PROTO", "")
        if settings.TRUSTED_PROXIES:
            chain = [address.strip() for address in forwarded_for.split(",") if address.strip()]
            if len(chain) >= settings.TRUSTED_PROXIES:
                # With n proxies, the n-th address from the right is the client's.
                request.META["REMOTE_ADDR"] = chain[-settings.TRUSTED_PROXIES]
            if scheme == "https":
                request.META["wsgi.url_scheme"] = "https"
                request.environ["wsgi.url_scheme"] = "https"
        return self.get_response(request)


def accepted_language(request: HttpRequest) -> str:
    """Return the site language that best matches Accept-Language, or English if none matches."""
    header = request.headers.get("Accept-Language", "")
    for code, _quality in parse_accept_lang_header(header):
        if code == "*":
            break
        # The second part is for “mww-Latn”: Django has fallbacks for whole tags only.
        for tag in (code, code.partition("-")[0]):
            try:
                return translation.get_supported_language_variant(tag)
            except LookupError:
                continue
    return settings.LANGUAGE_CODE


class ReaderLocaleMiddleware(LocaleMiddleware):
    """Middleware that activates the language of the URL prefix or, without one, the browser's.

    The admin is always in English. Unlike Django's own middleware, this one does not redirect
    `/fr/…` to `/en/fr/…`.
    """

    def process_request(self, request):
        language = translation.get_language_from_path(request.path_info)
        if request.path_info.startswith("/admin/"):
            language = settings.LANGUAGE_CODE
        request.language_from_header = language is None
        translation.activate(language or accepted_language(request))
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request, response):
        if request.language_from_header:
            patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class NoCookieForReadersMiddleware:
    """Middleware that removes the CSRF cookie from requests outside the admin.

    No form outside the admin uses the cookie. Django would replace an invalid one, but readers
    must never get a cookie.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith("/admin/"):
            request.COOKIES.pop(settings.CSRF_COOKIE_NAME, None)
        return self.get_response(request)
