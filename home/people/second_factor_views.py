"""Second-factor views that django-allauth lacks, and checks before allauth's own views."""

from functools import wraps

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import index
from allauth.mfa.totp.views import activate_totp as allauth_activate_totp
from allauth.mfa.totp.views import deactivate_totp as allauth_deactivate_totp
from allauth.mfa.webauthn.views import RemoveWebAuthnView, add_webauthn
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin.views.account import PasswordResetConfirmView

from . import factor_codes, second_factor, throttling
from .middleware import NEXT
from .models import User
from .second_factor_forms import FirstFactorForm


def _after_code(view):
    @wraps(view)
    def checked(request, *args, **kwargs):
        user = request.user
        if user.is_authenticated and second_factor.needs_code(request.session, user):
            return redirect("type_factor_code")
        return view(request, *args, **kwargs)

    return checked


def _in_turn(view):
    @wraps(view)
    @transaction.atomic
    def locked(request, *args, **kwargs):
        if request.user.is_authenticated:
            # Simultaneous requests check the account's factors one after the other.
            User.objects.select_for_update().get(pk=request.user.pk)
        return view(request, *args, **kwargs)

    return locked


class _RemovePasskeyView(RemoveWebAuthnView):
    # Allauth checks this only for authenticator apps.
    def form_valid(self, form):
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.object):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_index")
        return super().form_valid(form)


start = _after_code(index)
activate_totp = _in_turn(_after_code(allauth_activate_totp))
deactivate_totp = _in_turn(allauth_deactivate_totp)
add_passkey = _in_turn(_after_code(add_webauthn))
remove_passkey = _in_turn(_RemovePasskeyView.as_view())


class FirstFactorView(FormView):
    """Page on which a user types an administrator's code, which a link can fill in."""

    form_class = FirstFactorForm
    template_name = "people/admin/first_factor.html"

    def dispatch(self, request, *args, **kwargs):
        user = request.user
        if not user.is_authenticated:
            if found := factor_codes.find(kwargs.get("code", "")):
                # Attempts by strangers then cannot lock the owner out.
                throttling.note_use(request, found.user, has_signed_in=False)
            return redirect_to_login(request.path)
        if not second_factor.needs_code(request.session, user):
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {"code": self.kwargs.get("code", "")}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form):
        factor_codes.note_typed(self.request.session, form.cleaned_data["code"])
        return redirect("mfa_index")


@login_required
def go_on(request):
    return HttpResponseRedirect(request.session.pop(NEXT, reverse("wagtailadmin_home")))


class NewPasswordView(PasswordResetConfirmView):
    """View for the link in a password reset email."""

    def form_valid(self, form):
        throttling.note_use(self.request, self.user, has_signed_in=False)
        return super().form_valid(form)
