"""Model for the page that lists the campaign's meetings."""

from typing import Any

from django.core.paginator import InvalidPage, Paginator
from django.db import models
from django.http import Http404, HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail_localize.fields import TranslatableField

from home.clock import changes_at

from .base import BasePage
from .meetings import Meeting


class MeetingsPage(BasePage):
    """Page that lists coming meetings, soonest first, and past meetings, latest first."""

    intro = models.CharField(max_length=300, blank=True)

    translatable = (*BasePage.translatable, "intro")
    translatable_fields = [*BasePage.translatable_fields, TranslatableField("intro")]

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("intro", widget=AdminAutoHeightTextInput),
    ]
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    max_count_per_parent = 1
    PER_PAGE = 20

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        # With cancelled meetings, for readers who have already made plans.
        coming = list(Meeting.objects.not_over())
        changes_at(*[meeting.over_at for meeting in coming])
        past = Paginator(Meeting.objects.over(), self.PER_PAGE)
        try:
            page = past.page(request.GET.get("page", 1))
        except InvalidPage as error:
            raise Http404 from error
        return context | {"coming": coming, "past": page}
