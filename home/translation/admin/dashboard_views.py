"""Admin views for the translation dashboard, and its panel on the admin home page."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import capfirst
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Locale, Page

from .. import sync
from .dashboard import TranslationDashboard, kinds
from .page_status import NAMES, DashboardStatus, NextStep

OPEN = "open"


class FilterForm(forms.Form):
    q = forms.CharField(label="Title", required=False, max_length=200)
    language = forms.ChoiceField(required=False)
    state = forms.ChoiceField(
        required=False,
        choices=[("", "Any"), (OPEN, "Something to do"), *DashboardStatus.choices],
    )
    kind = forms.ChoiceField(required=False)

    def __init__(self, data, languages):
        super().__init__(data)
        self.fields["language"].choices = [
            ("", "All"),
            *((code, NAMES[code]) for code in languages),
        ]
        if len(languages) == 1:
            del self.fields["language"]
        self.fields["kind"].choices = [
            ("", "All"),
            *((name, capfirst(model._meta.verbose_name)) for name, model in kinds().items()),
        ]


def dashboard_of(request):
    """Return the dashboard of the user, or raise PermissionDenied if the user cannot translate."""
    dashboard = TranslationDashboard(request.user)
    if not dashboard.languages:
        raise PermissionDenied
    return dashboard


class TranslationDashboardView(WagtailAdminTemplateMixin, TemplateView):
    """List of pages with their status in each of the user's languages."""

    template_name = "translation/admin/dashboard.html"
    page_title = "Translations"
    header_icon = "globe"
    PER_PAGE = 30

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get(self, request, *args, **kwargs):
        dashboard = dashboard_of(request)
        form = FilterForm(request.GET, dashboard.languages)
        page = self.find(dashboard, form.cleaned_data) if form.is_valid() else self.paginate([])
        context = self.get_context_data(
            form=form,
            page_obj=page,
            elided_page_range=page.paginator.get_elided_page_range(page.number),
            languages=[(code, NAMES[code]) for code in dashboard.languages],
            edits_english=dashboard.edits_english,
            is_filtered=any(request.GET.values()),
        )
        return self.render_to_response(context, status=200 if form.is_valid() else 400)

    def find(self, dashboard, filters):
        """Return one page of the rows that match `filters`, the cleaned data of a `FilterForm`."""
        if filters.get("language"):
            dashboard.languages = [filters["language"]]
        state = filters["state"]
        if dashboard.edits_english and not (state or filters["q"]):
            kind = filters["kind"]
            page = self.paginate(dashboard.ordered(kind), dashboard.count(kind))
            pks = [pk for pk, *_order in page.object_list]
            page.object_list = dashboard.rows(kind, pks=pks)
            dashboard.fill(page.object_list)
            return page
        # The status is not a column, so all rows are needed to filter or sort by it.
        rows = dashboard.rows(filters["kind"], filters["q"])
        needs_all = state or not dashboard.edits_english
        if needs_all:
            dashboard.fill(rows)
        if state == OPEN:
            rows = [row for row in rows if row.is_open]
        elif state:
            rows = [row for row in rows if any(cell.state == state for cell in row.cells)]
        if not dashboard.edits_english:
            rows.sort(key=lambda row: not row.is_open)  # a stable sort keeps the order of urgency
        page = self.paginate(rows)
        if not needs_all:
            dashboard.fill(page.object_list)
        return page

    def paginate(self, rows, count=None):
        paginator = WagtailPaginator(rows, self.PER_PAGE)
        if count is not None:
            paginator.count = count
        return paginator.get_page(self.request.GET.get("p"))


@require_POST
def start(request, page_id, language):
    """Start a translation unless it has begun already, and redirect to it in the admin."""
    dashboard = dashboard_of(request)
    row = dashboard.find(page_id)
    if row is None or language not in dashboard.languages:
        raise PermissionDenied
    dashboard.languages = [language]
    dashboard.fill([row])
    cell = row.cells[0]
    if cell.step != NextStep.START:
        messages.info(request, "This translation has been begun already.")
        return redirect("wagtailadmin_pages:edit", cell.page_id)
    page = get_object_or_404(Page, pk=page_id).specific
    locale = get_object_or_404(Locale, language_code=language)
    translation = sync.start_translation(page, locale, request.user)
    return redirect("wagtailadmin_pages:edit", translation.get_target_instance().pk)


class TranslationDashboardPanel(Component):
    """Panel on the admin home page with running pages or, for translators, with open work."""

    name = "translations"
    order = 50
    template_name = "translation/admin/dashboard_panel.html"
    LENGTH = 10

    class Media:
        css = {"all": ["css/translation-dashboard.css"]}

    def __init__(self, dashboard):
        self.dashboard = dashboard

    def get_context_data(self, parent_context):
        if self.dashboard.edits_english:
            rows = self.dashboard.running(self.LENGTH)
            self.dashboard.fill(rows)
        else:
            rows = [row for row in self.dashboard.rows() if not row.is_over]
            self.dashboard.fill(rows)
            rows = [row for row in rows if row.is_open][: self.LENGTH]
        return {
            "rows": rows,
            "languages": [(code, NAMES[code]) for code in self.dashboard.languages],
            "csrf_token": parent_context["csrf_token"],
            "edits_english": self.dashboard.edits_english,
        }
