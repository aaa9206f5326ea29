"""Spam checks, which find reasons against a comment and set its status by their points.

Except for a link to a blocked site, one reason alone does not make spam: it only marks the comments
of readers who write fast, share an address, quote a slur or copy a text as the campaign asked them
to. Two or three reasons together make spam.
"""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from home.form_tokens import age_of

from .. import words
from ..models import BlockedTerm, PostComment, SpamScreening, Status
from . import limits
from . import near_duplicates as near

# Points from which a new comment is marked as spam.
SPAM_AT = 6

# Seconds: nobody reads a form, thinks and types faster.
FAST, FAST_POINTS = 3, 2
# Pairs of seconds and the comments allowed in them, enough for a family, a shelter or a mosque that
# shares one address and writes after a meeting.
RATES, RATE_POINTS = ((10 * 60, 6), (limits.DAY, 60)), 2
# Links that are allowed, for sources.
LINKS, LINKS_POINTS = 2, 3
# Letters besides links that a text needs in order to say something itself.
BESIDE_LINK, ONLY_LINK_POINTS = 25, 2
# One blocked word may be a quotation; two are spam, and so is a blocked site.
WORD_POINTS, DOMAIN_POINTS = 3, 6
# Terms of each kind that count at most.
TERMS = 3
NEAR_SPAM_POINTS, NEAR_REFUSED_POINTS, NEAR_MANY_POINTS = 4, 2, 2
# Near duplicates within a day. Many people write the same very short texts.
MANY, MANY_VERY_SHORT = 3, 20

# Reasons from the request, which a changed comment keeps.
OF_SENDING = ("fast", "rate")


def screen(comment: PostComment, request: HttpRequest) -> SpamScreening:
    """Return the screening, not stored yet, of a new `comment`, and set the comment's status.

    `request` is the POST request with a valid form token. Call it in the transaction that stores the
    comment, so that the address counts only if that succeeds.
    """
    return _screen(comment, SpamScreening(comment=comment), _of_sending(request))


def screen_again(comment: PostComment) -> SpamScreening:
    """Return the new screening of a stored comment whose text has changed, without saving either.

    Set the comment's status too, unless a moderator has decided on it.
    """
    screening = getattr(comment, "screening", None) or SpamScreening(comment=comment)
    kept = [reason for reason in screening.reasons if reason[0] in OF_SENDING]
    return _screen(comment, screening, kept)


def _screen(comment, screening, of_sending):
    screening.reasons = [*of_sending, *_of_words(comment, screening)]
    screening.score = sum(points for _name, points, _detail in screening.reasons)
    if comment.moderated_at is None:
        comment.status = Status.SPAM if screening.score >= SPAM_AT else Status.PENDING
    return screening


def _of_sending(request):
    # A form that was shown again for confirmation takes only one click.
    form_token = request.POST.get("form_token")
    if form_token and "as_it_is" not in request.POST:
        age = age_of(form_token)
        if age < FAST:
            yield ["fast", FAST_POINTS, f"{age} second{'' if age == 1 else 's'}"]
    key = limits.key_of(request, "comment")
    if key is None:
        return
    numbers = limits.count(*(("comment", key, window) for window, _most in RATES))
    over = [
        f"{most} comments in {window // 60} minutes"
        for number, (window, most) in zip(numbers, RATES, strict=True)
        if number >= most
    ]
    if over:
        yield ["rate", RATE_POINTS, over[0]]


def _of_words(comment, screening):
    text = f"{comment.comment}\n{comment.user_name}"
    yield from _of_links(text)
    yield from _of_terms(text)
    yield from _of_near_duplicates(comment, screening)


def _of_links(text):
    own_host = words.host_of(settings.SITE_URL)
    links = [
        link
        for link in words.links_in(text)
        if words.is_link(link) and words.host_of(link) != own_host
    ]
    if len(links) > LINKS:
        yield ["links", LINKS_POINTS, len(links)]
    if links and sum(map(str.isalpha, words.without_links(text))) < BESIDE_LINK:
        yield ["only_link", ONLY_LINK_POINTS, ""]


def _of_terms(text):
    text_plain, hosts = words.plain(text), {words.host_of(link) for link in words.links_in(text)}
    found = {kind: [] for kind in BlockedTerm.Kind}
    for blocked in BlockedTerm.objects.all():
        if blocked.kind == BlockedTerm.Kind.WORD:
            is_there = words.has_word(text_plain, words.plain(blocked.term))
        else:
            domain = words.host_of(blocked.term)
            is_there = any(words.is_below(host, domain) for host in hosts)
        if is_there:
            found[blocked.kind].append(blocked.term)
    for term in found[BlockedTerm.Kind.WORD][:TERMS]:
        yield ["word", WORD_POINTS, term]
    for term in found[BlockedTerm.Kind.DOMAIN][:TERMS]:
        yield ["domain", DOMAIN_POINTS, term]


def _of_near_duplicates(comment, screening):
    """Set the bands and the cluster of `screening`; yield the reasons from similar comments."""
    bands = near.columns(comment)
    for name, band in bands.items():
        setattr(screening, name, band)
    likes = near.alike(comment, bands)
    screening.cluster = None
    if not likes:
        return
    first = likes[-1]
    screening.cluster = first.screening.cluster or first.pk
    if first.screening.cluster is None:
        # In a transaction of its own: this one holds the lock of a thread, and must not wait for a
        # comment in another thread.
        begin = SpamScreening.objects.filter(pk=first.pk, cluster=None).update
        transaction.on_commit(partial(begin, cluster=first.pk), robust=True)
    is_very_short = len(words.plain(comment.comment)) < near.VERY_SHORT
    # Only moderators' decisions count, so that a mistake of this module does not multiply.
    decided = [] if is_very_short else [one for one in likes if one.moderated_at]
    spam = [one for one in decided if one.status == Status.SPAM]
    refused = [one for one in decided if one.status in (Status.REJECTED, Status.EVIDENCE)]
    if spam:
        yield ["near_spam", NEAR_SPAM_POINTS, spam[0].pk]
    elif refused:
        yield ["near_refused", NEAR_REFUSED_POINTS, ""]
    since = timezone.now() - timedelta(days=1)
    of_the_day = sum(one.submitted >= since for one in likes)
    if of_the_day >= (MANY_VERY_SHORT if is_very_short else MANY):
        yield ["near_many", NEAR_MANY_POINTS, of_the_day]
