"""The moderators' desk in the Wagtail admin."""

from datetime import timedelta

import django_filters
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import capfirst
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import ModelPermissionPolicy

from home.addresses import page_address

from .models import PostComment, Reason, Status
from .moderation import ChangedMeanwhile, set_status


class ModerationPolicy(ModelPermissionPolicy):
    """Comments are decided on; nobody writes, rewrites or deletes them in the admin."""

    def user_has_permission(self, user, action):
        if action in ("add", "delete"):
            return False
        return super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


policy = ModerationPolicy(PostComment)


# How long ago a comment was sent, as (at least, less than).
AGES = {
    "day": ("Today's: less than 24 hours", None, timedelta(days=1)),
    "days": ("1 to 7 days", timedelta(days=1), timedelta(days=7)),
    "weeks": ("7 days and older", timedelta(days=7), None),
}


class CommentFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(
        choices=Status.choices, empty_label="All", label="Status", required=False
    )
    language = django_filters.ChoiceFilter(choices=settings.LANGUAGES, label="Language")
    post = django_filters.CharFilter(
        field_name="post__title", lookup_expr="icontains", label="Title of the post"
    )
    age = django_filters.ChoiceFilter(
        choices=[(name, label) for name, (label, *_ages) in AGES.items()],
        method="filter_by_age",
        label="Sent",
    )

    class Meta:
        model = PostComment
        fields = ["status", "language", "post", "age"]

    def filter_by_age(self, queryset, name, value):
        _label, at_least, less_than = AGES[value]
        now = timezone.now()
        if at_least:
            queryset = queryset.filter(submitted__lte=now - at_least)
        if less_than:
            queryset = queryset.filter(submitted__gt=now - less_than)
        return queryset


class CommentColumn(Column):
    """The comment as it will stand on the page, what it answers, its post, and the decisions."""

    cell_template_name = "comments/admin/comment_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        request = parent_context["request"]
        return context | {
            "comment": instance,
            "csrf_token": get_token(request),
            "address": page_address(instance.post, instance.language),
            "next": request.get_full_path(),
            "reasons": Reason.choices,
        }


class CommentIndexView(IndexView):
    """Comments that wait, the oldest first; in each other tab what was decided last comes first."""

    page_title = "Comments"
    results_template_name = "comments/admin/desk_results.html"

    @property
    def tab(self):
        """The status that is shown, `""` for all."""
        return self.request.GET.get("status", Status.PENDING)

    def get_base_queryset(self):
        queryset = (
            super()
            .get_base_queryset()
            .select_related("post", "moderated_by", "reply_to__reply_to")
            .defer("user_email", "user_url", "ip_address")
        )
        if "status" not in self.request.GET:
            queryset = queryset.filter(status=Status.PENDING)
        return queryset

    def get_ordering(self):
        self.default_ordering = (
            ("submitted", "pk")
            if self.tab in (Status.PENDING, "")
            else (
                "-moderated_at",
                "-pk",
            )
        )
        return super().get_ordering()

    def get_page_subtitle(self):
        return "" if "status" in self.request.GET else "waiting for a moderator"

    def get_edit_url(self, instance):
        return None

    def get_context_data(self, *args, **kwargs):
        tabs = [
            {"status": status, "label": capfirst(status.label), "is_open": status == self.tab}
            for status in Status
        ]
        return super().get_context_data(*args, **kwargs) | {"tabs": tabs}


class CommentViewSet(ModelViewSet):
    model = PostComment
    name = "moderation"
    url_prefix = "comments"
    icon = "comment"
    menu_label = "Comments"
    menu_order = 200
    add_to_admin_menu = True
    form_fields = []
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = CommentIndexView
    filterset_class = CommentFilterSet
    search_fields = ["comment", "user_name"]
    search_backend_name = None
    list_per_page = 25
    permission_policy = policy
    list_display = [
        CommentColumn("comment", label="Comment"),
        Column("language", label="Language", accessor="get_language_display"),
        DateColumn("submitted", label="Sent", sort_key="submitted"),
        Column("status", label="Status", accessor="get_status_display"),
    ]

    def register_admin_url_finder(self):
        """There is no page on which a comment is edited."""

    def get_urlpatterns(self):
        """The list and the decisions; no view adds, rewrites or deletes a comment."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/<str:status>/", decide, name="decide"),
        ]


def back_to_the_list(request):
    """A redirect to the list in which the decision was made."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("moderation:index")
    return redirect(back)


@require_admin_access
@require_POST
def decide(request, pk, status):
    """Give a comment the status in the address, then go back to where the decision was made."""
    if not policy.user_has_permission(request.user, "change"):
        raise PermissionDenied
    if status not in Status:
        raise PermissionDenied
    get_object_or_404(PostComment, pk=pk)
    reason = request.POST.get("reason", "") if status == Status.REJECTED else ""
    if status == Status.REJECTED and reason not in Reason:
        messages.error(request, "Choose a reason to reject the comment: its writer is told.")
        return back_to_the_list(request)
    # What is not said was not seen: the words as they were first sent.
    edits = request.POST.get("edits", "0")
    edits = int(edits) if edits.isdecimal() else -1
    try:
        comment = set_status(pk, Status(status), by=request.user, reason=reason, edits=edits)
        messages.success(request, f"{comment}: {comment.get_status_display()}.")
    except ChangedMeanwhile:
        messages.error(request, "Its writer has changed the comment. Please read it again.")
    except PostComment.DoesNotExist:
        messages.error(request, "Its writer has deleted the comment.")
    return back_to_the_list(request)


@hooks.register("register_admin_viewset")
def register_comment_viewset():
    return CommentViewSet()


@hooks.register("register_log_actions")
def register_decisions(actions):
    actions.register_action(f"comments.{Status.PUBLISHED}", "Publish comment", "Comment published")
    actions.register_action(f"comments.{Status.REJECTED}", "Reject comment", "Comment rejected")
    actions.register_action(f"comments.{Status.SPAM}", "Mark as spam", "Comment marked as spam")
    actions.register_action(
        f"comments.{Status.PENDING}", "Put comment back", "Comment put back to wait"
    )
