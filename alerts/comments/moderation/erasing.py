"""Admin pages on which a moderator removes words from a comment, or erases the comment."""

from django import forms

from ..erasure import erase
from ..redaction import NotRedacted, marks_for, redact, undo
from .decisions import may_not_publish
from .one_comment import OneCommentView, Refused
from .permissions import publishes


class RedactForm(forms.Form):
    """Form with a comment's text, in which the moderator marks the words to remove."""

    text = forms.CharField(
        label="The comment",
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto", "autofocus": True}),
    )
    without_name = forms.BooleanField(label="Take the name away too", required=False)


class RedactView(OneCommentView):
    """Page on which a moderator marks the words to remove, or restores removed words."""

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
        """True if the user may restore the removed words."""
        # In a published comment, the restored words are public.
        return not self.comment.is_public or publishes(self.request.user, self.comment)

    def carry_out(self, form):
        by, edits = self.request.user, self.edits
        try:
            if "undo" not in self.request.POST:
                without_name = form.cleaned_data["without_name"]
                text = form.cleaned_data["text"]
                redact(self.comment.pk, text, by=by, edits=edits, without_name=without_name)
                return "The words are taken out."
            if not self.may_undo:
                raise Refused(may_not_publish(self.comment))
            undo(self.comment.pk, by=by, edits=edits)
            return "The words are back."
        except NotRedacted as error:
            raise Refused(str(error)) from error


class EraseView(OneCommentView):
    """Page on which a moderator confirms the erasure of a comment."""

    form_class = forms.Form
    template_name = "comments/admin/erase.html"
    page_title = "Erase now"
    again = "Press again to erase it all the same."

    def carry_out(self, form):
        erase(
            self.comment.pk,
            by=self.request.user,
            seen_edits=self.edits,
            seen_version=self.request.POST.get("version"),
        )
        return "Erased."
