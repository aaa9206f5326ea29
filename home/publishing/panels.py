"""Panel on the admin home page that lists pages that were not published or unpublished on time."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Revision
from wagtail.permissions import page_permission_policy

from .models import PublishingFailure

# A page overdue by more than this waits for a worker that does not run.
LATE = timedelta(minutes=2)


class NotPublishedPanel(Component):
    name = "not_published"
    order = 10
    template_name = "publishing/admin/not_published_panel.html"

    def __init__(self, user):
        self.user = user

    def get_context_data(self, parent_context):
        allowed = page_permission_policy.instances_user_has_permission_for(self.user, "publish")
        # With `IN`, SQLite would begin with all pages.
        failures = PublishingFailure.objects.filter(Exists(allowed.filter(pk=OuterRef("page"))))
        late = timezone.now() - LATE
        overdue = Revision.page_revisions.filter(approved_go_live_at__lt=late)
        pages = [int(pk) for pk in overdue.values_list("object_id", flat=True)]
        return {
            "failures": failures.select_related("page"),
            "overdue": allowed.filter(pk__in=pages, publishing_failure=None),
        }
