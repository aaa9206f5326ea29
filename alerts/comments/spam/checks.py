"""Spam checks: the sum of the points of all reasons against a comment decides its status."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from home import rate_limits
from home.form_tokens import age_of

from .. import words
from ..models import BlockedTerm, PostComment, SpamScreening, Status
from ..models.spam_reasons import SpamReason
from . import near_duplicates as near
from .own_texts import is_own_text
from .threats import threatens

# Sum of points from which a new comment is marked as spam.
# Only a link to a blocked site is enough alone: every other reason can apply to honest readers, who
# may write fast, share an IP address, quote a slur, or copy a text as the campaign asked them to.
SPAM_AT = 6

# Seconds within which nobody can read a form, think and type.
FAST, FAST_POINTS = 3, 2
# Windows in seconds, and the count of comments allowed in each from one IP address: enough for a
# family, a shelter or a mosque whose members write after a meeting.
RATES, RATE_POINTS = ((10 * 60, 6), (rate_limits.DAY, 60)), 2
# Count of links that is allowed, because readers name sources.
LINKS, LINKS_POINTS = 2, 3
# Minimum count of letters besides the links in a text with links.
BESIDE_LINK, ONLY_LINK_POINTS = 25, 2
# One blocked word may be a quotation; two are spam, and so is a blocked site.
WORD_POINTS, DOMAIN_POINTS = 3, 6
# Maximum count of blocked terms of each kind that give points.
TERMS = 3
NEAR_SPAM_POINTS, NEAR_REFUSED_POINTS, NEAR_MANY_POINTS = 4, 2, 2
# Count of near duplicates within a day from which they are a reason. It is higher for very short
# texts, since many people write the same ones.
MANY, MANY_VERY_SHORT = 3, 20

# Maximum count of similar comments whose reasons are updated after a decision.
ALIKE = 200
# Statuses of comments that moderators have refused without calling them spam.
REFUSED: tuple[str, ...] = (Status.REJECTED, Status.EVIDENCE)

# Reasons that depend on the request. A comment keeps them when its text changes.
OF_SENDING = ("fast", "rate")
# Reasons that depend on the text alone.
OF_TEXT = ("links", "only_link", "word", "domain", "threat")


def screen(comment: PostComment, request: HttpRequest) -> SpamScreening:
    """Set the status of a new comment and return its `SpamScreening`, without saving either.

    Call this in the transaction that stores the comment.
    """
    screening = SpamScreening(comment=comment)
    return _screen(comment, screening, _of_sending(request, screening))


def screen_again(comment: PostComment) -> SpamScreening:
    """Repeat the checks of the text for a changed comment, and return its unsaved screening.

    The reasons that depend on the request stay.
    """
    screening = getattr(comment, "screening", None) or SpamScreening(comment=comment)
    kept = [reason for reason in screening.reasons if reason[0] in OF_SENDING]
    return _screen(comment, screening, kept)


def screen_text_again(comment: PostComment, *, may_add: bool) -> None:
    """Update the reasons of a stored comment that depend on its text alone, but not its status.

    New reasons are added only if `may_add` is True.
    """
    screening = SpamScreening.objects.filter(pk=comment.pk).first()
    if screening is not None:
        before = screening.reasons
        found = [reason for reason in _of_text(comment) if may_add or reason in before]
        screening.reasons = [*found, *(one for one in before if one[0] not in OF_TEXT)]
        screening.score = sum(points for _name, points, _detail in screening.reasons)
        screening.save(update_fields=("reasons", "score"))


def _screen(
    comment: PostComment, screening: SpamScreening, of_sending: Iterable[SpamReason]
) -> SpamScreening:
    screening.reasons = [*of_sending, *_of_words(comment, screening)]
    screening.score = sum(points for _name, points, _detail in screening.reasons)
    if comment.moderated_at is None:
        comment.status = Status.SPAM if screening.score >= SPAM_AT else Status.PENDING
    return screening


def _of_sending(request: HttpRequest, screening: SpamScreening) -> Iterator[SpamReason]:
    # A form that was shown again for confirmation takes only one click.
    form_token = request.POST.get("form_token")
    if form_token and "as_it_is" not in request.POST:
        age = age_of(form_token)
        if age < FAST:
            yield ["fast", FAST_POINTS, f"{age} second{'' if age == 1 else 's'}"]
    key = rate_limits.address_key(request, "comment")
    if key is None:
        return
    numbers = rate_limits.count(*(("comment", key, window) for window, _most in RATES))
    over = [
        f"{most} comments in {window // 60} minutes"
        for number, (window, most) in zip(numbers, RATES, strict=True)
        if number >= most
    ]
    if over:
        # Moderators should see the comments of such an address together.
        screening.sender = key
        yield ["rate", RATE_POINTS, over[0]]


def _of_words(comment: PostComment, screening: SpamScreening) -> Iterator[SpamReason]:
    yield from _of_text(comment)
    yield from _of_near_duplicates(comment, screening)


def _of_text(comment: PostComment) -> Iterator[SpamReason]:
    text = f"{comment.comment}\n{comment.user_name}"
    yield from _of_links(text)
    yield from _of_terms(text)
    if threatens(text):
        # Without points, because the words may be a quotation.
        yield ["threat", 0, ""]


def _of_links(text: str) -> Iterator[SpamReason]:
    links = words.links_elsewhere(text)
    if len(links) > LINKS:
        yield ["links", LINKS_POINTS, len(links)]
    if links and sum(map(str.isalpha, words.without_links(text))) < BESIDE_LINK:
        yield ["only_link", ONLY_LINK_POINTS, ""]


def _of_terms(text: str) -> Iterator[SpamReason]:
    text_plain, hosts = words.plain(text), {words.host_of(link) for link in words.links_in(text)}
    found: dict[str, list[str]] = {kind: [] for kind in BlockedTerm.Kind}
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


def _of_near_duplicates(comment: PostComment, screening: SpamScreening) -> Iterator[SpamReason]:
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
        # Do this after the commit: this transaction holds the lock of a thread, and must not wait
        # for a comment in another thread.
        begin = SpamScreening.objects.filter(pk=first.pk, cluster=None).update
        transaction.on_commit(partial(begin, cluster=first.pk), robust=True)
    if is_own_text(comment):
        # Supporters post what the campaign asked them to copy.
        yield ["own_text", 0, ""]
        return
    is_very_short = len(words.plain(comment.comment)) < near.VERY_SHORT
    # Only moderators' decisions count, so that a mistake of these checks does not multiply.
    decided = [] if is_very_short else [one for one in likes if one.moderated_at]
    spam = [one for one in decided if one.status == Status.SPAM]
    refused = [one for one in decided if one.status in REFUSED]
    if spam:
        yield ["near_spam", NEAR_SPAM_POINTS, spam[0].pk]
    elif refused:
        yield ["near_refused", NEAR_REFUSED_POINTS, refused[0].pk]
    since = timezone.now() - timedelta(days=1)
    of_the_day = sum(one.submitted >= since for one in likes)
    if of_the_day >= (MANY_VERY_SHORT if is_very_short else MANY):
        yield ["near_many", NEAR_MANY_POINTS, of_the_day]


@transaction.atomic
def drop_outdated_reasons(comment_id: int) -> set[str]:
    """Update the reasons against a comment's near duplicates after a decision about the comment.

    Return the languages in whose queues comments wait again as a result.
    """
    own = SpamScreening.objects.filter(pk=comment_id).select_related("comment").first()
    if own is None or own.cluster is None:
        return set()
    decided = own.comment
    outdated = {"near_spam", "near_refused"}
    if decided.moderated_at and decided.status == Status.SPAM:
        outdated.remove("near_spam")
    elif decided.moderated_at and decided.status in REFUSED:
        outdated.remove("near_refused")
    alike = SpamScreening.objects.filter(cluster=own.cluster).exclude(pk=comment_id)
    changed = []
    for screening in alike.order_by("-pk")[:ALIKE]:
        kept = [r for r in screening.reasons if r[0] not in outdated or r[2] != comment_id]
        if len(kept) < len(screening.reasons):
            screening.reasons = kept
            screening.score = sum(points for _name, points, _detail in kept)
            changed.append(screening)
    SpamScreening.objects.bulk_update(changed, ("reasons", "score"))
    cleared = [screening.pk for screening in changed if screening.score < SPAM_AT]
    held = PostComment.objects.filter(pk__in=cleared, status=Status.SPAM, moderated_at=None)
    queues = {queue for row in held.values_list("language", "passed_to") for queue in row if queue}
    held.update(status=Status.PENDING, queued_at=timezone.now())
    return queues
