"""Views in which readers report a call, or say “I stand with this”.

They need no cookie, session or JavaScript. They store the day, and nothing about the reader.
"""

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from alerts.comments.erasure import was_deleted
from alerts.comments.models import PostComment
from alerts.comments.services import accepts_comments, store
from alerts.comments.spam import limits
from alerts.comments.tokens import make_token
from alerts.lookup import get_alert_or_404
from alerts.models import State
from home.addresses import relative_path
from home.form_tokens import (
    InvalidFormToken,
    comes_from_elsewhere,
    keeps_typed_words,
    make_form_token,
    read_form_token,
)
from home.token_views import SeeOther

from .forms import ReportForm
from .services import count_call, count_support, was_counted

REPORT, SUPPORT = "report", "stand"
# Seconds within which a second press of the same button from the same address does not count.
# It is short because a household, a mosque or a phone company's customers may share an address.
SAME_PRESS = 60


class CommentsClosed(Exception):
    """The alert takes no more comments."""


def thanks(request, path, template):
    """Show the thanks, which are the same for everybody."""
    return render(request, template, {"post": get_alert_or_404(request, path)})


def _closed(request, alert, *, status=403):
    """Show why nothing was counted, and the typed text, for the reader to copy."""
    context = {"post": alert, "text": request.POST.get("comment", "")}
    return render(request, "calls/closed.html", context, status=status)


def _key(request, purpose, alert):
    """Return the key of the sent form token, or None if it is invalid or another site sent it."""
    if comes_from_elsewhere(request):
        return None
    try:
        return read_form_token(request.POST.get("form_token", ""), purpose, alert.source.pk)
    except InvalidFormToken:
        return None


def _why_not(request):
    """Return the status and the notice for a POST without a valid form token."""
    if comes_from_elsewhere(request):
        return 403, _("This did not come from our own page. Please check it and send it from here.")
    return 422, _("The page was open for a long time. Nothing is lost: please send it again.")


@keeps_typed_words
@csrf_exempt  # the form token and the check of the origin replace the cookie
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, path):
    """Show the buttons, or count a report once; its text waits for a moderator.

    A counted report redirects to the thanks or, with a text, to the comment's private page. A
    refusal shows what was typed: 422 for the form token, invalid input, personal data, or a text
    where comments are closed; 403 if the alert is not active or another site sent the form.
    """
    # Our forms are UTF-8; another charset in the header could make text that no database stores.
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
        return _sent_before(form, key) or _closed(request, alert)
    form.takes_words = accepts_comments(alert)
    if data is None:
        return _report_page(request, form)
    if key is None:
        status, notice = _why_not(request)
        return _report_page(request, form, notice=notice, status=status)
    if not form.takes_words and data.get("comment", "").strip():
        return _without_words(request, form)
    if not form.is_valid():
        return _report_page(request, form, status=422)
    form.use(key)
    try:
        _count(request, form)
    except CommentsClosed:
        return _without_words(request, form)
    except InvalidFormToken:
        notice = _("The page was open for a long time. Nothing is lost: please send it again.")
        return _report_page(request, form, notice=notice, status=422)
    return _go_on(form)


def _report_page(request, form, *, notice="", text="", status=200):
    prefetch_related_objects([office.role for office in form.alert.offices], "translations")
    context = {
        "post": form.alert,
        "form": form,
        "notice": notice,
        "text": text,
        "form_token": make_form_token(REPORT, form.alert.source.pk),
    }
    return render(request, "calls/report.html", context, status=status)


def _without_words(request, form):
    """Show the buttons again, since the text that came with a report cannot be stored."""
    form.takes_words = False
    notice = _(
        "Comments are closed now, and nothing was stored. You can copy your words, and press again"
        " without them: then we count your call."
    )
    text = request.POST.get("comment", "")
    return _report_page(request, form, notice=notice, text=text, status=422)


@transaction.atomic
def _count(request, form):
    """Count the call of the valid `form` and store its text: both, or neither.

    Raises:
        CommentsClosed: there is a text, and comments have just been closed.
        InvalidFormToken: the form was used for another text, or its text was deleted.
    """
    office, result = form.cleaned_data["call"]
    if was_deleted(form.key):
        raise InvalidFormToken
    count_call(request, form.alert.source.pk, office.pk, result, form.key)
    if form.cleaned_data["comment"] and not store(form.get_comment_object(), request):
        raise CommentsClosed


def _go_on(form):
    """Redirect to the private page of the text, or to the thanks."""
    if PostComment.objects.filter(idempotency_key=form.key).exists():
        return SeeOther(reverse("comments:private", args=(make_token(form.key),)))
    return SeeOther(reverse("calls:report_thanks", args=(relative_path(form.alert.source),)))


def _sent_before(form, key):
    """Return the redirect for a form that was counted while the alert was active, or None."""
    if key is None or not form.is_valid():
        return None
    form.use(key)
    return _go_on(form) if was_counted(form.key) else None


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def support(request, path):
    """Count a supporter of an active alert.

    The form is also on the alert's page, which may come from a cache, so many readers may send
    the same form token. 403 if the alert is not active or another site sent the form; 422 for a bad
    form token.
    """
    alert = get_alert_or_404(request, path)
    if alert.state != State.ACTIVE:
        return _closed(request, alert)
    if request.method != "POST":
        return render(request, "calls/support_page.html", {"post": alert})
    key = _key(request, SUPPORT, alert)
    if key is None:
        status, notice = _why_not(request)
        context = {"post": alert, "notice": notice}
        return render(request, "calls/support_page.html", context, status=status)
    with transaction.atomic():
        if limits.is_first(SUPPORT, f"{key}.{limits.key_of(request, SUPPORT)}", SAME_PRESS):
            count_support(request, alert.source.pk)
    return SeeOther(reverse("calls:support_thanks", args=(relative_path(alert.source),)))
