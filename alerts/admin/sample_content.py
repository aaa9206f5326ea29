"""Admin page for removing the sample content."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from alerts.content import sample
from home.models import SampleRecord
from home.people.models import User


def may_remove(user: User) -> bool:
    return user.has_perm("home.delete_samplerecord")


def is_offered(user: User) -> bool:
    return may_remove(user) and SampleRecord.objects.exists()


class SampleContentPanel(Component):
    """Panel on the admin's home page with a link to the page for removing the sample content."""

    template_name = "alerts/admin/sample_content_panel.html"
    order = 50


class RemoveSampleContentView(WagtailAdminTemplateMixin, TemplateView):
    """Page that lists what a removal of the sample content would delete and keep."""

    template_name = "alerts/admin/remove_sample_content.html"
    page_title = "Sample content"
    header_icon = "bin"
    http_method_names = ["get", "head", "post"]

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def dispatch(self, request, *args, **kwargs):
        if not may_remove(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(plan=sample.make_plan(), **kwargs)

    def post(self, request, *args, **kwargs):
        plan = sample.remove()
        messages.success(request, f"Removed the sample content: {plan.summary}.")
        for instance, reason in plan.kept:
            messages.warning(request, f"Kept “{instance}”: {reason}.")
        return redirect(reverse("wagtailadmin_home"))
