"""Sample comments by readers and the campaign, and sample counts of calls and supporters."""

import csv
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from alerts.call_results import Result
from alerts.calls import totals
from alerts.calls.models import CallCount, SupportCount
from alerts.comments.models import PostComment, Status
from alerts.models import AlertPage, Office, Post
from home.models import SampleRecord

COMMENTS = Path(__file__).parents[1] / "comments.csv"
CAMPAIGN = "campaign"
# Slugs of alerts, and the calls on each of the alert's first days.
CALLS = {
    "hear-the-people-first": (24, 21, 16),
    "let-people-read-the-contract": (31, 26, 22, 14),
    "vote-no-on-jail-beds": (29, 34, 12),
}
SHARES = {"en": 40, "es": 30, "so": 18, "hmn": 12}  # percent of the calls


def add_comments(posts: dict[str, Post]) -> None:
    """Add the comments of the data file to `posts`, a dict of English posts by slug."""
    added: dict[str, PostComment] = {}
    with COMMENTS.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            comment = _comment(row, posts[row["post"]], added.get(row["answers"]))
            added[row["key"]] = comment
            SampleRecord.objects.note(comment)


def _comment(row: dict[str, str], post: Post, answers: PostComment | None) -> PostComment:
    sent = timezone.now() - timedelta(days=float(row["days"]))
    is_public = row["status"] == Status.PUBLISHED
    waited = timedelta(hours=1)
    is_campaign = row["by"] == CAMPAIGN
    comment = PostComment(
        content_object=post,
        site_id=settings.SITE_ID,
        post_id=post.pk,
        language=row["language"],
        user_name="" if is_campaign else row["by"],
        is_campaign=is_campaign,
        comment=row["text"],
        reply_to=answers,
        status=row["status"],
        is_public=is_public,
        submit_date=sent,
        submitted=sent,
        moderated_at=sent + waited if is_public else None,
        waited=waited if is_public else None,
        idempotency_key=secrets.token_hex(32),
    )
    if row["result"] and isinstance(post, AlertPage):
        comment.call_result = row["result"]
        comment.office = post.office_links.get().office
    comment.save(force_insert=True)
    return comment


def add_calls(alert: AlertPage) -> None:
    """Store counts of calls and supporters on the first days of `alert`, and its public totals."""
    counts = CALLS[alert.slug]
    office = Office.objects.get(alert_links__alert=alert)
    first = timezone.localdate(alert.starts_at)
    for day, number in enumerate(counts):
        for language, part in _parts(number):
            results = {Result.SPOKE: part - part // 3, Result.MESSAGE: part // 3}
            for result, count in results.items():
                CallCount.objects.create(
                    alert=alert,
                    office=office,
                    language=language,
                    day=first + timedelta(days=day),
                    result=result,
                    number=count,
                )
            SupportCount.objects.create(
                alert=alert,
                language=language,
                day=first + timedelta(days=day),
                number=part * 2,
            )
    totals.rewrite(alert.pk)


def _parts(number: int) -> Iterator[tuple[str, int]]:
    left = number
    for language, share in reversed(SHARES.items()):
        part = left if language == settings.LANGUAGE_CODE else number * share // 100
        left -= part
        yield language, part
