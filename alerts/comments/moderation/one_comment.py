"""Base view for the admin pages on which a moderator answers, redacts or erases one comment."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from home.addresses import page_address

from ..models import PostComment
from ..services import ChangedMeanwhile
from .decisions import following, read_edits
from .permissions import moderators_only
from .results import DecisionResult, keep_result


class Refused(Exception):
    """Raised when the action is impossible. The message tells the moderator why."""


class OneCommentView(WagtailAdminTemplateMixin, FormView):
    """Base view for a page with a form about one comment that the moderator may read.

    A subclass implements `carry_out(form)`, which returns a success message or raises `Refused`.
    """

    header_icon = "comment"

    def dispatch(self, request, *args, **kwargs):
        moderators_only(request.user)
        comments = PostComment.objects.seen_by(request.user).select_related(
            "post", "screening", "redaction", "reply_to__screening"
        )
        self.comment = get_object_or_404(comments, pk=kwargs["pk"])
        if not self.is_allowed():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def is_allowed(self):
        """Return True if the user may use this page for the comment."""
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
            form.add_error(None, "The comment has changed since. Please read it again.")
        except PostComment.DoesNotExist:
            form.add_error(None, "The comment is gone, or only its placeholder is left.")
        if form.errors:
            return self.form_invalid(form)
        back = get_valid_next_url_from_request(self.request) or reverse("moderation:index")
        keep_result(self.request, DecisionResult(self.comment.pk, message, following(back)))
        return HttpResponseRedirect(back)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
