"""Views in which readers flag a published comment for moderators."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from alerts.lookup import get_post_or_404
from home.addresses import relative_path
from home.form_tokens import (
    InvalidFormToken,
    comes_from_elsewhere,
    keep_typed_text,
    make_form_token,
    read_form_token,
)
from home.revalidation import revalidated
from home.token_views import SeeOther

from ..flagging import FLAG_REASONS, PURPOSE, flag_by_form
from ..models import PostComment
from ..thread_queries import SHOWN


@keep_typed_text
@csrf_exempt  # the form token and the check of the origin replace the cookie
@require_http_methods(["GET", "HEAD", "POST"])
def flag(request, path, pk):
    """Show the form for flagging a comment, or count a valid flag."""
    request.encoding = "utf-8"
    post = get_post_or_404(request, path)
    pk = int(pk)
    key = _key(request, pk)
    comment = (
        PostComment.objects.shown_on(post.source.pk)
        # A few opponents must not be able to hide the campaign's answers.
        .filter(pk=pk, is_withdrawn=False, is_erased=False, is_campaign=False)
        .only(*SHOWN)
        .first()
    )
    is_refused = comes_from_elsewhere(request)
    if key and not is_refused:
        # Thank the reader even if other flags have just hidden the comment.
        if comment:
            flag_by_form(pk, request, key=key)
        return SeeOther(reverse("comments:flagged", args=(relative_path(post.source),)))
    if comment is None:
        raise Http404
    notice, status = "", 200
    if is_refused and request.method == "POST":
        notice = _("This did not come from our own page. Please check it and send it from here.")
        status = 403
    elif request.method == "POST":
        notice = _("The page was open for a long time. Nothing is lost: please send it again.")
        status = 422
    context = {
        "post": post,
        "comment": comment,
        "reasons": [(reason.value, reason.label) for reason in FLAG_REASONS],
        "chosen": request.POST.get("reason", ""),
        "notice": notice,
        "form_token": make_form_token(PURPOSE, pk),
    }
    return render(request, "comments/flag.html", context, status=status)


@revalidated
@require_safe
def flagged(request, path):
    return render(request, "comments/flagged.html", {"post": get_post_or_404(request, path)})


def _key(request, pk):
    try:
        return read_form_token(request.POST.get("form_token", ""), PURPOSE, pk)
    except InvalidFormToken:
        return None
