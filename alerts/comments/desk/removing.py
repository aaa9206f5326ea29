"""Where a moderator takes words out of a comment, or erases all of it: one page each."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from home.addresses import page_address

from ..forgetting import erase
from ..models import PostComment
from ..moderation import ChangedMeanwhile
from ..redaction import NotRedacted, marks_for, redact, undo
from .decisions import read_edits
from .rights import moderators_only, publishes


class _RemovalView(WagtailAdminTemplateMixin, FormView):
    """A comment that the moderator may read, and a question about it.

    A subclass's `carry_out` does what was asked for and returns what to say then.
    """

    header_icon = "comment"

    def dispatch(self, request, *args, **kwargs):
        moderators_only(request.user)
        comments = PostComment.objects.seen_by(request.user).select_related("post")
        self.comment = get_object_or_404(comments, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

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
        """The number of changes that the moderator has seen."""
        return read_edits(self.request.POST.get("edits", ""))

    def form_valid(self, form):
        try:
            said = self.carry_out(form)
        except NotRedacted as error:
            form.add_error(None, str(error))
        except ChangedMeanwhile:
            form.add_error(None, "The comment has changed meanwhile. Please read it again.")
        except PostComment.DoesNotExist:
            form.add_error(None, "The comment is gone, or nothing but its place is left.")
        if form.errors:
            return self.form_invalid(form)
        messages.success(self.request, said)
        back = get_valid_next_url_from_request(self.request) or reverse("moderation:index")
        return HttpResponseRedirect(back)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class RedactForm(forms.Form):
    text = forms.CharField(
        label="The comment",
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )
    without_name = forms.BooleanField(label="Take the name away too", required=False)


class RedactView(_RemovalView):
    """The comment in a box, to put marks around what goes; or what went, to be brought back."""

    form_class = RedactForm
    template_name = "comments/admin/redact.html"
    page_title = "Take words out"

    def get_initial(self):
        return {"text": self.comment.comment}

    def get_context_data(self, **kwargs):
        opening, closing = marks_for(self.comment.comment)
        return super().get_context_data(
            opening=opening, closing=closing, may_undo=self.may_undo, **kwargs
        )

    @property
    def may_undo(self):
        """What is brought back into a public comment is published with that."""
        return not self.comment.is_public or publishes(self.request.user, self.comment.language)

    def carry_out(self, form):
        by, edits = self.request.user, self.edits
        if "undo" in self.request.POST:
            if not self.may_undo:
                raise PermissionDenied
            return f"{undo(self.comment.pk, by=by, edits=edits)}: the words are back."
        comment = redact(
            self.comment.pk,
            form.cleaned_data["text"],
            by=by,
            edits=edits,
            without_name=form.cleaned_data["without_name"],
        )
        return f"{comment}: the words are taken out."


class EraseView(_RemovalView):
    """Asks whether the comment shall go for good, and lets it go."""

    form_class = forms.Form
    template_name = "comments/admin/erase.html"
    page_title = "Erase now"

    def carry_out(self, form):
        name = str(self.comment)
        erase(self.comment.pk, by=self.request.user)
        return f"{name} is erased."
