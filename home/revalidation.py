"""Public answers that browsers and caches may keep, but never show without asking.

What was withdrawn, deleted, rejected or corrected is gone, and what was published is there, the
next time anybody loads the page. Who has the present version is answered 304 without a body.
"""

from contextvars import ContextVar
from functools import wraps
from hashlib import blake2b

from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control

from .clock import watched

# Texts in the page that is being made that are other ones each time.
_left_out = ContextVar("left_out", default=None)


def leave_out(text):
    """Let the version of the page not depend on `text`, such as a new form token; return it.

    A reader who keeps the page keeps the text, for an hour at most.
    """
    texts = _left_out.get()
    if texts is not None:
        texts.append(text)
    return text


def revalidated(view):
    """Decorate a view of a public page or file: it may be kept, but not shown without asking.

    A page gets an ETag from its content; a file whose version is known comes with its own. Errors
    and redirects, forms that must not be stored, and what depends on who is signed in stay as
    they are. `holds_until` tells a page cache of ours when the clock changes the page.
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
    """Return a weak ETag: a proxy that compresses the answer need not change it."""
    digest = blake2b(digest_size=16)
    if left_out:
        for text in left_out:
            content = content.replace(text.encode(), b"")
        digest.update(f"{timezone.now():%Y-%m-%dT%H}".encode())
    digest.update(content)
    return f'W/"{digest.hexdigest()}"'


class RevalidationMiddleware:
    """Answer 304 where the browser or cache has the version that the answer's ETag names.

    Django's own ConditionalGetMiddleware would give every answer an ETag, those to people who are
    signed in too, and does not answer HEAD. This one stands outside of what sets Content-Length and
    the Content Security Policy: a 304 says nothing about either, so that the kept ones stay.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method in ("GET", "HEAD") and "ETag" in response:
            return get_conditional_response(request, etag=response["ETag"], response=response)
        return response
