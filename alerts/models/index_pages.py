"""Index pages for alerts and explainers."""

from typing import Any, cast

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

    class Meta:
        abstract = True

    def archive(self) -> PostQuerySet:
        """Return the listed English posts, newest first."""
        raise NotImplementedError

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        posts = self.archive()
        counts = dict(
            posts.order_by("-listed_year")
            .values_list("listed_year")
            .annotate(count=models.Count("*"))
        )
        years = [str(year) for year in counts if year]
        year = request.GET.get("year")
        if year is not None:
            if year not in years:
                raise Http404
            posts = posts.filter(listed_year=year)
        paginator = Paginator(posts, self.PER_PAGE)
        # Saves a query, which would count the posts again.
        paginator.count = counts[int(year)] if year else sum(counts.values())
        try:
            page = paginator.page(request.GET.get("page", 1))
        except InvalidPage as error:
            raise Http404 from error
        on_page = cast("PostQuerySet", page.object_list)
        page.object_list = in_language(on_page.loaded().in_archive_order())
        return context | {"posts": page, "years": years, "year": year}


class AlertIndexPage(PostIndexPage):
    """List of the active and upcoming alerts, and the archive of ended alerts."""

    subpage_types = ["alerts.AlertPage"]

    def archive(self) -> PostQuerySet:
        return AlertPage.objects.listed().ended()


class ExplainerIndexPage(PostIndexPage):
    """List of explainers."""

    subpage_types = ["alerts.ExplainerPage"]

    def archive(self) -> PostQuerySet:
        return ExplainerPage.objects.listed().newest_first()
