"""Views for reporting a call and for saying “I support this alert”.

The views need no cookie, session or JavaScript.
"""

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from alerts.comments.availability import accepts_comments
from alerts.comments.lookup import private_path
from alerts.comments.models import PostComment
from alerts.lookup import get_alert_or_404
from alerts.models import AlertPage, State
from home.addresses import relative_path
from home.form_tokens import (
    InvalidFormToken,
    comes_from_elsewhere,
    keep_typed_text,
    make_form_token,
    read_form_token,
)
from home.token_views import SeeOther

from .forms import ReportForm
from .services import CallReport, CommentsClosed, count_support, store_report, was_counted

REPORT, SUPPORT = "report", "stand"


def thanks(request: HttpRequest, path: str, template: str) -> HttpResponse:
    """Show the page that thanks a reader for reporting a call or supporting an alert."""
    alert = get_alert_or_404(request, path)
    alert.load_phrases()
    return render(request, template, {"post": alert})


def _closed(request: HttpRequest, alert: AlertPage | None, *, status: int = 403) -> HttpResponse:
    """Show a page that says why nothing was counted, and repeats the typed text."""
    context = {"post": alert, "text": request.POST.get("comment", "")}
    return render(request, "calls/closed.html", context, status=status)


def _key(request: HttpRequest, purpose: str, alert: AlertPage) -> str | None:
    """Return the key of the form token, or None if it is invalid or sent from another site."""
    if comes_from_elsewhere(request):
        return None
    try:
        return read_form_token(request.POST.get("form_token", ""), purpose, alert.source.pk)
    except InvalidFormToken:
        return None


def _refusal(request: HttpRequest) -> tuple[int, str]:
    if comes_from_elsewhere(request):
        return 403, _("This did not come from our own page. Please check it and send it from here.")
    return 422, _("The page was open for a long time. Nothing is lost: please send it again.")


@keep_typed_text
@csrf_exempt  # the form token and the check of the origin replace the cookie
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, path: str) -> HttpResponse:
    """Show the form for reporting a call, or count the submitted report.

    A refused report is answered with the status 403, 404 or 422, and with the typed text.
    """
    # Our forms use UTF-8. Another charset in the header could produce text that no database stores.
    request.encoding = "utf-8"
    data = request.POST if request.method == "POST" else None
    try:
        alert = get_alert_or_404(request, path)
        if not alert.offices:
            raise Http404
    except Http404:
        if data is None:
            raise
        return _closed(request, None, status=404)
    form = ReportForm(alert, language=request.LANGUAGE_CODE, data=data)
    key = _key(request, REPORT, alert) if data is not None else None
    if alert.state != State.ACTIVE:
        return _redirect_if_counted(form, key) or _closed(request, alert)
    form.takes_words = accepts_comments(alert)
    if data is None:
        return _report_page(request, form)
    if key is None:
        status, notice = _refusal(request)
        return _report_page(request, form, notice=notice, status=status)
    if not form.takes_words and data.get("comment", "").strip():
        return _without_words(request, form)
    if not form.is_valid():
        return _report_page(request, form, status=422)
    form.use(key)
    office, result = form.cleaned_data["call"]
    call = CallReport(alert.source.pk, office.pk, result, form.key)
    comment = form.get_comment_object() if form.cleaned_data["comment"] else None
    try:
        store_report(request, call, comment)
    except CommentsClosed:
        return _without_words(request, form)
    except InvalidFormToken:
        notice = _("The page was open for a long time. Nothing is lost: please send it again.")
        return _report_page(request, form, notice=notice, status=422)
    return _redirect_after_report(form)


def _report_page(
    request: HttpRequest, form: ReportForm, *, notice: str = "", text: str = "", status: int = 200
) -> HttpResponse:
    prefetch_related_objects([office.role for office in form.alert.offices], "translations")
    context = {
        "post": form.alert,
        "form": form,
        "notice": notice,
        "text": text,
        "form_token": make_form_token(REPORT, form.alert.source.pk),
    }
    return render(request, "calls/report.html", context, status=status)


def _without_words(request: HttpRequest, form: ReportForm) -> HttpResponse:
    form.takes_words = False
    notice = _(
        "Comments are closed now, and nothing was saved. You can copy what you wrote and press"
        " again without it: then we count your call."
    )
    text = request.POST.get("comment", "")
    return _report_page(request, form, notice=notice, text=text, status=422)


def _redirect_after_report(form: ReportForm) -> HttpResponse:
    if PostComment.objects.filter(idempotency_key=form.key).exists():
        return SeeOther(private_path(form.key))
    return SeeOther(reverse("calls:report_thanks", args=(relative_path(form.alert.source),)))


def _redirect_if_counted(form: ReportForm, key: str | None) -> HttpResponse | None:
    if key is None or not form.is_valid():
        return None
    form.use(key)
    return _redirect_after_report(form) if was_counted(form.key) else None


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, path: str) -> HttpResponse:
    """Show the form for supporting an active alert, or count the supporter."""
    alert = get_alert_or_404(request, path)
    if alert.state != State.ACTIVE:
        return _closed(request, alert)
    if request.method != "POST":
        return render(request, "calls/support_page.html", {"post": alert})
    key = _key(request, SUPPORT, alert)
    if key is None:
        status, notice = _refusal(request)
        context = {"post": alert, "notice": notice}
        return render(request, "calls/support_page.html", context, status=status)
    count_support(request, alert.source.pk, key)
    return SeeOther(reverse("calls:support_thanks", args=(relative_path(alert.source),)))
