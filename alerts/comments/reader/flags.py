"""Form in which a reader flags a published comment, so that moderators look at it again.

No cookie, no account, and nothing is kept about the reader: the comment has a count of flags and of
the reasons given. For a day, a count that leads back to no one address says that one has flagged it
(see `spam.limits`).

The campaign's own comments cannot be flagged: moderators wrote them, and a few people who dislike
them must not silence them.
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
# The effect of a form whose token is used up.
FLAGGED = "flagged"
# Flags of one address beyond so many an hour do not count.
MOST, HOUR = 20, 60 * 60


@never_cache
@csrf_exempt  # the form token and the browser's word about the origin stand in for the cookie
@require_http_methods(["GET", "HEAD", "POST"])
def flag(request, path, pk):
    """Ask what is wrong with a comment, and count the flag.

    It counts once for a form and once a day for an address; the answer is the same. A
    refusal shows the form again: 403 where another site sent it, 422 for its form_token.
    404 where there is no comment that can be flagged.
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
        # Others may have asked at the same time: who was shown it hears that it is looked at.
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
    """Thank the reader for a flag."""
    return render(request, "comments/flagged.html", {"post": get_post_or_404(request, path)})


def _key(request, pk):
    """Return the key of the token of a form about the comment `pk`; None without a good token."""
    try:
        return read_form_token(request.POST.get("form_token", ""), PURPOSE, pk)
    except InvalidFormToken:
        return None


def _counts(request, pk, key):
    """Return whether the flag is new, and count it; a second call has another answer."""
    if not use_up(FLAGGED, key):
        return False
    address = limits.key_of(request, PURPOSE)
    if address is None:
        return True
    asked, asked_of_this = limits.count(
        (PURPOSE, address, HOUR), (PURPOSE, f"{pk}.{address}", limits.DAY)
    )
    return asked < MOST and not asked_of_this
