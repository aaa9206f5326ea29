"""Spam checks: the reasons against a comment, in points, and the status that follows.

The points are for comparing comments. But for a link to a blocked site each alone is too
little: readers who write fast, share an address, quote a slur or copy a text that the
campaign asked them to copy are held as everybody is, with a mark. Two or three things
together make spam.
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

# From here a new comment waits among the spam.
SPAM_AT = 6

# Seconds. Nobody reads a form, thinks and types in less.
FAST, FAST_POINTS = 3, 2
# A family, a shelter or a mosque with one address writes after a meeting: more than so many comments
# within so many seconds.
RATES, RATE_POINTS = ((10 * 60, 6), (limits.DAY, 60)), 2
# Who shows a source or two is welcome.
LINKS, LINKS_POINTS = 2, 3
# Letters beside a link, in a text that says nothing itself.
BESIDE_LINK, ONLY_LINK_POINTS = 25, 2
# A slur may be quoted; two blocked words are spam. So is a blocked site.
WORD_POINTS, DOMAIN_POINTS = 3, 6
# How many terms of each kind count.
TERMS = 3
NEAR_SPAM_POINTS, NEAR_REFUSED_POINTS, NEAR_MANY_POINTS = 4, 2, 2
# Earlier ones within a day. The very short are written by many.
MANY, MANY_VERY_SHORT = 3, 20

# What is known from the sending alone: a comment that is changed keeps it.
OF_SENDING = ("fast", "rate")


def screen(comment: PostComment, request: HttpRequest) -> SpamScreening:
    """Return the screening, not stored yet, of a new `comment`, and set the status of the comment.

    `request` is the POST that brought it, with a good token. Call it in the transaction
    in which the comment is stored: it is counted if that ends well.
    """
    return _screen(comment, SpamScreening(comment=comment), _of_sending(request))


def screen_again(comment: PostComment) -> SpamScreening:
    """Do the same for a stored comment whose words were changed; neither is saved.

    A comment that a moderator had in hand keeps its status.
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
    # A form that was shown again to be confirmed is full already: one press is enough.
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
    own = words.host_of(settings.SITE_URL)
    links = [
        link for link in words.links_in(text) if words.is_link(link) and words.host_of(link) != own
    ]
    if len(links) > LINKS:
        yield ["links", LINKS_POINTS, len(links)]
    if links and sum(map(str.isalpha, words.without_links(text))) < BESIDE_LINK:
        yield ["only_link", ONLY_LINK_POINTS, ""]


def _of_terms(text):
    terms = list(BlockedTerm.objects.all())
    text_plain, hosts = words.plain(text), {words.host_of(one) for one in words.links_in(text)}
    found = {kind: [] for kind in BlockedTerm.Kind}
    for one in terms:
        if one.kind == BlockedTerm.Kind.WORD:
            is_there = words.has_word(text_plain, words.plain(one.term))
        else:
            domain = words.host_of(one.term)
            is_there = any(words.is_below(host, domain) for host in hosts)
        if is_there:
            found[one.kind].append(one.term)
    for term in found[BlockedTerm.Kind.WORD][:TERMS]:
        yield ["word", WORD_POINTS, term]
    for term in found[BlockedTerm.Kind.DOMAIN][:TERMS]:
        yield ["domain", DOMAIN_POINTS, term]


def _of_near_duplicates(comment, screening):
    """Set the bands and the cluster; yield what similar comments say against this one."""
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
        # By itself: what holds the lock of one thread must not wait for a comment in another.
        begin = SpamScreening.objects.filter(pk=first.pk, cluster=None).update
        transaction.on_commit(partial(begin, cluster=first.pk), robust=True)
    is_very_short = len(words.plain(comment.comment)) < near.VERY_SHORT
    # Only what moderators decided counts: a mistake of this module must not breed.
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
