"""Where a moderator answers a reader in the campaign's name."""

import secrets

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from home.addresses import page_address

from ..models import PostComment, Status
from ..moderation import ChangedMeanwhile, set_status
from .decisions import read_edits
from .rights import may_decide


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="Answer",
        max_length=settings.COMMENT_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="In the language of the comment. It is public at once and marked as the"
        " campaign's; your name is not shown.",
    )
    key = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


class NotShown(Exception):
    """What is to be answered is not public, and its approval would not make it so."""


class AnswerView(WagtailAdminTemplateMixin, FormView):
    """The comment, and below it the answer; a comment that waits is approved with it.

    Needs the permission to publish in the comment's language.
    """

    form_class = AnswerForm
    template_name = "comments/admin/answer.html"
    page_title = "Answer as the campaign"
    header_icon = "comment"

    def dispatch(self, request, *args, **kwargs):
        self.comment = get_object_or_404(
            PostComment.objects.select_related("post", "reply_to"), pk=kwargs["pk"]
        )
        if not may_decide(request.user, self.comment, Status.PUBLISHED):
            raise PermissionDenied
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

    def get_initial(self):
        return {"key": secrets.token_hex(32)}  # what is sent twice is published once

    def form_valid(self, form):
        edits = read_edits(self.request.POST.get("edits", "0"))
        try:
            answer(
                self.comment.pk,
                form.cleaned_data["answer"],
                by=self.request.user,
                edits=edits,
                key=form.cleaned_data["key"],
            )
        except IntegrityError:
            pass  # it was stored when it was sent first
        except ChangedMeanwhile:
            form.add_error(None, "The comment has changed since. Please read it again.")
        except (NotShown, PostComment.DoesNotExist):
            form.add_error(
                None,
                "It cannot be answered: it is gone, its words were removed, or a comment above it"
                " is not public.",
            )
        if form.errors:
            return self.form_invalid(form)
        messages.success(self.request, "Your answer is public.")
        back = get_valid_next_url_from_request(self.request) or reverse("moderation:index")
        return HttpResponseRedirect(back)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


@transaction.atomic
def answer(comment_id, text, *, by, edits=None, key=None):
    """Publish `text` as the campaign's reply to the comment, which is approved if it waits.

    Returns the reply. `edits` as for `set_status`; `key` is 64 hexadecimal digits.

    Raises:
        NotShown: the comment would not be public, or has no words left.
        ChangedMeanwhile, PostComment.DoesNotExist: as for `set_status`.
        IntegrityError: an answer with this key is stored.
    """
    comment = PostComment.objects.select_related("reply_to").get(pk=comment_id)
    if comment.status == Status.PENDING:
        comment = set_status(comment_id, Status.PUBLISHED, by=by, edits=edits)
    if not comment.is_shown or comment.is_withdrawn or comment.is_erased:
        raise NotShown
    now = timezone.now()
    reply = PostComment(
        content_type_id=comment.content_type_id,
        object_pk=comment.object_pk,
        site_id=comment.site_id,
        comment=text,
        submit_date=now,
        submitted=now,
        is_public=False,
        post_id=comment.post_id,
        language=comment.language,
        reply_to=comment.parent_of_reply,
        is_campaign=True,
        idempotency_key=key or secrets.token_hex(32),
    )
    reply.save(force_insert=True)
    return set_status(reply.pk, Status.PUBLISHED, by=by)
