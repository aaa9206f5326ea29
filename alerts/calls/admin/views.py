"""Admin views for the counts of calls and supporters, and for editors' decisions about the counts.

Held reports are implausible reports that count only if an editor decides so.
"""

import csv

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.generic import TemplateView
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import page_permission_policy

from alerts.call_results import Result
from alerts.models import AlertPage
from home.admin.spreadsheets import as_text
from home.people.models import User

from ..decisions import MODELS, count_held, drop_held, reset_day
from ..lookup import Figures, held_counts

ACTIONS = {"count": (count_held, "counted"), "drop": (drop_held, "dropped")}
NOUNS = {"calls": "calls", "support": "supporters"}


def edited_by(user: User) -> QuerySet[AlertPage]:
    """Return the English alerts that `user` may edit."""
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    return AlertPage.objects.filter(pk__in=pages, locale__language_code=settings.LANGUAGE_CODE)


def may_see(user: User) -> bool:
    """Return True if `user` may edit at least one page."""
    return page_permission_policy.user_has_permission(user, "change")


class CallsIndexView(WagtailAdminTemplateMixin, TemplateView):
    """List of the alerts that the user may edit, with their counts."""

    template_name = "calls/admin/index.html"
    page_title = "Call results"
    header_icon = "mobile-alt"
    PER_PAGE = 30

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        alerts = edited_by(self.request.user).defer_streamfields()
        alerts = alerts.select_related("stored_totals", "locale").order_by("-starts_at", "-pk")
        page = WagtailPaginator(alerts, self.PER_PAGE).get_page(self.request.GET.get("p"))
        held = held_counts([alert.pk for alert in page.object_list])
        return super().get_context_data(
            page_obj=page,
            elided_page_range=page.paginator.get_elided_page_range(page.number),
            alerts=[(alert, held[alert.pk]) for alert in page.object_list],
            **kwargs,
        )


class AlertCallsView(WagtailAdminTemplateMixin, TemplateView):
    """Base class for views of an alert's counts, for users who may edit the alert."""

    header_icon = "mobile-alt"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        english = AlertPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
        self.alert = get_object_or_404(english.select_related("locale"), pk=kwargs["pk"])

    def dispatch(self, request, *args, **kwargs):
        if not self.alert.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def address(self):
        return reverse("calls_of_alert", args=(self.alert.pk,))

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("calls_index"), "label": CallsIndexView.page_title},
            {"url": self.address, "label": self.alert.title},
        ]

    def kind_and_day(self):
        """Return the kind of count and the day that the URL names, or raise Http404."""
        try:
            day = parse_date(self.kwargs["day"])
        except ValueError:
            day = None
        if day is None or self.kwargs["what"] not in MODELS:
            raise Http404
        return self.kwargs["what"], day


class CallsView(AlertCallsView):
    """Page with the counts of an alert."""

    template_name = "calls/admin/alert.html"

    def get_page_title(self):
        return self.alert.title

    def get_context_data(self, **kwargs):
        figures = Figures(self.alert.pk)
        return super().get_context_data(
            alert=self.alert,
            figures=figures,
            results=[result.label for result in Result],
            days=[
                ("calls", "Calls by day", figures.days("calls")),
                ("support", "Supporters by day", figures.days("support")),
            ],
            **kwargs,
        )


class HeldView(AlertCallsView):
    """View that adds the held calls or supporters of a day to the day's count, or drops them."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        what, day = self.kind_and_day()
        if kwargs["action"] not in ACTIONS:
            raise Http404
        carry_out, done = ACTIONS[kwargs["action"]]
        number = carry_out(self.alert, what, day, by=request.user)
        messages.success(request, f"{number} {NOUNS[what]} of {day} {done}.")
        return redirect(self.address)


class ResetDayView(AlertCallsView):
    """Page on which an editor resets one day's count of calls or supporters."""

    template_name = "calls/admin/reset_day.html"
    page_title = "Reset a day"

    def get_context_data(self, **kwargs):
        what, day = self.kind_and_day()
        counts = {day: both for day, *both in Figures(self.alert.pk).days(what)}
        if day not in counts:
            raise Http404
        number, held = counts[day]
        shown = {"alert": self.alert, "what": what, "day": day, "number": number, "held": held}
        return super().get_context_data(**kwargs | shown)

    def post(self, request, *args, **kwargs):
        what, day = self.kind_and_day()
        number = reset_day(self.alert, what, day, by=request.user)
        messages.success(request, f"{day} was reset: {number} {NOUNS[what]} removed.")
        return redirect(self.address)


class FileView(AlertCallsView):
    """Download of an alert's counts as a CSV file in which small counts are hidden."""

    http_method_names = ["get", "head"]

    def get(self, request, *args, **kwargs):
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="calls-{self.alert.pk}.csv"'
        response["Cache-Control"] = "no-store"
        writer = csv.writer(response)
        writer.writerow(["kind", "group", "count"])
        for row in Figures(self.alert.pk).public_rows():
            writer.writerow(map(as_text, row))
        return response
