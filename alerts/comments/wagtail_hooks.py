"""The moderators' desk in the Wagtail admin."""

import django_filters
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
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

from .models import PostComment, Status
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


class CommentFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(
        choices=Status.choices, empty_label="All", label="Status", required=False
    )
    language = django_filters.ChoiceFilter(choices=settings.LANGUAGES, label="Language")

    class Meta:
        model = PostComment
        fields = ["status", "language"]


class CommentColumn(Column):
    """The comment as it will stand on the page, with the post it belongs to and the two decisions."""

    cell_template_name = "comments/admin/comment_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        request = parent_context["request"]
        return context | {
            "comment": instance,
            "csrf_token": get_token(request),
            "address": page_address(instance.post, instance.language),
            "next": request.get_full_path(),
        }


class CommentIndexView(IndexView):
    """Comments that wait, the oldest first; others by filter."""

    page_title = "Comments"
    default_ordering = "submitted"

    def get_base_queryset(self):
        queryset = (
            super()
            .get_base_queryset()
            .select_related("post", "moderated_by")
            .defer("user_email", "user_url", "ip_address")
        )
        if "status" not in self.request.GET:
            queryset = queryset.filter(status=Status.PENDING)
        return queryset

    def get_page_subtitle(self):
        return "" if "status" in self.request.GET else "waiting for a moderator"

    def get_edit_url(self, instance):
        return None


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
    list_per_page = 25
    permission_policy = policy
    list_display = [
        CommentColumn("comment", label="Comment"),
        Column("language", label="Language", accessor="get_language_display", sort_key="language"),
        DateColumn("submitted", label="Sent", sort_key="submitted"),
        Column("status", label="Status", accessor="get_status_display", sort_key="status"),
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


@require_admin_access
@require_POST
def decide(request, pk, status):
    """Give a comment the status in the address, then go back to where the decision was made."""
    if not policy.user_has_permission(request.user, "change"):
        raise PermissionDenied
    if status not in (Status.PUBLISHED, Status.REJECTED):
        raise PermissionDenied
    get_object_or_404(PostComment, pk=pk)
    # What is not said was not seen: the words as they were first sent.
    edits = request.POST.get("edits", "0")
    try:
        comment = set_status(
            pk, Status(status), by=request.user, edits=int(edits) if edits.isdecimal() else -1
        )
        messages.success(request, f"{comment}: {comment.get_status_display()}.")
    except ChangedMeanwhile:
        messages.error(request, "Its writer has changed the comment. Please read it again.")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("moderation:index")
    return redirect(back)


@hooks.register("register_admin_viewset")
def register_comment_viewset():
    return CommentViewSet()


@hooks.register("register_log_actions")
def register_decisions(actions):
    actions.register_action(f"comments.{Status.PUBLISHED}", "Publish comment", "Comment published")
    actions.register_action(f"comments.{Status.REJECTED}", "Reject comment", "Comment rejected")
