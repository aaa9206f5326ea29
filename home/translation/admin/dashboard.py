"""Translation dashboard: the pages that a user may see, with their status in each language."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Concat
from wagtail.models import PageQuerySet
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from home.lookup import NO_ALIAS, all_pages, is_restricted
from home.media.recordings import Recording
from home.models.base import BasePage, Urgency
from home.people.languages import LanguageAccess
from home.people.models import User

from ..pages import core_labels
from ..teamwork.work_notes import valid_notes
from .page_status import DashboardCell, DashboardRow, TranslatedPage, TranslationRecord

# With more translation keys than this, reading all rows is quicker than sending the keys.
MANY = 200

# Translation key of a page, and the code of a language.
_Place = tuple[UUID, str]


def kinds() -> dict[str, type[BasePage]]:
    """Return the page models that can be translated, by model name."""
    return {
        str(model._meta.model_name): model
        for model in apps.get_models()
        if issubclass(model, BasePage)
    }


def _all_kinds(
    select: Callable[[PageQuerySet], QuerySet], classes: Iterable[type[BasePage]]
) -> QuerySet:
    first, *others = (select(model.objects.order_by()) for model in classes)
    return first.union(*others, all=True)


def _among(keys: list[Any] | None, name: str) -> Q:
    return Q() if keys is None else Q(**{f"{name}__in": keys})


class TranslationDashboard:
    """Pages that a user may see, and languages into which the user may translate them."""

    def __init__(self, user: User) -> None:
        self._access, self._user = LanguageAccess(user), user
        homes = self._access.homes
        self._english = homes[settings.LANGUAGE_CODE].locale_id
        self._codes = {home.locale_id: code for code, home in homes.items()}
        self.languages = [code for code in self._access.editable if code != settings.LANGUAGE_CODE]
        self.edits_english = self._access.edits_english

    @property
    def _locales(self) -> list[int]:
        return [pk for pk, code in self._codes.items() if code in self.languages]

    def ordered(self, kind: str = "", *, is_running: bool = False) -> QuerySet:
        """Return the English pages, most urgent first, as tuples that begin with the page ID.

        With `is_running`, return only live pages whose deadline is running.
        """

        def select(pages: PageQuerySet) -> QuerySet:
            rank, moment = pages.model.urgency()
            # The type is implied, because no page class has subclasses. With it, an index finds the
            # pages of each class.
            content_type = ContentType.objects.get_for_model(pages.model)
            pages = pages.filter(locale=self._english, content_type=content_type)
            pages = pages.annotate(rank=rank, moment=moment)
            is_later_first = Q(rank__in=[Urgency.STANDING, Urgency.PAST])
            pages = pages.annotate(
                later=Case(When(is_later_first, then=F("moment"))),
                sooner=Case(When(~is_later_first, then=F("moment"))),
                shown=Case(
                    When(live=False, first_published_at=None, then=F("draft_title")),
                    default=F("title"),
                ),
            )
            if is_running:
                pages = pages.filter(live=True, rank=Urgency.RUNNING)
            pages = self._access.visible(pages, self.languages)
            return pages.values_list("pk", "rank", "later", "sooner", "shown")

        by_name = kinds()
        found = _all_kinds(select, [by_name[kind]] if kind else by_name.values())
        return found.order_by(
            "rank",
            F("later").desc(nulls_last=True),
            F("sooner").asc(nulls_last=True),
            "shown",
            "pk",
        )

    def running(self, length: int) -> list[DashboardRow]:
        """Return rows without cells for the first `length` live pages whose deadline is running."""
        first = self.ordered(is_running=True)[:length]
        return self.rows(pks=[pk for pk, *_order in first])

    def count(self, kind: str = "") -> int:
        """Return the count of English pages, for a user who edits the English and so sees all."""
        by_name = kinds()
        classes = [by_name[kind]] if kind else by_name.values()
        types = ContentType.objects.get_for_models(*classes).values()
        # Without a look at the table of each class.
        return all_pages().filter(locale=self._english, content_type__in=types).count()

    def rows(
        self, kind: str = "", title: str = "", pks: list[int] | None = None
    ) -> list[DashboardRow]:
        """Return a row without cells for each English page that matches, most urgent first.

        `kind` is a key of `kinds()`, and `title` is a part of the title. If empty, all pages match.
        `pks` are page IDs, or None for all.
        """

        def select(pages: PageQuerySet) -> QuerySet:
            rank, moment = pages.model.urgency()
            pages = pages.filter(_among(pks, "pk"), locale=self._english).annotate(
                name=Value(pages.model._meta.model_name),
                is_restricted=is_restricted(),
                rank=rank,
                moment=moment,
            )
            pages = self._access.visible(pages, self.languages)
            return pages.values_list(
                "name", "pk", "translation_key", "title", "draft_title", "url_path", "live",
                "first_published_at", "is_restricted", "rank", "moment",
            )  # fmt: skip

        by_name = kinds()
        rows: list[DashboardRow] = []
        for name, pk, key, live_title, draft_title, *rest in _all_kinds(
            select, [by_name[kind]] if kind else by_name.values()
        ):
            row = DashboardRow(by_name[name], pk, key, live_title, *rest)
            if row.is_draft:
                row.title = draft_title
            if title.casefold() in row.title.casefold():
                rows.append(row)
        return sorted(rows, key=lambda row: (row.order, row.title, row.pk))

    def find(self, pk: int) -> DashboardRow | None:
        """Return the row of the English page `pk`, or None if the user may not see it."""
        return next((row for row in self.rows() if row.pk == pk), None)

    def fill(self, rows: list[DashboardRow]) -> None:
        """Set the cells of each row, one for each of `languages`."""
        keys = [row.key for row in rows] if len(rows) <= MANY else None
        pages, records = self._pages(keys), self._records(keys)
        totals, written = self._strings(keys)
        lacking = self._lacking([row for row in rows if row.is_running])
        recordings = self._recordings([row for row in rows if row.is_recorded])
        notes = valid_notes()
        locales = {code: pk for pk, code in self._codes.items()}
        for row in rows:
            row.cells = []
            for language in self.languages:
                place = row.key, language
                done, latest = written.get(place, (0, None))
                cell = DashboardCell(row, language, done=done, total=totals[row.key])
                cell.lacking = lacking.get(place, ())
                cell.work_notes = notes.get((row.key, locales[language]), ())
                cell.has_note = any(note.user_id == self._user.pk for note in cell.work_notes)
                if row.is_recorded:
                    cell.recording = recordings.get((row.pk, language), "missing")
                cell.decide(
                    pages.get(place),
                    records.get(place),
                    latest,
                    may_publish=language in self._access.publishable,
                )
                row.cells.append(cell)

    def _pages(self, keys: list[UUID] | None) -> dict[_Place, TranslatedPage]:
        def select(pages: PageQuerySet) -> QuerySet:
            return pages.filter(
                NO_ALIAS, _among(keys, "translation_key"), locale__in=self._locales
            ).values_list("translation_key", "locale", *TranslatedPage._fields)

        rows = _all_kinds(select, kinds().values())
        return {(key, self._codes[pk]): TranslatedPage(*rest) for key, pk, *rest in rows}

    def _records(self, keys: list[UUID] | None) -> dict[_Place, TranslationRecord]:
        open_request = FilteredRelation(
            "review_requests", condition=Q(review_requests__closed_at=None)
        )
        records = (
            Translation.objects.filter(
                _among(keys, "source__object_id"),
                source__locale=self._english,
                target_locale__in=self._locales,
            )
            .annotate(review_request=open_request)
            .values_list(
                "source__object_id",
                "target_locale",
                "enabled",
                "created_at",
                "source__last_updated_at",
                "review_request__submitted_at",
                "review_request__approved_at",
            )
        )
        return {(key, self._codes[pk]): TranslationRecord(*rest) for key, pk, *rest in records}

    def _strings(
        self, keys: list[UUID] | None
    ) -> tuple[Counter[UUID], dict[_Place, tuple[int, datetime]]]:
        segments = StringSegment.objects.filter(
            _among(keys, "source__object_id"), source__locale=self._english
        )
        # A sentence that is repeated within a text is one string.
        place = Concat("string_id", Value("-"), "context_id", output_field=models.CharField())
        totals = Counter[UUID]()
        key_of: dict[int, UUID] = {}
        for source, key, total in segments.values_list("source", "source__object_id").annotate(
            total=Count(place, distinct=True)
        ):
            totals[key], key_of[source] = total, key
        written = (
            segments.filter(
                string__translations__context=F("context"),
                string__translations__locale__in=self._locales,
                string__translations__has_error=False,
            )
            .values_list("source", "string__translations__locale")
            .annotate(
                done=Count("string__translations", distinct=True),
                latest=Max("string__translations__updated_at"),
            )
        )
        return totals, {
            (key_of[source], self._codes[pk]): (done, latest)
            for source, pk, done, latest in written
        }

    def _recordings(self, rows: list[DashboardRow]) -> dict[tuple[int, str], str]:
        if not rows:
            return {}
        recordings = Recording.objects.filter(page__in=[row.pk for row in rows]).order_by("pk")
        return {
            (recording.page_id, recording.language): recording.state for recording in recordings
        }

    def _lacking(self, rows: list[DashboardRow]) -> dict[_Place, list[str]]:
        if not rows:
            return {}
        written = StringTranslation.objects.filter(
            translation_of=OuterRef("source__stringsegment__string"),
            context=OuterRef("source__stringsegment__context"),
            locale=OuterRef("target_locale"),
            has_error=False,
        )
        paths = (
            Translation.objects.filter(
                ~Exists(written),
                source__object_id__in=[row.key for row in rows],
                source__locale=self._english,
                target_locale__in=self._locales,
                source__stringsegment__isnull=False,
            )
            .values_list(
                "source__object_id", "target_locale", "source__stringsegment__context__path"
            )
            .distinct()
        )
        lacking = {(key, self._codes[pk], path.partition(".")[0]) for key, pk, path in paths}
        labels = {row.model: core_labels(row.model) for row in rows}
        return {
            (row.key, code): [
                label
                for name, label in labels[row.model].items()
                if (row.key, code, name) in lacking
            ]
            for row in rows
            for code in self.languages
        }
