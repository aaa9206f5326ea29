"""Index pages for alerts and explainers."""

from typing import Any

from django.core.paginator import InvalidPage, Paginator
from django.db import models
from django.http import Http404, HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail_localize.fields import TranslatableField

from alerts.states import PostQuerySet
from home.lookup import in_language
from home.models.base import BasePage

from .alert import AlertPage
from .posts import ExplainerPage


class PostIndexPage(BasePage):
    """Paginated list of posts, newest first, from all years or from a single year."""

    intro = models.CharField(max_length=300, blank=True)

    translatable = (*BasePage.translatable, "intro")
    translatable_fields = [*BasePage.translatable_fields, TranslatableField("intro")]

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    parent_page_types = ["home.HomePage"]
    max_count_per_parent = 1
    PER_PAGE = 20
    # The name of the post field that determines the year of a post.
    YEAR_FIELD: str

    class Meta:
        abstract = True

    def archive(self) -> PostQuerySet:
        """Return the English posts to list, newest first."""
        raise NotImplementedError

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        posts = self.archive()
        years = [day.year for day in posts.datetimes(self.YEAR_FIELD, "year", order="DESC")]
        year = request.GET.get("year")
        if year is not None:
            if year not in map(str, years):
                raise Http404
            posts = posts.filter(**{f"{self.YEAR_FIELD}__year": year})
        try:
            page = Paginator(posts, self.PER_PAGE).page(request.GET.get("page", 1))
        except InvalidPage as error:
            raise Http404 from error
        page.object_list = in_language(page.object_list)
        return context | {"posts": page, "years": years, "year": year}


class AlertIndexPage(PostIndexPage):
    """List of the active and upcoming alerts, and the archive of ended alerts."""

    subpage_types = ["alerts.AlertPage"]
    YEAR_FIELD = "starts_at"

    def archive(self) -> PostQuerySet:
        return AlertPage.objects.sources().ended()


class ExplainerIndexPage(PostIndexPage):
    """List of explainers."""

    subpage_types = ["alerts.ExplainerPage"]
    YEAR_FIELD = "first_published_at"

    def archive(self) -> PostQuerySet:
        return ExplainerPage.objects.sources().newest_first()
