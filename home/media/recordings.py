"""Recordings of pages read aloud, which are withdrawn when facts that they state change."""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from home.clean_model import CleanModel
from home.kept_data import about_staff
from home.languages import language_choices
from home.operations import ledger
from home.prepared import ReaderLanguage

WITHDRAWN, DELETED = "recording.withdrawn", "recording.deleted"


class RecordingQuerySet(models.QuerySet["Recording"]):
    def playable(self) -> "RecordingQuerySet":
        return self.filter(withdrawn_at=None).exclude(file="")


class Recording(CleanModel):
    """Recording of a page read aloud in one language. `file` is empty until the MP3 is made."""

    personal_data = about_staff(
        what="The voice of somebody who reads a page aloud, and who uploaded it.",
        why="Readers hear the page.",
        until="Until the recording is deleted.",
        since="uploaded_at",
    )

    page = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.CASCADE,
        related_name="recordings",
        help_text="The English page.",
    )
    language = models.CharField(max_length=10, choices=language_choices)
    original = models.FileField(upload_to="recording_uploads", blank=True)
    file = models.FileField(upload_to="recordings", blank=True)
    seconds = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField("bytes", default=0)
    facts = models.CharField(
        max_length=300,
        blank=True,
        help_text="Facts in the recording that can change: phone number, deadline and ask.",
    )
    problem = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = RecordingQuerySet.as_manager()

    class Meta:
        app_label = "media"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["page", "language"], name="recording_of_page")]

    def __str__(self) -> str:
        return f"Recording of page {self.page_id}, {self.get_language_display()}"

    @property
    def key(self) -> str:
        """Key of the recording in the ledger."""
        return f"{self.pk}@{self.uploaded_at.isoformat()}"

    @property
    def state(self) -> str:
        if self.problem:
            return "failed"
        if not self.file:
            return "being made"
        return "withdrawn" if self.withdrawn_at else "ready"


def facts_as_text(facts: Any) -> str:
    """Return recorded facts as the text that is stored and compared."""
    return json.dumps(facts, sort_keys=True)


def latest(language: str | ReaderLanguage) -> Subquery:
    """Return a queryset expression for a page's newest playable recording in `language`."""
    playable = Recording.objects.playable().filter(page=OuterRef("pk"), language=language)
    row = JSONObject(pk="pk", seconds="seconds", size="size", facts="facts")
    return Subquery(playable.order_by("-pk").values(data=row)[:1])


def withdraw_outdated(page: Any) -> list[int]:  # a `BasePage`, whose module imports this one
    """Withdraw recordings that state outdated facts of the English `page`, and return their IDs."""
    facts = facts_as_text(page.recorded_facts())
    wrong = list(Recording.objects.filter(page=page.pk, withdrawn_at=None).exclude(facts=facts))
    ids = [record.pk for record in wrong]
    with transaction.atomic():
        Recording.objects.filter(pk__in=ids).update(withdrawn_at=timezone.now())
        for record in wrong:
            ledger.record_on_commit(WITHDRAWN, record.key)
    return ids


def _find(key: str) -> models.QuerySet[Recording]:
    pk, _at, uploaded = key.partition("@")
    return Recording.objects.filter(pk=pk, uploaded_at=uploaded)


def delete_again(lines: Iterable[ledger.LedgerLine], *, dry_run: bool) -> int:
    """Delete recordings that a restore has brought back unless `dry_run`. Return the count."""
    found = [record for key in ledger.latest(lines) for record in _find(key)]
    if not dry_run:
        for record in found:
            record.delete()
    return len(found)


def withdraw_again(lines: Iterable[ledger.LedgerLine], *, dry_run: bool) -> int:
    """Withdraw recordings that a restore has made playable unless `dry_run`. Return the count."""
    count = 0
    for key in ledger.latest(lines):
        found = _find(key).filter(withdrawn_at=None)
        count += found.count() if dry_run else found.update(withdrawn_at=timezone.now())
    return count
