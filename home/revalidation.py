"""Public responses that browsers and caches may keep but must revalidate.

So the next load of a page shows every publication, correction, withdrawal and deletion. A browser
that has the current version gets a 304 without a body.
"""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from functools import wraps
from hashlib import blake2b

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control

from .clock import watched

# Texts of the current page that differ in each response.
_left_out: ContextVar[list[str] | None] = ContextVar("left_out", default=None)


def leave_out(text: str) -> str:
    """Leave `text`, such as a new form token, out of the ETag of the page; return `text`.

    A browser that keeps the page keeps the text too, for an hour at most.
    """
    texts = _left_out.get()
    if texts is not None:
        texts.append(text)
    return text


def revalidated(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Decorate a view of a public page or file, which may be cached but must be revalidated.

    A response without an ETag gets one made from its content. Errors, redirects, responses with
    their own Cache-Control, and responses that depend on the user are unchanged. `holds_until`
    tells the page cache when the clock changes the page.
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


def _version(content: bytes, left_out: Iterable[str]) -> str:
    """Return an ETag of `content` without the texts `left_out`.

    It is weak, so a proxy that compresses the response can keep it.
    """
    digest = blake2b(digest_size=16)
    if left_out:
        for text in left_out:
            content = content.replace(text.encode(), b"")
        digest.update(f"{timezone.now():%Y-%m-%dT%H}".encode())
    digest.update(content)
    return f'W/"{digest.hexdigest()}"'


class RevalidationMiddleware:
    """Middleware that answers 304 if the request names the ETag of the response.

    Django's ConditionalGetMiddleware would give every response an ETag, even for signed-in users,
    and ignores HEAD. This middleware encloses those that set Content-Length and the Content
    Security Policy, so a 304 omits both headers and the browser keeps the stored ones.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method in ("GET", "HEAD") and "ETag" in response:
            return get_conditional_response(request, etag=response["ETag"], response=response)
        return response
