"""Views for the links in emails to comment writers, and for the form to request such emails."""

from django.core.signing import BadSignature
from django.shortcuts import render
from django.utils.decorators import method_decorator

from home.form_tokens import keep_typed_text
from home.token_views import SeeOther, TokenView

from ..models.follow_up import CONFIRM, STOP, FollowUp
from ..notifications.addresses import add_address, confirm_address, stop_emails
from .forms import AddressForm
from .private_link import PrivateView


class MailLinkView(TokenView):
    """Base view for the links that confirm or stop emails to comment writers."""

    # The purpose of the token in the link.
    link = ""

    def setup(self, request, token):
        super().setup(request)
        self.token = token
        try:
            self.follow_up = FollowUp.objects.for_token(token, self.link)
            self.is_genuine = True
        except BadSignature:
            self.follow_up, self.is_genuine = None, False

    @property
    def subject(self):
        return self.follow_up and self.follow_up.pk

    def closed(self):
        context = {"in_one_language": True}
        return render(self.request, "comments/mail_link_unknown.html", context, status=404)

    def get_context_data(self, **kwargs):
        return super().get_context_data(follow_up=self.follow_up, **kwargs)

    # A GET request changes nothing, because virus scanners open every link in an email.
    def get(self, request, **kwargs):
        return self.answer()


class ConfirmView(MailLinkView):
    """Page on which the owner of an email address confirms the address."""

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
        confirm_address(self.follow_up)
        return SeeOther(request.path)


class StopView(MailLinkView):
    """Page that stops the emails and deletes the address."""

    link = STOP
    purpose = "stop follow-up"
    template_name = "comments/stop_mail.html"

    def is_open(self):
        return self.is_genuine

    def post(self, request, **kwargs):
        # An email program sends this without our form (RFC 8058, 3.2): the token in the link is
        # enough. A second request is not an error.
        if request.POST.get("List-Unsubscribe") != "One-Click":
            return self.answer(422)
        if self.follow_up:
            stop_emails(self.follow_up)
        self.follow_up = None
        return self.answer()


@method_decorator(keep_typed_text, name="dispatch")
class AskForEmailView(PrivateView):
    """Page on which a comment's writer enters an email address."""

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
        add_address(self.comment, form.cleaned_data["follow_up"])
        return SeeOther(self.address())
