"""Sitemap of all public pages, with links to their translations, in sections of limited length."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.contrib.sitemaps.views import x_robots_tag
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Page

from .addresses import absolute, page_address
from .lookup import NO_ALIAS, all_pages, open_to_everybody, published, unexpired
from .revalidation import revalidated

# Maximum count of English pages in a section. Each is there once for each language.
PER_SECTION = 100
# More sections than any site has; a larger number in a URL could overflow in the database.
MOST_SECTIONS = 10_000


@revalidated
@require_safe
@x_robots_tag
def sitemap(request: HttpRequest, number: int | None = None) -> TemplateResponse:
    """Return section `number` or, without one, the only section or an index of all sections."""
    english = all_pages().filter(
        NO_ALIAS, depth__gte=2, locale__language_code=settings.LANGUAGE_CODE
    )
    # In the order of their IDs, so that the database need not sort all pages for each section.
    public = open_to_everybody(unexpired(english)).order_by("pk")
    if number is None:
        sections = Paginator(public, PER_SECTION)
        if sections.num_pages > 1:
            addresses = [reverse("sitemap_section", args=[one]) for one in sections.page_range]
            context = {"sitemaps": [{"location": absolute(address)} for address in addresses]}
            return TemplateResponse(request, "sitemap_index.xml", context, "application/xml")
        number = 1
    end = PER_SECTION * min(number, MOST_SECTIONS)
    pages = list(public[max(end - PER_SECTION, 0) : end])
    if not pages and number != 1:
        raise Http404
    return TemplateResponse(request, "sitemap.xml", {"urlset": _urls(pages)}, "application/xml")


def _urls(sources: list[Page]) -> list[dict[str, Any]]:
    """Return the URLs of `sources` in all languages, in the form of Django's template."""
    keys = [source.translation_key for source in sources]
    family = all_pages().filter(NO_ALIAS, translation_key__in=keys)
    public = open_to_everybody(published(family)).order_by("path")
    languages = defaultdict(list)
    for key, code in public.values_list("translation_key", "locale__language_code"):
        languages[key].append(code)
    urls = []
    for source in sources:
        codes = languages[source.translation_key]
        addresses = {code: absolute(page_address(source, code)) for code in codes}
        alternates = [{"lang_code": code, "location": addresses[code]} for code in codes]
        urls += [
            {
                "location": addresses[code],
                "lastmod": source.last_published_at,
                "alternates": alternates,
            }
            for code in codes
        ]
    return urls
