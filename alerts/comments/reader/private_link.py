"""Views for a comment's private pages, on which the writer sees, changes or deletes the comment.

The pages need no account or cookie. Everybody who knows the URL has access, so response headers
keep browsers from passing the URL on.
"""

from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from alerts.lookup import comment_address, find_post_of
from home.addresses import absolute
from home.form_tokens import empty_browser_cache, keep_typed_text
from home.revalidation import revalidated
from home.token_views import SeeOther, TokenView

from ..erasure import withdraw
from ..models import PostComment, Status
from ..models.follow_up import STOP
from ..personal_data import kinds_in
from ..services import edit
from ..tokens import hash_of
from .forms import EditForm


class PrivateView(TokenView):
    """Base view for the private pages of a comment."""

    purpose = "own comment"

    def setup(self, request, token):
        super().setup(request)
        self.token = token
        found = PostComment.objects.filter(is_withdrawn=False).select_related(
            "post", "root", "follow_up", "office", "redaction"
        )
        self.comment = found.filter(token_hash=hash_of(token)).first()

    @property
    def subject(self):
        return self.comment.pk

    def is_open(self):
        return self.comment is not None

    def closed(self):
        context = {"text": self.request.POST.get("comment", ""), "in_one_language": True}
        return render(self.request, "comments/unknown.html", context, status=404)

    @cached_property
    def post_page(self):
        """Post in the reader's language or in English, or None if it is not public."""
        return find_post_of(self.comment, self.request.LANGUAGE_CODE)

    @property
    def may_ask_for_mail(self):
        """True if the writer may still enter an email address."""
        first = self.comment.root or self.comment
        return (
            self.comment.status in (Status.PENDING, Status.PUBLISHED)
            and not first.is_closed
            and not hasattr(self.comment, "follow_up")
        )

    def address(self, name="private"):
        """Return the path of the private page that has the URL name `name`."""
        return reverse(f"comments:{name}", args=(self.token,))

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            comment=self.comment, post=self.post_page, token=self.token, **kwargs
        )

    def get(self, request, **kwargs):
        return self.answer()

    def without_traces(self, response):
        """Add a header to `response` that empties the browser's cache, and return `response`."""
        # The cache can contain typed text.
        empty_browser_cache(self.request, response)
        return response


class CommentView(PrivateView):
    """Page with the comment, its status, and the writer's options."""

    template_name = "comments/private.html"
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs):
        follow_up = getattr(self.comment, "follow_up", None)
        if self.comment.call_result and self.post_page:
            self.post_page.load_phrases()  # an alert, whose offices are listed
        return super().get_context_data(
            private_address=absolute(self.address()),
            public_address=self.public_address(),
            follow_up=follow_up,
            stop_token=follow_up and follow_up.token(STOP),
            may_ask_for_mail=self.may_ask_for_mail,
            **kwargs,
        )

    def get(self, request, **kwargs):
        # The browser's cache may hold an unsent edit form.
        return self.without_traces(self.answer())

    def public_address(self):
        """Return the public path of the comment, or "" if the comment or its post is not public."""
        return comment_address(self.comment) if self.comment.is_shown and self.post_page else ""


@method_decorator(keep_typed_text, name="dispatch")
class EditView(PrivateView):
    """Page on which the writer changes the comment, if it can still be edited."""

    template_name = "comments/edit.html"

    @cached_property
    def source(self):
        return self.comment.post.specific

    def get(self, request, **kwargs):
        if not self.comment.can_be_edited:
            return SeeOther(self.address())
        form = EditForm(self.source, language=self.comment.language)
        form.initial = {"comment": self.comment.comment, "name": self.comment.user_name}
        return self.answer(form=form)

    def post(self, request, **kwargs):
        form = EditForm(self.source, language=self.comment.language, data=request.POST)
        form.accepted = kinds_in(f"{self.comment.comment}\n{self.comment.user_name}")
        if refusal := self.refusal():
            status, notice = refusal
            return self.answer(status, form=form, notice=notice)
        if not self.comment.can_be_edited:
            return self.decided()
        if not form.is_valid():
            return self.answer(422, form=form)
        words = form.cleaned_data
        is_changed = edit(self.comment, text=words["comment"], name=words["name"])
        if not is_changed:
            return self.decided()
        return self.without_traces(SeeOther(self.address()))

    def decided(self):
        """Say that the writer may no longer change the comment, and repeat the typed text."""
        return self.answer(409, is_decided=True, text=self.request.POST.get("comment", ""))


class DeleteView(PrivateView):
    """Page on which the writer confirms the deletion of the comment."""

    template_name = "comments/delete.html"

    def post(self, request, **kwargs):
        if refusal := self.refusal():
            status, notice = refusal
            return self.answer(status, notice=notice)
        withdraw(self.comment.pk)
        return self.without_traces(SeeOther(reverse("comments:deleted")))


@revalidated
@require_safe
def deleted(request):
    return render(request, "comments/deleted.html")
