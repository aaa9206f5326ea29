"""Admin page on which a moderator answers a reader in the campaign's name."""

import secrets

from django import forms
from django.conf import settings
from django.db import IntegrityError

from home.form_tokens import InvalidFormToken
from home.text import clean_text

from ..models import PostComment
from ..services import NotShown, answer
from .one_comment import OneCommentView, Refused
from .permissions import publishes


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="Answer",
        max_length=settings.COMMENT_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "autofocus": True}),
        help_text="Write in the language of the comment. The answer is published at once in the"
        " campaign's name; your name is not shown.",
    )

    key = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)

    def clean_answer(self):
        return clean_text(self.cleaned_data["answer"])


class AnswerView(OneCommentView):
    """Page with a comment and the form for the campaign's answer."""

    form_class = AnswerForm
    template_name = "comments/admin/answer.html"
    typed = "answer"
    page_title = "Answer as the campaign"

    def is_allowed(self):
        # An answer also approves a pending comment.
        return publishes(self.request.user, self.comment)

    def get_initial(self):
        return {"key": secrets.token_hex(32)}  # a form that is sent twice is published once

    def carry_out(self, form):
        text, key = form.cleaned_data["answer"], form.cleaned_data["key"]
        try:
            answer(
                self.comment.pk,
                text,
                by=self.request.user,
                seen_edits=self.edits,
                seen_version=self.request.POST.get("version"),
                key=key,
            )
        except NotShown as error:
            raise Refused("This comment is not public, or a comment above it is not.") from error
        except (IntegrityError, InvalidFormToken) as error:
            # A form that is sent twice has the same text; a reused form has another text.
            stored = PostComment.objects.filter(idempotency_key=key, is_campaign=True).first()
            if stored is None or stored.is_gone or stored.comment != text:
                raise Refused(
                    "This form was used for another answer. Copy your text, and start again."
                ) from error
        return "Your answer is published."
