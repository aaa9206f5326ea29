"""Moderation queue: the list of comments in the admin, with filters and buttons for decisions."""

from datetime import timedelta
from typing import Any

import django_filters
from django.conf import settings
from django.db.models import Q
from django.middleware.csrf import get_token
from django.template.defaultfilters import capfirst
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn, Table
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from alerts.lookup import numbers_on
from home.addresses import page_address

from ..models import CommentSettings, PostComment, Reason, Status
from ..personal_data import LABELS, kinds_in
from . import decisions
from .answering import AnswerView
from .counts import ModerationMenuItem, QueueCounts
from .erasing import EraseView, RedactView
from .groups import decide_group, groups_for
from .permissions import handles_evidence, own_queue, policy, publishes
from .results import place_result, take_result

# Choices for the filter by age: (label, minimum age or None, age limit or None).
AGES = {
    "day": ("Today's: less than 24 hours", None, timedelta(days=1)),
    "days": ("1 to 7 days", timedelta(days=1), timedelta(days=7)),
    "weeks": ("7 days and older", timedelta(days=7), None),
}
# Choices for the filter by marks: (label, condition).
MARKS = {
    "flagged": ("Flagged by readers", Q(flag_count__gt=0)),
    "held": ("Held by the spam checks", Q(screening__score__gt=0)),
    "plain": ("Neither", Q(flag_count=0) & ~Q(screening__score__gt=0)),
}
OTHERS = ("others", "Decided by other moderators in the last 7 days")
# How long the decisions of others are listed.
RECENT = timedelta(days=7)


class CommentFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(choices=Status.choices, empty_label="All", label="Status")
    language = django_filters.ChoiceFilter(
        choices=settings.LANGUAGES, method="filter_by_language", label="Language"
    )
    post = django_filters.CharFilter(
        field_name="post__title", lookup_expr="icontains", label="Title of the post"
    )
    age = django_filters.ChoiceFilter(
        choices=[(name, label) for name, (label, *_ages) in AGES.items()],
        method="filter_by_age",
        label="Sent",
    )
    marked = django_filters.ChoiceFilter(
        choices=[*((name, label) for name, (label, _condition) in MARKS.items()), OTHERS],
        method="filter_by_mark",
        label="Marked",
    )

    class Meta:
        model = PostComment
        fields = ["status", "language", "post", "age", "marked"]

    def filter_by_language(self, queryset, name, value):
        return queryset.in_queue_of([value])

    def filter_by_age(self, queryset, name, value):
        _label, at_least, less_than = AGES[value]
        now = timezone.now()
        if at_least:
            queryset = queryset.filter(submitted__lte=now - at_least)
        if less_than:
            queryset = queryset.filter(submitted__gt=now - less_than)
        return queryset

    def filter_by_mark(self, queryset, name, value):
        if value == OTHERS[0]:
            recent = queryset.filter(moderated_at__gte=timezone.now() - RECENT)
            return recent.exclude(moderated_by=None).exclude(moderated_by=self.request.user)
        _label, condition = MARKS[value]
        return queryset.filter(condition)


class CommentColumn(Column):
    """Column with a comment, the comments above it, and the buttons for decisions."""

    cell_template_name = "comments/admin/comment_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        request, table = parent_context["request"], parent_context["table"]
        return context | {
            "comment": instance,
            "csrf_token": get_token(request),
            "address": page_address(instance.post, instance.language),
            "next": _after(instance, parent_context, request),
            "reasons": Reason.choices,
            "flag_reasons": [
                (Reason(reason).label, count)
                for reason, count in instance.flag_reasons.items()
                if reason in Reason
            ],
            "publishes": publishes(request.user, instance),
            "may_decide": instance.status != Status.EVIDENCE or handles_evidence(request.user),
            "sees_evidence": handles_evidence(request.user),
            "personal": self.personal_data(instance, table.numbers),
            "languages": settings.LANGUAGES,
            "here": address_of_list(request),
            "result": result if (result := table.result) and result["at"] == instance.pk else None,
        }

    def personal_data(self, comment, numbers):
        """Return the kinds of personal data that a waiting comment seems to contain."""
        if not comment.waits:
            return []
        # `numbers` are the phone numbers on the posts, which are not personal data.
        text = f"{comment.comment}\n{comment.user_name}"
        return [LABELS[kind] for kind in kinds_in(text, numbers.get(comment.post_id, ()))]


def _after(comment, parent_context, request):
    """Return the path of the list with the fragment of the next comment, if any."""
    rows = list(parent_context["table"].data)
    following = rows[rows.index(comment) + 1 :]
    return address_of_list(request) + (f"#comment-{following[0].pk}" if following else "")


def address_of_list(request):
    """Return the path of the whole list, even if `request` is for the results alone."""
    query = request.GET.copy()
    query.pop("_w_filter_fragment", None)
    return reverse("moderation:index") + (f"?{query.urlencode()}" if query else "")


class CommentTable(Table):
    """Table of comments, with the result of the last decision."""

    result: dict[str, Any] | None = None

    @cached_property
    def numbers(self):
        """Phone numbers on the posts of the comments, by the ID of the post."""
        return numbers_on({comment.post_id for comment in self.data})


class CommentIndexView(IndexView):
    """List of comments for moderators."""

    page_title = "Comments"
    template_name = "comments/admin/queue.html"
    results_template_name = "comments/admin/queue_results.html"
    table_class = CommentTable

    @property
    def tab(self):
        """Status of the comments in the list, or "" for all."""
        return self.request.GET.get("status", Status.PENDING)

    @property
    def is_own_queue(self):
        """True if the URL has no parameter `language`, and no `status` other than pending."""
        return self.tab == Status.PENDING and "language" not in self.request.GET

    def get_base_queryset(self):
        queryset = (
            super()
            .get_base_queryset()
            .seen_by(self.request.user)
            .select_related(
                *("post", "moderated_by", "root", "office", "screening", "redaction"),
                *("reply_to__screening", "reply_to__reply_to__screening"),
            )
            .defer("user_email", "user_url", "ip_address")
        )
        if "status" not in self.request.GET:
            queryset = queryset.filter(status=Status.PENDING)
        return own_queue(queryset, self.request.user) if self.is_own_queue else queryset

    @property
    def sees_others(self):
        """True if the list has the recent decisions of other moderators."""
        return self.request.GET.get("marked") == OTHERS[0]

    def get_ordering(self):
        orders = {Status.PENDING: ("submitted", "pk"), "": ("-pk",)}
        latest = ("-moderated_at", "-pk")
        self.default_ordering = latest if self.sees_others else orders.get(self.tab, latest)
        return super().get_ordering()

    def get_page_subtitle(self):
        return "" if "status" in self.request.GET else "waiting for a moderator"

    def get_edit_url(self, instance):
        return None

    def get_context_data(self, *args, **kwargs):
        counts, comment_settings = QueueCounts(self.request.user), CommentSettings.load()
        here = self.request.GET.copy()
        for name in ("status", "p", "_w_filter_fragment"):
            here.pop(name, None)
        filters = f"&{here.urlencode()}" if here else ""
        waiting = counts.waiting()
        context = super().get_context_data(*args, **kwargs)
        table = context["table"]
        # The results alone are loaded by a script, which keeps the rest of the page.
        result = None if self.results_only else take_result(self.request, self.request.user)
        groups = groups_for(self.request.user) if self.tab == Status.PENDING else []
        table.result = place_result(result, list(table.data), has_groups=bool(groups))
        return context | {
            "result": table.result if table.result and table.result["at"] is None else None,
            "tabs": [
                {
                    "status": status,
                    "label": capfirst(status.label),
                    "count": None if status == Status.PUBLISHED else counts.of(status),
                    "is_open": status == self.tab,
                    "query": f"?status={status}{filters}",
                }
                for status in Status
                if status != Status.EVIDENCE or handles_evidence(self.request.user)
            ],
            "elsewhere": [
                row for row in waiting if self.is_own_queue and counts.languages and not row["mine"]
            ],
            "groups": groups,
            "reasons": Reason.choices,
            "sees_others": self.sees_others,
            "is_paused": comment_settings.is_paused,
            "has_contact": bool(comment_settings.contact),
            "here": address_of_list(self.request),
        }


class CommentViewSet(ModelViewSet):
    model = PostComment
    name = "moderation"
    url_prefix = "comments"
    icon = "comment"
    menu_label = "Comments"
    menu_order = 200
    menu_item_class = ModerationMenuItem
    add_to_admin_menu = True
    form_fields: list[str] = []
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = CommentIndexView
    filterset_class = CommentFilterSet
    search_fields = ["comment", "user_name"]
    search_backend_name = None
    list_per_page = 25
    permission_policy = policy
    list_display = [
        BulkActionsCheckboxColumn("bulk_actions", obj_type="postcomment"),
        CommentColumn("comment", label="Comment"),
        DateColumn("submitted", label="Sent", sort_key="submitted"),
    ]

    def register_admin_url_finder(self):
        """Register nothing, because comments have no edit page."""

    def get_urlpatterns(self):
        # Without the URLs to add or edit comments.
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("group/", decide_group, name="decide_group"),
            path("pause/", decisions.pause, name="pause"),
            path("<int:pk>/pass/", decisions.pass_to, name="pass_to"),
            path("<int:pk>/close/", decisions.close_thread, name="close_thread"),
            path("<int:pk>/answer/", AnswerView.as_view(), name="answer"),
            path("<int:pk>/redact/", RedactView.as_view(), name="redact"),
            path("<int:pk>/erase/", EraseView.as_view(), name="erase"),
            path("<int:pk>/<str:status>/", decisions.decide, name="decide"),
        ]
