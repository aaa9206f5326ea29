"""Base view for pages behind a private link, and the redirect after their forms."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from .form_tokens import InvalidFormToken, comes_from_elsewhere, make_form_token, read_form_token


class SeeOther(HttpResponseRedirect):
    """Redirect after a successful POST, with the status 303. Browsers follow it with GET."""

    status_code = 303


@method_decorator([never_cache, csrf_exempt], name="dispatch")  # a form token replaces the cookie
class TokenView(TemplateView):
    """Base view for a page that is opened by a private link.

    Subclasses set `template_name`, and `purpose` and `subject`, for which form tokens are made.
    They define `is_open` and `closed`.
    """

    http_method_names = ["get", "head", "post"]
    template_name: str
    purpose: str
    subject: int | str

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        # Our forms use UTF-8; another charset in a header could produce text that no database
        # stores.
        request.encoding = "utf-8"

    def is_open(self) -> bool:
        """Return True if the link is valid."""
        raise NotImplementedError

    def closed(self) -> HttpResponse:
        """Return the response for an invalid link. After a POST, it must repeat the typed text."""
        raise NotImplementedError

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs) if self.is_open() else self.closed()
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            form_token=make_form_token(self.purpose, self.subject), **kwargs
        )

    def answer(self, status: int = 200, template: str | None = None, **more: Any) -> HttpResponse:
        """Render the page, or another `template`, with `more` in the context and HTTP `status`."""
        context = self.get_context_data(**more)
        return render(self.request, template or self.template_name, context, status=status)

    def refusal(self) -> tuple[int, str] | None:
        """Return an HTTP status and a notice if this POST must be refused, otherwise None."""
        # Browsers hide the origin of a form under "no-referrer".
        if comes_from_elsewhere(self.request, hides_origin=True):
            return 403, _(
                "This did not come from our own page. Please check it and send it from here."
            )
        try:
            read_form_token(self.request.POST.get("form_token", ""), self.purpose, self.subject)
        except InvalidFormToken:
            return 422, _(
                "The page was open for a long time. Nothing is lost: please send it again."
            )
        return None
