"""Admin views: reset of a lost second factor, off-boarding, and one's own sessions."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from .. import offboarding, second_factor, sessions
from ..models import User

CHANGE_USER = "people.change_user"


class _AdminView(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "user"

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]


class _ConfirmView(_AdminView):
    """Page with a question about an account, and a button that does what it asks."""

    template_name = "people/admin/confirm.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(CHANGE_USER):
            raise PermissionDenied
        self.account = get_object_or_404(User, pk=kwargs["pk"])
        if problem := self.refusal():
            messages.error(request, problem)
            return redirect("wagtailusers_users:index")
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self):
        return f"{self.page_title}: {self.account}"

    def get_context_data(self, **kwargs):
        texts = {"question": self.question, "action": self.action}
        return super().get_context_data(account=self.account, **texts, **kwargs)

    def post(self, request, pk):
        self.apply()
        messages.success(request, f"{self.done}: {self.account}.")
        return redirect("wagtailusers_users:index")


class ResetFactorView(_ConfirmView):
    page_title = "Remove the second factor"
    question = (
        "Make sure that it is this person who asks, for example by calling them. The account loses its"
        " apps, passkeys and recovery codes, and is signed out everywhere. The owner gets an email."
    )
    action = "Remove the second factor"
    done = "Second factor removed"

    def refusal(self):
        if self.account.is_superuser and not self.request.user.is_superuser:
            return "Only an administrator can do this to an administrator."
        if not Authenticator.objects.filter(user=self.account).exists():
            return f"{self.account} has no second factor."
        return ""

    def apply(self):
        second_factor.reset(self.account, self.request.user)


class EndAccessView(_ConfirmView):
    page_title = "End access"
    question = (
        "The account can no longer sign in. Its groups, password, second factor, sessions and links"
        " for volunteers end now. Its name stays in the histories of pages."
    )
    action = "End access"
    done = "Access ended"

    def refusal(self):
        return offboarding.refusal(self.account, self.request.user)

    def apply(self):
        offboarding.end_access(self.account, self.request.user)


class SessionsView(_AdminView):
    """List of one's own sessions, without addresses, which can be ended here."""

    template_name = "people/admin/sessions.html"
    page_title = "Where you are signed in"

    def get_context_data(self, **kwargs):
        found = sessions.of(self.request.user, self.request.session.session_key)
        return super().get_context_data(sessions=found, **kwargs)

    def post(self, request):
        name = request.POST.get("session") or None
        count = sessions.end(request.user, name=name, except_key=request.session.session_key)
        if count:
            log(request.user, "people.sessions_ended", user=request.user)
            messages.success(request, "Signed out there.")
        else:
            messages.error(request, "That session has ended already.")
        return HttpResponseRedirect(reverse("own_sessions"))
