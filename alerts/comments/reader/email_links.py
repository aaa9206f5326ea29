"""Pages that emails to a comment's writer link to, and the page that asks for emails later."""

import logging

from django.core.signing import BadSignature
from django.db import transaction
from django.shortcuts import render
from django.utils import timezone

from home import mail
from home.operations import ledger
from home.token_views import SeeOther, TokenView

from .. import erasure_ledger as erasures
from ..erasure import IS_GONE
from ..models import PostComment
from ..models.follow_up import CONFIRM, STOP, AskedAddress, FollowUp
from ..notifications.follow_ups import confirm_email, published_email
from .forms import AddressForm
from .private_link import PrivateView

logger = logging.getLogger(__name__)


class MailLinkView(TokenView):
    """Base of the pages that links in emails open; a page of its own answers a false token.

    Opening it changes nothing: programs that look for viruses open every link in a mail.
    """

    link = None

    def setup(self, request, token):
        super().setup(request)
        self.token = token
        try:
            self.follow_up = FollowUp.objects.for_token(token, self.link)
            self.is_ours = True
        except BadSignature:
            self.follow_up, self.is_ours = None, False

    @property
    def subject(self):
        return self.follow_up and self.follow_up.pk

    def closed(self):
        context = {"in_one_language": True}
        return render(self.request, "comments/mail_link_unknown.html", context, status=404)

    def get_context_data(self, **kwargs):
        return super().get_context_data(follow_up=self.follow_up, **kwargs)

    def get(self, request, **kwargs):
        return self.answer()


class ConfirmView(MailLinkView):
    """Asks whether mails are wanted; the answer makes the address one that gets them."""

    link = CONFIRM
    purpose = "confirm follow-up"
    template_name = "comments/confirm_mail.html"

    def is_open(self):
        return self.follow_up is not None and not self.follow_up.is_late

    def get_context_data(self, **kwargs):
        return super().get_context_data(stop_token=self.follow_up.token(STOP), **kwargs)

    def post(self, request, **kwargs):
        if refusal := self.refusal():
            status, notice = refusal
            return self.answer(status, notice=notice)
        self.confirm()
        return SeeOther(request.path)

    @transaction.atomic
    def confirm(self):
        waiting = FollowUp.objects.filter(pk=self.follow_up.pk, confirmed_at=None)
        if waiting.update(confirmed_at=timezone.now()):
            AskedAddress.delete_for(self.follow_up.email)
            if self.follow_up.comment.is_shown:
                mail.queue(published_email, self.follow_up.pk)


class StopView(MailLinkView):
    """Forgets the address.

    Mail programs send the POST by themselves when their "unsubscribe" is pressed, from
    anywhere and without a form of ours (RFC 8058, 3.2): the token alone must do. Sent
    again it is no error.
    """

    link = STOP
    purpose = "stop follow-up"
    template_name = "comments/stop_mail.html"

    def is_open(self):
        return self.is_ours

    def post(self, request, **kwargs):
        if request.POST.get("List-Unsubscribe") != "One-Click":
            return self.answer(422)
        if self.follow_up:
            try:
                ledger.record(erasures.STOPPED, self.follow_up.key)
            except OSError:
                # Who wants no mail gets none; a back-up may then bring the address back.
                logger.exception("The ledger cannot be written.")
            self.follow_up.delete()
        self.follow_up = None
        return self.answer()


class AskForEmailView(PrivateView):
    """Below a comment's private page: its writer leaves an address; there is one at most."""

    template_name = "comments/ask_for_mail.html"

    def get(self, request, **kwargs):
        if not self.may_ask_for_mail:
            return SeeOther(self.address())
        return self.answer(form=AddressForm(label_suffix=""))

    def post(self, request, **kwargs):
        if not self.may_ask_for_mail:
            return SeeOther(self.address())
        form = AddressForm(request.POST, label_suffix="")
        if refusal := self.refusal():
            status, notice = refusal
            return self.answer(status, form=form, notice=notice)
        if not form.is_valid():
            return self.answer(422, form=form)
        self.save(form.cleaned_data["follow_up"])
        return SeeOther(self.address())

    @transaction.atomic
    def save(self, email):
        """Keep the address; not for a comment that went meanwhile."""
        self.comment.lock_thread()
        if not PostComment.objects.filter(~IS_GONE, pk=self.comment.pk).exists():
            return
        follow_up, is_new = FollowUp.objects.get_or_create(
            comment=self.comment, defaults={"email": email, "language": self.comment.language}
        )
        if is_new:
            mail.queue(confirm_email, follow_up.pk)
