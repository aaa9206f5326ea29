"""Sitemap of all public pages, with links to their translations."""

from collections import defaultdict
from functools import cached_property

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from wagtail.models import Page

from .addresses import page_address
from .lookup import open_to_everybody, published


class PageSitemap(Sitemap):
    """Sitemap with each public English page, once for each language in which it is public."""

    i18n = True
    alternates = True

    @cached_property
    def _languages(self):
        languages = defaultdict(list)
        pages = open_to_everybody(published(Page.objects)).filter(depth__gte=2, alias_of=None)
        for key, code in pages.values_list("translation_key", "locale__language_code"):
            languages[key].append(code)
        return languages

    def items(self):
        return (
            open_to_everybody(published(Page.objects))
            .filter(depth__gte=2, locale__language_code=settings.LANGUAGE_CODE)
            .order_by("path")
        )

    def get_languages_for_item(self, page):
        return self._languages[page.translation_key]

    def location(self, page):
        return page_address(page)

    def lastmod(self, page):
        return page.last_published_at
