"""Base view for the admin pages on which a moderator answers, redacts or erases one comment."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from home.addresses import page_address

from ..models import PostComment
from ..services import ChangedMeanwhile
from .decisions import (
    GONE,
    back_to_the_list,
    explain,
    following,
    may_not_publish,
    read_edits,
    refuse_typed,
)
from .permissions import moderators_only
from .results import DecisionResult, keep_result


class Refused(Exception):
    """Raised when the action is impossible. The message tells the moderator why."""


class OneCommentView(WagtailAdminTemplateMixin, FormView):
    """Base view for a page with a form about one comment that the moderator may read.

    A subclass implements `carry_out(form)`, which returns a message or raises an error.
    """

    header_icon = "comment"
    # Name of the field with words that the moderator typed, if any.
    typed = ""
    # Advice after a refusal, because the comment has changed since the moderator saw it.
    again = ""

    def dispatch(self, request, *args, **kwargs):
        moderators_only(request.user)
        self.comment = self.find(kwargs["pk"])
        if self.comment is None:
            return self.leave(kwargs["pk"], GONE)
        if not self.is_allowed():
            return self.leave(kwargs["pk"], may_not_publish(self.comment))
        try:
            return super().dispatch(request, *args, **kwargs)
        except (PermissionDenied, PostComment.DoesNotExist):
            return self.leave(kwargs["pk"], GONE)

    def find(self, pk):
        """Return the comment with the ID `pk` if the user may read it, otherwise None."""
        comments = PostComment.objects.seen_by(self.request.user).select_related(
            *("post", "moderated_by", "screening", "redaction", "reply_to__screening")
        )
        return comments.with_number(pk).first()

    def leave(self, pk, sentence):
        """Redirect to the list with `sentence`, or show it with the typed text, if any."""
        return refuse_typed(
            self.request, pk, sentence, self.request.POST.get(self.typed, "").strip()
        )

    def is_allowed(self):
        return True

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("moderation:index"), "label": "Comments"},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            comment=self.comment,
            address=page_address(self.comment.post, self.comment.language),
            next=get_valid_next_url_from_request(self.request),
            **kwargs,
        )

    @property
    def edits(self):
        """The comment's `edits` when the moderator saw it, or -1 if the form has no such count."""
        return read_edits(self.request.POST.get("edits", ""))

    def form_valid(self, form):
        try:
            message = self.carry_out(form)
        except Refused as error:
            form.add_error(None, str(error))
        except ChangedMeanwhile:
            # The page is shown again with the comment as it is now.
            self.comment = self.find(self.comment.pk)
            if self.comment is None:
                raise PostComment.DoesNotExist from None
            version = self.request.POST.get("version", "")
            sentence = explain(self.comment, self.edits, version)
            form.add_error(None, f"{sentence} {self.again}".strip())
        if form.errors:
            return self.form_invalid(form)
        after = following(get_valid_next_url_from_request(self.request))
        keep_result(self.request, DecisionResult(self.comment.pk, message, after))
        return back_to_the_list(self.request)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
