"""Form in which a reader flags a published comment for moderators.

It needs no cookie or account, and nothing about the reader is stored: a comment only has counts of
flags and of their reasons. For a day, a count that does not reveal an address shows that an address
has flagged a comment (see `spam.limits`).

The campaign's own comments cannot be flagged, so that a few opponents cannot hide them.
"""

from django.db import transaction
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from alerts.lookup import get_post_or_404
from home.addresses import relative_path
from home.form_tokens import (
    InvalidFormToken,
    comes_from_elsewhere,
    make_form_token,
    read_form_token,
)
from home.revalidation import revalidated
from home.token_views import SeeOther
from home.used_form_tokens import use_up

from ..lookup import SHOWN
from ..models import PostComment
from ..services import FLAG_REASONS, count_flag
from ..spam import limits

PURPOSE = "flag"
# Name under which the token of a form is used up.
FLAGGED = "flagged"
# Count of flags per address, and the window in seconds, after which flags no longer count.
MOST, HOUR = 20, 60 * 60


@never_cache
@csrf_exempt  # the form token and the check of the origin replace the cookie
@require_http_methods(["GET", "HEAD", "POST"])
def flag(request, path, pk):
    """Show the form for a flag, and count the flag.

    A form counts once, and an address once a day for each comment; the response does not show it.
    A refusal shows the form again: 403 if another site sent it, 422 for an invalid form token.
    Raise Http404 if there is no such comment that can be flagged.
    """
    request.encoding = "utf-8"
    post = get_post_or_404(request, path)
    pk = int(pk)
    key = _key(request, pk)
    comment = (
        PostComment.objects.shown_on(post.source.pk)
        .filter(pk=pk, is_withdrawn=False, is_erased=False, is_campaign=False)
        .only(*SHOWN)
        .first()
    )
    is_refused = comes_from_elsewhere(request)
    if key and not is_refused:
        # Thank the reader even if other flags have just hidden the comment.
        with transaction.atomic():
            if comment and _counts(request, pk, key):
                count_flag(pk, request.POST.get("reason", ""))
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
    """Show the page that thanks a reader for a flag."""
    return render(request, "comments/flagged.html", {"post": get_post_or_404(request, path)})


def _key(request, pk):
    """Return the key of the form token for the comment `pk`, or None if the token is invalid."""
    try:
        return read_form_token(request.POST.get("form_token", ""), PURPOSE, pk)
    except InvalidFormToken:
        return None


def _counts(request, pk, key):
    """Return True if the flag counts, and use it up, so that a second call returns False."""
    if not use_up(FLAGGED, key):
        return False
    address = limits.key_of(request, PURPOSE)
    if address is None:
        return True
    flags, flags_of_comment = limits.count(
        (PURPOSE, address, HOUR), (PURPOSE, f"{pk}.{address}", limits.DAY)
    )
    return flags < MOST and not flags_of_comment
