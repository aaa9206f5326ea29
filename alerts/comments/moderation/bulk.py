"""Bulk actions that set the status of several comments."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.forms.widgets import MultipleHiddenInput
from django.http import HttpResponseRedirect
from wagtail.admin.views.bulk_action import BulkAction

from ..models import PostComment, Reason, Status
from .decisions import decide_seen, keep_counts, read_edits
from .permissions import is_moderator, may_decide


class SeenForm(forms.Form):
    """Form with the ID and version of each comment that the moderator has seen."""

    seen = forms.MultipleChoiceField(widget=MultipleHiddenInput)

    def __init__(self, *args, objects, **kwargs):
        super().__init__(*args, **kwargs)
        seen = [comment.seen for comment in objects]
        self.fields["seen"].initial = seen
        # Outdated versions must not make the form invalid: `decide_seen` skips and counts them.
        self.fields["seen"].choices = [(text, text) for text in {*seen, *self._sent()}]

    def _sent(self):
        return self.data.getlist("seen") if self.is_bound else ()


class ReasonForm(SeenForm):
    """Form that also asks for the reason for a rejection."""

    reason = forms.ChoiceField(choices=Reason.choices, help_text="The writers see this reason.")


class DecisionBulkAction(BulkAction):
    """Base class for bulk actions that set the status of the selected waiting comments."""

    models = [PostComment]
    form_class: type[forms.Form] = SeenForm
    template_name = "comments/admin/bulk.html"
    status: Status

    @classmethod
    def get_queryset(cls, model, object_ids):
        pks = [read_edits(str(pk)) for pk in object_ids]
        return model.objects.filter(pk__in=pks, status=Status.PENDING).select_related(
            "post", "screening"
        )

    def get_all_objects_in_listing_query(self, parent_id):
        return []  # selecting "all" would include comments that nobody has read

    def check_perm(self, obj):
        return may_decide(self.request.user, obj, self.status)

    def dispatch(self, request, *args, **kwargs):
        if not is_moderator(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"objects": self.get_actionable_objects()[0]}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"action": self.display_name}

    def prepare_action(self, objects, objects_without_access):
        # Wagtail would run `execute_action` in one transaction for all objects.
        data = self.cleaned_form.cleaned_data
        reason = data.get("reason", "")
        done = decide_seen(data["seen"], self.status, by=self.request.user, reason=reason)
        keep_counts(self.request, done, len(data["seen"]) - len(done))
        return HttpResponseRedirect(self.next_url)


class ApproveBulkAction(DecisionBulkAction):
    display_name = "Approve"
    aria_label = "Approve the selected comments"
    action_type = "approve"
    action_priority = 10
    status = Status.PUBLISHED


class RejectBulkAction(DecisionBulkAction):
    display_name = "Reject"
    aria_label = "Reject the selected comments"
    action_type = "reject"
    action_priority = 20
    status = Status.REJECTED
    form_class = ReasonForm


class SpamBulkAction(DecisionBulkAction):
    display_name = "Spam"
    aria_label = "Mark the selected comments as spam"
    action_type = "spam"
    action_priority = 30
    status = Status.SPAM
    classes = {"serious"}


BULK_ACTIONS = (ApproveBulkAction, RejectBulkAction, SpamBulkAction)
