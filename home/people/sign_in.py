"""Sign-in in two steps, and storage of forms that users send after their sessions have expired.

The sign-in page carries the form data in a hidden field, so nothing is stored for people who are
signed out.
"""

from typing import Any

from allauth.account.utils import perform_login
from csp.decorators import csp
from django import forms
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.cache import never_cache
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.views.account import LoginView

from . import throttling

MAX_KEPT = 5  # forms per session, the newest
_SESSION_KEY = "kept_forms"


class SignInForm(LoginForm):
    kept_form = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    is_throttled = False

    def clean(self) -> dict[str, Any]:
        request: Any = self.request
        attempt = throttling.SignInAttempt(request, self.cleaned_data.get("username", ""))
        if not attempt.is_allowed:
            self.is_throttled = True
            raise forms.ValidationError(throttling.TOO_MANY_SIGN_INS, code="throttled")
        cleaned_data = super().clean()
        if self.user_cache:
            attempt.succeed()
        return cleaned_data


class SignInView(LoginView):
    template_name = "people/admin/sign_in.html"

    def get_form_class(self) -> type[SignInForm]:
        return SignInForm

    def get_success_url(self) -> str:
        path: str = super().get_success_url()
        # Django would take a path without a slash for the name of a view.
        return path if "/" in path else reverse("wagtailadmin_home")

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user: Any = form.get_user()
        session, path = self.request.session, self.get_success_url()
        if session.get(SESSION_KEY, str(user.pk)) != str(user.pk):
            session.flush()  # somebody else's
        session.set_expiry(None if form.cleaned_data["remember"] else 0)
        if data := form.cleaned_data["kept_form"]:
            keep_form(self.request, path, QueryDict(data))
        return perform_login(self.request, user, redirect_url=path)

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        if form.is_throttled:
            response.status_code = 429
        return response


def ask_to_sign_in(request: HttpRequest, data: QueryDict) -> HttpResponse:
    """Return the sign-in page as the response to a form that a signed-out user has sent.

    After sign-in, `kept_form` returns `data` for the path of `request`.
    """

    def sign_in_page(request: HttpRequest) -> HttpResponse:
        view = SignInView()
        view.setup(request)
        form = SignInForm(request, initial={"kept_form": data.urlencode()})
        context = view.get_context_data(form=form) | {"next": request.path}
        response: Any = view.render_to_response(context, status=403)
        return response.render()

    with_admin_policy: Any = csp(settings.ADMIN_CONTENT_SECURITY_POLICY)  # any signature
    return never_cache(with_admin_policy(sign_in_page))(request)


def keep_form(request: HttpRequest, path: str, data: QueryDict) -> None:
    """Store form data in the session for the form at `path`. Keep the newest `MAX_KEPT` forms."""
    others = {key: value for key, value in _kept(request).items() if key != path}
    kept = {**others, path: data.urlencode()}
    request.session[_SESSION_KEY] = dict(list(kept.items())[-MAX_KEPT:])


def kept_form(request: HttpRequest) -> QueryDict | None:
    """Return the form data that is kept for the path of `request`, or None."""
    data = _kept(request).get(request.path)
    return QueryDict(data) if data else None


def forget_form(request: HttpRequest) -> None:
    if request.path in _kept(request):
        others = {key: value for key, value in _kept(request).items() if key != request.path}
        request.session[_SESSION_KEY] = others


def _kept(request: HttpRequest) -> dict[str, str]:
    return request.session.get(_SESSION_KEY, {})
