"""Views for pages, error pages, robots.txt, and the health and readiness checks."""

from django.conf import settings
from django.http import (
    Http404,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.views import serve as wagtail_serve

from .addresses import absolute, page_address
from .lookup import ResolvedPage, resolve_page
from .operations import readiness
from .revalidation import revalidated


@require_safe
def front_door(request):
    """Redirect to the home page in the browser's preferred language."""
    return HttpResponseRedirect(f"/{request.LANGUAGE_CODE}/")


@revalidated
@require_safe
def serve_page(request, path):
    """Serve the page at `path` in the reader's language or in English, or redirect to it."""
    language = request.LANGUAGE_CODE
    resolved = resolve_page(language, path)
    if resolved is None:
        return _redirect_in_other_language(request, path)
    if resolved.page.language != language:
        redirect = resolved.has_redirect and get_redirect(request, request.path_info.rstrip("/"))
        if redirect and redirect.link:
            return _follow(redirect, redirect.link)
        if resolved.moved_translation:
            return HttpResponsePermanentRedirect(page_address(resolved.moved_translation, language))
    return _serve_resolved(request, path, resolved)


def _serve_resolved(request, path: str, resolved: ResolvedPage):
    # Wagtail's view does not accept a page as a parameter. It reads the page, and the arguments for
    # `get_context`, from a private attribute in which Wagtail caches the route of a request.
    request._wagtail_route_for_request = (resolved.page, (), {"resolved": resolved})
    return wagtail_serve(request, path)


def _redirect_in_other_language(request, path):
    if request.LANGUAGE_CODE != settings.LANGUAGE_CODE:
        redirect = get_redirect(request, f"/{settings.LANGUAGE_CODE}/{path}".rstrip("/"))
        if redirect and redirect.redirect_page:
            return _follow(redirect, page_address(redirect.redirect_page, request.LANGUAGE_CODE))
    # Wagtail's redirect middleware then looks for a redirect of the requested path.
    raise Http404


def _follow(redirect, address):
    answer = HttpResponsePermanentRedirect if redirect.is_permanent else HttpResponseRedirect
    return answer(address)


def not_found(request, exception):
    return render(request, "404.html", status=404)


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def permission_denied(request, exception):
    return render(request, "403.html", status=403)


def server_error(request):
    """Render the error page without using the database, which may have failed."""
    return HttpResponse(render_to_string("500.html", {"request": request}), status=500)


@revalidated
@require_safe
def robots(request):
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /*/translate/",
        f"Sitemap: {absolute('/sitemap.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def health(request):
    """Return 200 if the process can answer. Nothing else, such as the database, is checked."""
    return _plain("ok\n")


@never_cache
@require_safe
def ready(request):
    """Return "ok" or "failed" for each readiness check, with the status 503 if any failed."""
    results = list(readiness.results())
    # Without details, because the response is public.
    lines = [f"{result.name}: {'ok' if result.is_ok else 'failed'}\n" for result in results]
    is_ready = all(result.is_ok for result in results)
    return _plain("".join(lines), status=200 if is_ready else 503)


def _plain(text, status=200):
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
