"""Public responses that browsers and caches may keep but must revalidate.

The next load of a page shows every publication, correction, withdrawal and deletion. A browser with
the current version gets a 304 without a body.
"""

from contextvars import ContextVar
from functools import wraps
from hashlib import blake2b

from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control

from .clock import watched

# Texts in the current page that differ each time.
_left_out = ContextVar("left_out", default=None)


def leave_out(text):
    """Exclude `text`, such as a new form token, from the version of the page; return it.

    A browser that keeps the page keeps the text too, for an hour at most.
    """
    texts = _left_out.get()
    if texts is not None:
        texts.append(text)
    return text


def revalidated(view):
    """Decorate a view of a public page or file: it may be cached but must be revalidated.

    A page gets an ETag from its content; a file with a known version has its own. Errors,
    redirects, forms that must not be stored, and responses that depend on the user are unchanged.
    `holds_until` tells the page cache when the clock changes the page.
    """

    @wraps(view)
    def asking(request, *args, **kwargs):
        texts = []
        token = _left_out.set(texts)
        try:
            with watched() as moments:
                response = view(request, *args, **kwargs)
                if hasattr(response, "render"):
                    response.render()
        finally:
            _left_out.reset(token)
        session = getattr(request, "session", None)
        is_same_for_all = session is None or not session.accessed
        if response.status_code == 200 and is_same_for_all and "Cache-Control" not in response:
            patch_cache_control(response, public=True, no_cache=True)
            if "ETag" not in response and not response.streaming:
                response["ETag"] = _version(response.content, texts)
            response.holds_until = min(moments)
        return response

    return asking


def _version(content, left_out):
    """Return a weak ETag, which a compressing proxy need not change."""
    digest = blake2b(digest_size=16)
    if left_out:
        for text in left_out:
            content = content.replace(text.encode(), b"")
        digest.update(f"{timezone.now():%Y-%m-%dT%H}".encode())
    digest.update(content)
    return f'W/"{digest.hexdigest()}"'


class RevalidationMiddleware:
    """Middleware that answers 304 if the browser or cache has the version of the ETag.

    Django's ConditionalGetMiddleware would give every response an ETag, also for signed-in users,
    and ignores HEAD. This one runs outside of the middleware that sets Content-Length and the
    Content Security Policy: a 304 omits both, so the stored headers stay.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method in ("GET", "HEAD") and "ETag" in response:
            return get_conditional_response(request, etag=response["ETag"], response=response)
        return response
