"""How an English page stands in each language: the state, since when, and the one thing to do next."""

import math
import uuid
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


class State(models.TextChoices):
    """How a page stands in one language."""

    MISSING = "missing", "Missing"
    PART_DONE = "part-done", "Part done"
    HANDED_IN = "handed-in", "Handed in"
    CHANGED = "changed", "English changed"
    UNPUBLISHED = "unpublished", "Written, not published"
    MACHINE = "machine", "Machine draft, not reviewed"
    TRUE = "true", "Published and true"
    BY_HAND = "by-hand", "Written by hand"
    WITHDRAWN = "withdrawn", "Withdrawn with the English"


class Step(models.TextChoices):
    """The one thing to do next."""

    START = "start", "Start"
    TRANSLATE = "translate", "Translate"
    HAND_IN = "hand-in", "Hand in"
    PUBLISH = "publish", "Publish"
    SIGN_OFF = "sign-off", "Read and sign off"
    LOOK = "look", "Look at it"
    VIEW = "view", "View"


NAMES = dict(settings.LANGUAGES)
NOTHING_TO_DO = {Step.LOOK, Step.VIEW}


class Translated(NamedTuple):
    """What the board reads of a translated page."""

    pk: int
    live: bool
    translation_status: TranslationStatus
    strings_published_at: datetime | None
    english_changed_at: datetime | None
    returns_with_english: bool
    provenance: str
    reviewed_on: date | None
    last_published_at: datetime | None


class Record(NamedTuple):
    """What it reads of wagtail-localize's record of a translation, and of its open hand-in."""

    enabled: bool
    created_at: datetime
    english_at: datetime  # since when its strings are as they are
    handed_in_at: datetime | None
    approved_at: datetime | None


@dataclass(slots=True)
class Cell:
    """A page in one language.

    `done` and `total` count strings; `lacking` names the fields of a running page's
    core that have words to translate. `recording` is the state of the page read aloud,
    where that is asked for; `may_publish` is as in `judge`. `page_id` is the translated page's, `is_out`
    says whether readers have it.
    """

    row: "Row"
    language: str
    state: State = State.MISSING
    step: Step = Step.START
    since: datetime | None = None
    page_id: int | None = None
    is_out: bool = False
    done: int = 0
    total: int = 0
    lacking: list | tuple = ()
    recording: str = ""
    may_publish: bool = False

    @property
    def is_open(self):
        """Whether the user has something to do here."""
        return self.step not in NOTHING_TO_DO

    @property
    def language_name(self):
        return NAMES[self.language]

    @property
    def is_core_ready(self):
        """Whether readers wait for a part that could go out alone."""
        waits = self.row.is_running and not self.is_out
        return waits and self.state == State.PART_DONE and not self.lacking

    @property
    def shows_progress(self):
        return self.state != State.MISSING and self.done < self.total

    @property
    def address(self):
        """Where the next step is taken; where it is to start, by POST."""
        if self.step == Step.START:
            return reverse("start_translation", args=[self.row.pk, self.language])
        if self.step == Step.VIEW:
            return page_address(self.row, self.language)
        name = "sign_off" if self.step == Step.SIGN_OFF else "wagtailadmin_pages:edit"
        return reverse(name, args=[self.page_id])

    def judge(self, page, record, latest, *, may_publish):
        """Decide state, step and since when.

        Args:
            page: a `Translated`, or None where there is no page of its own.
            record: a `Record`, or None where no translation was ever begun.
            latest: when the latest of its strings was written, or None.
            may_publish: whether the user may publish in this language.
        """
        self.may_publish = may_publish
        if page is None or record is None:
            self.since = self.row.first_published_at
            return
        self.page_id, self.is_out = page.pk, page.live
        if not record.enabled:  # stopped: no longer made of strings
            self.done, self.total, self.lacking = 0, 0, ()
        self.state = self._state(page, record, latest)
        self.since = self._since(page, record, latest)
        self.step = self._step(page, record, may_publish)

    def _state(self, page, record, latest):
        is_whole = self.done >= self.total
        was_out = page.live or page.returns_with_english
        as_of = page.strings_published_at or page.last_published_at
        has_news = latest and (as_of is None or latest > as_of)
        # What the English has asked for since was not handed in.
        holds = record.handed_in_at and (is_whole or record.english_at <= record.handed_in_at)
        if holds and record.enabled:
            return State.HANDED_IN
        if not was_out and record.enabled:
            return State.UNPUBLISHED if is_whole else State.PART_DONE
        if page.translation_status.outdated and not (record.enabled and is_whole):
            return State.CHANGED
        if not is_whole:
            return State.PART_DONE
        if record.enabled and (has_news or not page.translation_status.is_up_to_date):
            return State.UNPUBLISHED
        if not page.live and was_out:
            return State.WITHDRAWN
        if page.live and page.provenance == Provenance.MACHINE and not page.reviewed_on:
            return State.MACHINE
        return State.TRUE if record.enabled else State.BY_HAND

    def _since(self, page, record, latest):
        if self.state == State.HANDED_IN:
            return record.approved_at or record.handed_in_at
        if self.state == State.CHANGED:
            return page.english_changed_at
        if self.state == State.UNPUBLISHED:
            return latest
        return page.last_published_at or record.created_at

    def _step(self, page, record, may_publish):
        if self.state == State.UNPUBLISHED or self.is_core_ready:
            return Step.PUBLISH if may_publish else Step.HAND_IN
        if self.state in (State.PART_DONE, State.CHANGED) or self.lacking:
            return Step.TRANSLATE
        goes_live_by_itself = record.approved_at and not self.row.live
        if self.state == State.HANDED_IN and may_publish and not goes_live_by_itself:
            return Step.PUBLISH
        if self.state == State.MACHINE and may_publish and page.live:
            return Step.SIGN_OFF
        if self.state in (State.TRUE, State.BY_HAND) and page.live:
            return Step.VIEW
        return Step.LOOK


@dataclass(slots=True)
class Row:
    """An English page, and its cells once they were asked for."""

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
    cells: list = field(default_factory=list)

    @property
    def order(self):
        """What rows are sorted by."""
        if self.moment is None:
            return self.rank, math.inf
        is_later_first = self.rank in (Urgency.STANDING, Urgency.PAST)
        return self.rank, (-1 if is_later_first else 1) * self.moment.timestamp()

    @property
    def is_running(self):
        return self.live and self.rank == Urgency.RUNNING

    @property
    def is_recorded(self):
        """Whether it is asked for that somebody reads it aloud."""
        return self.is_running and self.model.is_recorded

    @property
    def is_over(self):
        return self.rank == Urgency.PAST

    @property
    def is_draft(self):
        return not (self.live or self.first_published_at)

    @property
    def kind(self):
        return self.model._meta.verbose_name

    @property
    def is_open(self):
        return any(cell.is_open for cell in self.cells)
