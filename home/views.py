"""Pages by their address, and what a site has beside its pages."""

from django.conf import settings
from django.db import connection
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

from .addresses import absolute, find_page, page_address
from .revalidation import revalidated


@require_safe
def front_door(request):
    """To the home page in the language that the browser asks for; the middleware adds Vary."""
    return HttpResponseRedirect(f"/{request.LANGUAGE_CODE}/")


@revalidated
@require_safe
def serve_page(request, path):
    """A page in the reader's language, or in English under the reader's prefix.

    Wagtail's own view walks down the tree and knows no page but the active
    language's; this finds both pages in one query and hands over.

    Raises:
        Http404: neither language has a live page there, and nothing moved away from there.
    """
    language = request.LANGUAGE_CODE
    page = find_page(language, path)
    if page is None:
        return _redirect_in_other_language(request, path)
    if page.locale.language_code != language:
        redirect = page.has_redirect and get_redirect(request, request.path_info.rstrip("/"))
        if redirect and redirect.link:
            return _follow(redirect, redirect.link)
        if page.moved_translation:
            return HttpResponsePermanentRedirect(page_address(page.moved_translation, language))
    request._wagtail_route_for_request = (page, [], {})
    return wagtail_serve(request, path)


def _redirect_in_other_language(request, path):
    """A redirect from an old English address holds under the reader's prefix too."""
    if request.LANGUAGE_CODE != settings.LANGUAGE_CODE:
        redirect = get_redirect(request, f"/{settings.LANGUAGE_CODE}/{path}".rstrip("/"))
        if redirect and redirect.redirect_page:
            return _follow(redirect, page_address(redirect.redirect_page, request.LANGUAGE_CODE))
    raise Http404


def _follow(redirect, address):
    """To `address`, with 301 or 302 as the editor said."""
    answer = HttpResponsePermanentRedirect if redirect.is_permanent else HttpResponseRedirect
    return answer(address)


def not_found(request, exception):
    return render(request, "404.html", status=404)


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def permission_denied(request, exception):
    return render(request, "403.html", status=403)


def server_error(request):
    """Without the database: it may be what failed."""
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
    """200 when the application can ask its database; else the error page of a server's failure."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
