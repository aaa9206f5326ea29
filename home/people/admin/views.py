"""Admin views for codes and resets of second factors, off-boarding, and a user's own sessions."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from .. import factor_codes, offboarding, second_factor, sessions
from ..models import User

CHANGE_USER = "people.change_user"


class _AdminView(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "user"

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]


class _ConfirmView(_AdminView):
    """Base class for pages that ask the user to confirm an action on `self.account`."""

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

    def show_new_code(self):
        # It cannot be shown again, because only a hash is stored.
        code = factor_codes.issue(self.account, self.request.user)
        context = self.get_context_data() | {
            "code": code,
            "link": factor_codes.link(code),
            "days": factor_codes.VALID_FOR.days,
        }
        return render(self.request, "people/admin/factor_code.html", context)


class GiveCodeView(_ConfirmView):
    page_title = "Give a code"
    question = (
        "With this code, the person can add the first second factor after signing in. Without it,"
        " somebody who has learned the password could do so. An older code no longer works."
    )
    action = "Make a code"

    def refusal(self):
        if self.account.is_superuser and not self.request.user.is_superuser:
            return "Only an administrator can do this for an administrator."
        if not settings.SECOND_FACTOR_REQUIRED:
            return "This site needs no code to add a second factor."
        if not self.account.is_active:
            return f"{self.account} has no access."
        if second_factor.exists(self.account):
            return f"{self.account} has a second factor already."
        return ""

    def post(self, request, pk):
        return self.show_new_code()


class ResetFactorView(_ConfirmView):
    page_title = "Remove the second factor"
    question = (
        "Make sure that it is this person who asks, for example by calling them. The account loses its"
        " apps, passkeys and recovery codes, and is signed out everywhere. The owner gets an email. You get a code for a new factor."
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

    def post(self, request, pk):
        response = super().post(request, pk)
        is_needed = settings.SECOND_FACTOR_REQUIRED and self.account.is_active
        return self.show_new_code() if is_needed else response


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
    """Page on which users see their own sessions, without addresses, and can end the others."""

    template_name = "people/admin/sessions.html"
    page_title = "Where you are signed in"

    def get_context_data(self, **kwargs):
        found = sessions.active_sessions(self.request.user, self.request.session.session_key)
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
