"""Counts of an alert's calls and supporters, for editors and for a file that they can publish."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Sum

from alerts.call_results import DONE, Result
from home.text import clean_line

from .models import CallCount, SupportCount
from .suppression import LEAST, shown, shown_of

NAMES = dict(settings.LANGUAGES)

# Text in place of a hidden count, in the file that editors publish.
HIDDEN = f"fewer than {LEAST}, or not shown"


class Figures:
    """Counts of an alert's calls and supporters, loaded in two queries."""

    calls: list[Mapping[str, Any]]
    support: list[Mapping[str, Any]]

    def __init__(self, alert_id: int) -> None:
        self.calls = [
            row
            for row in CallCount.objects.filter(alert=alert_id)
            .order_by("day", "office__name", "language", "result")
            .values("day", "office", "office__name", "language", "result", "number", "held")
            if row["number"] or row["held"]
        ]
        self.support = [
            row
            for row in SupportCount.objects.filter(alert=alert_id).values(
                "day", "language", "number", "held"
            )
            if row["number"] or row["held"]
        ]

    @property
    def made(self) -> int:
        """Count of calls that a person or a machine answered."""
        return sum(row["number"] for row in self._done())

    @property
    def unanswered(self) -> int:
        """Count of calls that nobody answered, including calls to a busy line."""
        return sum(row["number"] for row in self.calls) - self.made

    @property
    def supporters(self) -> int:
        return sum(row["number"] for row in self.support)

    def _done(self) -> list[Mapping[str, Any]]:
        return [row for row in self.calls if row["result"] in DONE]

    def made_by(self, column: str) -> Counter:
        """Return the counts of answered calls by the value in `column`, such as "office"."""
        counts: Counter = Counter()
        for row in self._done():
            counts[row[column]] += row["number"]
        return +counts

    def charts(self) -> list[tuple[str, list[tuple[Any, int]]]]:
        """Return the heading and the (label, count) pairs of each chart of answered calls."""
        names = self._office_names()
        return [
            ("By office", [(names[pk], n) for pk, n in self.made_by("office").most_common()]),
            ("By language", [(NAMES[c], n) for c, n in self.made_by("language").most_common()]),
            ("By day", sorted(self.made_by("day").items())),
        ]

    def _office_names(self) -> dict[int, str]:
        # Counts are by ID, because two offices can have the same name.
        return {row["office"]: row["office__name"] for row in self.calls}

    def table(self) -> list[tuple[date, str, str, list[int], int]]:
        """Return the table of calls: day, office, language, a count for each result, held count."""
        counts: dict[tuple[date, int, str], dict[str, int]]
        counts = defaultdict(lambda: dict.fromkeys(Result.values, 0))
        held: Counter = Counter()
        for row in self.calls:
            key = row["day"], row["office"], NAMES[row["language"]]
            counts[key][row["result"]] += row["number"]
            held[key] += row["held"]
        names = self._office_names()
        return [
            (day, names[office], language, list(by_result.values()), held[day, office, language])
            for (day, office, language), by_result in counts.items()
        ]

    def days(self, what: str) -> list[tuple[date, int, int]]:
        """Return rows of (day, count, held count) of "calls" or "support", the latest day first."""
        counts: Counter = Counter()
        held: Counter = Counter()
        for row in getattr(self, what):
            counts[row["day"]] += row["number"]
            held[row["day"]] += row["held"]
        return [(day, counts[day], held[day]) for day in sorted(counts, reverse=True)]

    def public_rows(self) -> list[tuple[str, str, str]]:
        """Return rows of (kind, group, count) as strings, for a file to be published."""
        rows: list[tuple[str, str, int | None]] = [("calls made", "all", shown(self.made))]
        names = self._office_names()
        if self.made >= LEAST:
            # One column at a time: a cross table, together with the lists on the public page, could
            # reveal small counts.
            for column in ("office", "language", "day", "result"):
                parts = shown_of(self.made_by(column))
                labels = names if column == "office" else {key: str(key) for key in parts}
                rows += [
                    (column, labels[key], parts[key])
                    for key in sorted(parts, key=labels.__getitem__)
                ]
        for result in Result:
            if result not in DONE:
                number = sum(row["number"] for row in self.calls if row["result"] == result)
                rows.append(("not answered", str(result), shown(number)))
        rows.append(("supporters", "all", shown(self.supporters)))
        if self.supporters >= LEAST:
            for column in ("language", "day"):
                counts: Counter = Counter()
                for row in self.support:
                    counts[row[column]] += row["number"]
                parts = shown_of(+counts)
                rows += [
                    (f"supporters, {column}", str(key), number)
                    for key, number in sorted(parts.items())
                ]
        return [
            (_as_text(what), _as_text(which), HIDDEN if number is None else str(number))
            for what, which, number in rows
        ]


def held_counts(alert_ids: Collection[int]) -> Counter[int]:
    """Return the counts of held reports by alert ID."""
    counts: Counter[int] = Counter()
    for model in (CallCount, SupportCount):
        rows = model.objects.filter(alert__in=alert_ids).values_list("alert")
        counts.update(dict(rows.annotate(sum=Sum("held")).order_by()))
    return counts


def _as_text(text: str) -> str:
    text = clean_line(text)
    # A spreadsheet would run it as a formula: https://owasp.org/www-community/attacks/CSV_Injection
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
