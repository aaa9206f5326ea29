"""Translation status of a page per language, with the next action."""

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.urls import reverse

from home.addresses import page_address
from home.models.base import BasePage, Urgency

from ..models import Provenance
from ..status import TranslationStatus
from ..teamwork.models import WorkNote


class DashboardStatus(models.TextChoices):
    """Status of a page in one language."""

    MISSING = "missing", "Missing"
    PART_DONE = "part-done", "Part done"
    SUBMITTED = "submitted", "Submitted for review"
    CHANGED = "changed", "English changed"
    UNPUBLISHED = "unpublished", "Written, not published"
    MACHINE = "machine", "Machine draft, not reviewed"
    TRUE = "true", "Published, up to date"
    BY_HAND = "by-hand", "Written by hand"
    WITHDRAWN = "withdrawn", "Withdrawn with the English"


class NextStep(models.TextChoices):
    """Next action for the user."""

    START = "start", "Start"
    TRANSLATE = "translate", "Translate"
    SUBMIT = "submit", "Submit for review"
    PUBLISH = "publish", "Publish"
    REVIEW = "review", "Read and review"
    LOOK = "look", "Look at it"
    VIEW = "view", "View"


NAMES = dict(settings.LANGUAGES)
NOTHING_TO_DO = {NextStep.LOOK, NextStep.VIEW}


class TranslatedPage(NamedTuple):
    """Columns of a translated page that determine its status."""

    pk: int
    live: bool
    translation_status: TranslationStatus
    strings_published_at: datetime | None
    english_changed_at: datetime | None
    returns_with_english: bool
    provenance: str
    reviewed_on: date | None
    last_published_at: datetime | None


class TranslationRecord(NamedTuple):
    """Columns of a `Translation`, and of its open request for review if there is one."""

    enabled: bool
    created_at: datetime
    english_at: datetime  # when its source was last updated
    submitted_at: datetime | None
    approved_at: datetime | None


@dataclass(slots=True)
class DashboardCell:
    """Status of a page in one language, with the next action."""

    row: "DashboardRow"
    language: str
    state: DashboardStatus = DashboardStatus.MISSING
    step: NextStep = NextStep.START
    # The time that belongs to the status, such as that of the submission.
    since: datetime | None = None
    # Of the translated page.
    page_id: int | None = None
    is_out: bool = field(init=False)
    done: int = 0
    total: int = 0
    # Labels of core fields that a translation of a running page lacks.
    lacking: Sequence[str] = ()
    # State of the recording, or "" if the page needs none.
    recording: str = ""
    may_publish: bool = field(init=False)
    work_notes: Sequence[WorkNote] = ()
    # True if one of `work_notes` is from the user who sees the dashboard.
    has_note: bool = field(init=False)

    @property
    def is_open(self) -> bool:
        return self.step not in NOTHING_TO_DO

    @property
    def language_name(self) -> str:
        return NAMES[self.language]

    @property
    def is_core_ready(self) -> bool:
        waits = self.row.is_running and not self.is_out
        return waits and self.state == DashboardStatus.PART_DONE and not self.lacking

    @property
    def shows_progress(self) -> bool:
        return self.state != DashboardStatus.MISSING and self.done < self.total

    @property
    def address(self):
        if self.step == NextStep.START:
            # This view requires a POST request.
            return reverse("start_translation", args=[self.row.pk, self.language])
        if self.step == NextStep.VIEW:
            return page_address(self.row, self.language)
        name = "review_translation" if self.step == NextStep.REVIEW else "wagtailadmin_pages:edit"
        return reverse(name, args=[self.page_id])

    def decide(
        self,
        page: TranslatedPage | None,
        record: TranslationRecord | None,
        latest: datetime | None,
        *,
        may_publish: bool,
    ) -> None:
        """Set the status, the time in `since`, and the next action.

        `page` is None if there is only an alias or no page. `latest` is the time at which a
        translated string was last saved.
        """
        self.may_publish = may_publish
        self.is_out = page is not None and page.live
        if page is None or record is None:
            self.since = self.row.first_published_at
            return
        self.page_id = page.pk
        if not record.enabled:  # a stopped translation is no longer made of strings
            self.done, self.total, self.lacking = 0, 0, ()
        self.state = self._state(page, record, latest)
        self.since = self._since(page, record, latest)
        self.step = self._step(page, record, may_publish)

    def _state(
        self, page: TranslatedPage, record: TranslationRecord, latest: datetime | None
    ) -> DashboardStatus:
        is_whole = self.done >= self.total
        was_out = page.live or page.returns_with_english
        as_of = page.strings_published_at or page.last_published_at
        has_news = latest and (as_of is None or latest > as_of)
        # Strings that the English has gained since the submission were not submitted.
        holds = record.submitted_at and (is_whole or record.english_at <= record.submitted_at)
        if holds and record.enabled:
            return DashboardStatus.SUBMITTED
        if not was_out and record.enabled:
            return DashboardStatus.UNPUBLISHED if is_whole else DashboardStatus.PART_DONE
        if page.translation_status.outdated and not (record.enabled and is_whole):
            return DashboardStatus.CHANGED
        if not is_whole:
            return DashboardStatus.PART_DONE
        status = page.translation_status
        waits = has_news or status.held_back or not status.is_up_to_date
        if record.enabled and waits:
            return DashboardStatus.UNPUBLISHED
        if not page.live and was_out:
            return DashboardStatus.WITHDRAWN
        if page.live and page.provenance == Provenance.MACHINE and not page.reviewed_on:
            return DashboardStatus.MACHINE
        return DashboardStatus.TRUE if record.enabled else DashboardStatus.BY_HAND

    def _since(
        self, page: TranslatedPage, record: TranslationRecord, latest: datetime | None
    ) -> datetime | None:
        if self.state == DashboardStatus.SUBMITTED:
            return record.approved_at or record.submitted_at
        if self.state == DashboardStatus.CHANGED:
            return page.english_changed_at
        if self.state == DashboardStatus.UNPUBLISHED:
            return latest
        return page.last_published_at or record.created_at

    def _step(self, page: TranslatedPage, record: TranslationRecord, may_publish: bool) -> NextStep:
        if self.state == DashboardStatus.UNPUBLISHED or self.is_core_ready:
            return NextStep.PUBLISH if may_publish else NextStep.SUBMIT
        if self.state in (DashboardStatus.PART_DONE, DashboardStatus.CHANGED) or self.lacking:
            return NextStep.TRANSLATE
        goes_live_by_itself = record.approved_at and not self.row.live
        if self.state == DashboardStatus.SUBMITTED and may_publish and not goes_live_by_itself:
            return NextStep.PUBLISH
        if self.state == DashboardStatus.MACHINE and may_publish and page.live:
            return NextStep.REVIEW
        if self.state in (DashboardStatus.TRUE, DashboardStatus.BY_HAND) and page.live:
            return NextStep.VIEW
        return NextStep.LOOK


@dataclass(slots=True)
class DashboardRow:
    """English page in the dashboard, to which `TranslationDashboard.fill` adds its cells."""

    model: type[BasePage]
    pk: int
    key: uuid.UUID
    title: str
    url_path: str
    live: bool
    first_published_at: datetime | None
    is_restricted: bool
    rank: Urgency
    moment: datetime | None
    cells: list[DashboardCell] = field(default_factory=list)

    @property
    def order(self) -> tuple[int, float]:
        """Sort key that puts the most urgent row first."""
        if self.moment is None:
            return self.rank, math.inf
        is_later_first = self.rank in (Urgency.STANDING, Urgency.PAST)
        return self.rank, (-1 if is_later_first else 1) * self.moment.timestamp()

    @property
    def is_running(self) -> bool:
        return self.live and self.rank == Urgency.RUNNING

    @property
    def is_recorded(self) -> bool:
        return self.is_running and self.model.is_recorded

    @property
    def is_over(self) -> bool:
        return self.rank == Urgency.PAST

    @property
    def is_draft(self) -> bool:
        return not (self.live or self.first_published_at)

    @property
    def kind(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def is_open(self) -> bool:
        return any(cell.is_open for cell in self.cells)
