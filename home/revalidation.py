"""Public responses that browsers and caches may keep but must revalidate.

A browser that has the current version gets a 304 without a body.
"""

from collections.abc import Callable
from functools import wraps
from hashlib import blake2b

from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control

from .clock import watched

# Key of the WSGI environment for the time until which the page cache may keep the response.
KEEP_UNTIL = "campaign.keep_until"


def revalidated(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Decorate a view so that its public responses may be cached but must be revalidated.

    Public responses have the status 200, do not depend on the session, and do not set
    Cache-Control.
    """

    @wraps(view)
    def asking(request, *args, **kwargs):
        with watched() as moments:
            response = view(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
        session = getattr(request, "session", None)
        is_same_for_all = session is None or not session.accessed
        if response.status_code == 200 and is_same_for_all and "Cache-Control" not in response:
            patch_cache_control(response, public=True, no_cache=True)
            if "ETag" not in response and not response.streaming:
                digest = blake2b(response.content, digest_size=16)
                response["ETag"] = f'W/"{digest.hexdigest()}"'
            # For the page cache: the time at which the content will next change.
            response.holds_until = min(moments)
            if not response.streaming:
                request.META[KEEP_UNTIL] = response.holds_until.timestamp()
        return response

    return asking


class RevalidationMiddleware:
    """Middleware that answers with 304 if the browser has the current version already.

    It must precede the middleware that sets the Content Security Policy and Content-Length, so that
    a 304 has neither header.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method in ("GET", "HEAD") and "ETag" in response:
            return get_conditional_response(request, etag=response["ETag"], response=response)
        return response
