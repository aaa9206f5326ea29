"""Admin views that show the state of the site, and retry failed tasks and emails."""

import platform
import shutil

import django
import wagtail
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.shortcuts import redirect
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from home import mail
from home.outgoing_email import OutgoingEmail

from .. import backup_records, monitoring, schedule, task_queue
from ..models import PeriodicJob

MOST_TASKS = 50


class AdministratorsOnly:
    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class StatusView(AdministratorsOnly, WagtailAdminTemplateMixin, TemplateView):
    template_name = "operations/admin/status.html"
    page_title = "State of the site"
    header_icon = "cogs"

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        disk = shutil.disk_usage(settings.DATA_DIR)
        emails = OutgoingEmail.objects.order_by("queued_at")
        succeeded = dict(PeriodicJob.objects.values_list("name", "succeeded_at"))
        return super().get_context_data(
            results=monitoring.results(),
            versions=_versions(),
            disk_free=disk.free,
            disk_total=disk.total,
            queue=task_queue.state(),
            failed=task_queue.failed()[:MOST_TASKS],
            jobs=[(name, succeeded.get(name)) for name in schedule.jobs],
            backup=backup_records.last("backup"),
            restore_test=backup_records.last("restore_test"),
            emails_waiting=emails.filter(failed_at=None).count(),
            emails_failed=emails.exclude(failed_at=None),
            **kwargs,
        )


def _versions():
    return {
        settings.WAGTAIL_SITE_NAME: settings.VERSION,
        "Python": platform.python_version(),
        "Django": django.get_version(),
        "Wagtail": wagtail.__version__,
        connection.display_name: ".".join(map(str, connection.get_database_version())),
    }


class RetryTaskView(AdministratorsOnly, View):
    def post(self, request, pk):
        if task_queue.retry(pk):
            messages.success(request, "The task is tried again.")
        else:
            messages.warning(request, "This task has been tried again already, or was deleted.")
        return redirect("operations_status")


class RetryEmailsView(AdministratorsOnly, View):
    def post(self, request):
        count = 0
        for row in OutgoingEmail.objects.exclude(failed_at=None):
            mail.retry(row)
            count += 1
        messages.success(request, f"Emails that are tried again: {count}")
        return redirect("operations_status")
