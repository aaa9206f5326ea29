"""The board: how each page stands in each language, since when, and what is to be done next.

Few columns of many pages, in a fixed number of queries: no page is loaded whole.
"""

import math
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, FilteredRelation, Max, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.utils.dateparse import parse_datetime
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from home.addresses import page_address
from home.base import BasePage, Urgency
from home.localised import is_restricted

from . import words
from .models import TRANSLATED_LANGUAGES, Provenance

ENGLISH = Q(locale__language_code=settings.LANGUAGE_CODE)


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


class Step(models.TextChoices):
    """The one thing to do next."""

    START = "start", "Start"
    TRANSLATE = "translate", "Translate"
    HAND_IN = "hand-in", "Hand in"
    PUBLISH = "publish", "Publish"
    SIGN_OFF = "sign-off", "Read and sign off"
    LOOK = "look", "Look at it"
    VIEW = "view", "View"


NOTHING_TO_DO = {Step.LOOK, Step.VIEW}


@dataclass
class Cell:
    """A page in one language.

    `done` and `total` count strings; `lacking` names the fields of a running page's
    core that have words to translate. `page_id` is the translated page's.
    """

    language: str
    state: State = State.MISSING
    step: Step = Step.START
    since: datetime | None = None
    page_id: int | None = None
    address: str = ""
    done: int = 0
    total: int = 0
    lacking: list = field(default_factory=list)

    @property
    def is_open(self):
        """Whether the user has something to do here."""
        return self.step not in NOTHING_TO_DO

    @property
    def shows_progress(self):
        return self.state in (State.PART_DONE, State.CHANGED)


@dataclass
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


def kinds():
    """The classes of pages that are translated, by name: a dict."""
    return {
        model._meta.model_name: model
        for model in apps.get_models()
        if issubclass(model, BasePage)
    }


def _all_kinds(select, models_):
    """One query over pages of several classes; `select` makes the rows of one class."""
    first, *others = (select(model.objects.order_by()) for model in models_)
    return first.union(*others, all=True)


class Board:
    """What one user may see of the desk, and do there.

    Languages are those of the home pages that the user may edit. Whoever edits
    English sees all English pages; others those that everybody can read, and those
    whose translation into a language of theirs has begun.
    """

    def __init__(self, user):
        homes = {
            home.locale.language_code: home
            for home in Page.objects.filter(depth=2).select_related("locale")
        }

        def languages_with(action):
            allowed = page_permission_policy.user_has_permission_for_instance
            return {code for code, home in homes.items() if allowed(user, action, home)}

        editable = languages_with("change")
        self.languages = [code for code, _name in TRANSLATED_LANGUAGES if code in editable]
        self.publishable = languages_with("publish")
        self.edits_english = settings.LANGUAGE_CODE in editable

    def rows(self, kind="", title=""):
        """The English pages, the most urgent first, as a list of `Row` without cells.

        Args:
            kind: a key of `kinds()`, or nothing for all.
            title: what the title contains, in whatever case.
        """
        begun = Page.objects.filter(
            translation_key=OuterRef("translation_key"),
            locale__language_code__in=self.languages,
            alias_of=None,
        )

        def select(pages):
            rank, moment = pages.model.urgency()
            pages = pages.filter(ENGLISH).annotate(
                name=Value(pages.model._meta.model_name),
                is_restricted=is_restricted(),
                rank=rank,
                moment=moment,
            )
            if not self.edits_english:
                pages = pages.filter(Q(live=True, is_restricted=False) | Exists(begun))
            return pages.values_list(
                "name", "pk", "translation_key", "title", "draft_title", "url_path", "live",
                "first_published_at", "is_restricted", "rank", "moment",
            )  # fmt: skip

        by_name = kinds()
        found = []
        for name, pk, key, live_title, draft_title, *rest in _all_kinds(
            select, [by_name[kind]] if kind else by_name.values()
        ):
            row = Row(by_name[name], pk, key, live_title, *rest)
            if row.is_draft:
                row.title = draft_title
            if title.casefold() in row.title.casefold():
                found.append(row)
        return sorted(found, key=lambda row: (row.order, row.title, row.pk))

    def find(self, pk):
        """The `Row` of the English page with this id, or None if the user may not see it."""
        return next((row for row in self.rows() if row.pk == pk), None)

    def fill(self, rows):
        """Give each of `rows` its cells, one for each language of the user; four queries."""
        keys = [row.key for row in rows]
        pages, translations = self._pages(keys), self._translations(keys)
        totals, written = self._totals(keys), self._written(keys)
        lacking = self._lacking([row for row in rows if row.is_running])
        for row in rows:
            row.cells = [Cell(language) for language in self.languages]
            for cell in row.cells:
                place = row.key, cell.language
                cell.total = totals.get(row.key, 0)
                cell.done, latest = written.get(place, (0, None))
                cell.lacking = lacking[place]
                self._judge(row, cell, pages.get(place), translations.get(place), latest)

    def _pages(self, keys):
        def select(pages):
            return pages.filter(
                translation_key__in=keys, locale__language_code__in=self.languages, alias_of=None
            ).values_list(
                "translation_key", "locale__language_code", "pk", "live", "words_state",
                "provenance", "reviewed_on", "last_published_at",
            )  # fmt: skip

        return {(key, code): rest for key, code, *rest in _all_kinds(select, kinds().values())}

    def _translations(self, keys):
        """wagtail-localize's records, each with the open hand-in."""
        found = (
            Translation.objects.filter(
                source__object_id__in=keys,
                source__locale__language_code=settings.LANGUAGE_CODE,
                target_locale__language_code__in=self.languages,
            )
            .annotate(hand_in=FilteredRelation("hand_ins", condition=Q(hand_ins__closed_at=None)))
            .values_list(
                "source__object_id", "target_locale__language_code", "enabled", "created_at",
                "hand_in__at", "hand_in__approved_at",
            )  # fmt: skip
        )
        return {(key, code): rest for key, code, *rest in found}

    def _totals(self, keys):
        """How many strings each page has; equal sentences in one place are one."""
        place = Concat("string_id", Value("-"), "context_id", output_field=models.CharField())
        return dict(
            StringSegment.objects.filter(
                source__object_id__in=keys, source__locale__language_code=settings.LANGUAGE_CODE
            )
            .values_list("source__object_id")
            .annotate(Count(place, distinct=True))
        )

    def _written(self, keys):
        """How many of them are translated, and when the latest was: dict by page and language."""
        asked_for = StringSegment.objects.filter(
            source__locale__language_code=settings.LANGUAGE_CODE,
            string=OuterRef("translation_of"),
            context=OuterRef("context"),
        )
        found = (
            StringTranslation.objects.filter(
                Exists(asked_for),
                context__object_id__in=keys,
                locale__language_code__in=self.languages,
                has_error=False,
            )
            .values_list("context__object_id", "locale__language_code")
            .annotate(Count("pk"), Max("updated_at"))
        )
        return {(key, code): (done, latest) for key, code, done, latest in found}

    def _lacking(self, rows):
        """The names of the core fields of `rows` with a string that is not translated."""
        lacking = defaultdict(list)
        if not rows:
            return lacking
        written = StringTranslation.objects.filter(
            translation_of=OuterRef("source__stringsegment__string"),
            context=OuterRef("source__stringsegment__context"),
            locale=OuterRef("target_locale"),
            has_error=False,
        )
        found = defaultdict(set)
        for key, code, path in (
            Translation.objects.filter(
                ~Exists(written),
                source__object_id__in=[row.key for row in rows],
                source__locale__language_code=settings.LANGUAGE_CODE,
                target_locale__language_code__in=self.languages,
            )
            .values_list(
                "source__object_id",
                "target_locale__language_code",
                "source__stringsegment__context__path",
            )
            .distinct()
        ):
            found[key, code].add((path or "").partition(".")[0])
        for row in rows:
            for code in self.languages:
                lacking[row.key, code] = [
                    row.model._meta.get_field(name).verbose_name
                    for name in row.model.core_words
                    if name in found[row.key, code]
                ]
        return lacking

    def _judge(self, row, cell, page, translation, latest):
        """Decide state, step and since when of `cell`."""
        ...
