"""Counts of an alert for its editors, and for publication."""

from collections import Counter, defaultdict

from django.conf import settings
from django.db.models import Sum

from alerts.call_results import DONE, Result
from home.text import clean_line

from .models import CallCount, SupportCount
from .suppression import LEAST, shown, shown_of

NAMES = dict(settings.LANGUAGES)


class Figures:
    """All counts of an alert, in two queries."""

    def __init__(self, alert_id):
        self.calls = [
            row
            for row in CallCount.objects.filter(alert=alert_id)
            .order_by("day", "office__name", "language", "result")
            .values("day", "office", "office__name", "language", "result", "number", "held")
            if row["number"] or row["held"]
        ]
        self.support = [
            row
            for row in SupportCount.objects.filter(alert=alert_id)
            .order_by("day", "language")
            .values("day", "language", "number", "held")
            if row["number"] or row["held"]
        ]

    @property
    def made(self):
        """Count of calls that a person or a machine answered."""
        return sum(row["number"] for row in self._done())

    @property
    def unanswered(self):
        return sum(row["number"] for row in self.calls) - self.made

    @property
    def supporters(self):
        return sum(row["number"] for row in self.support)

    def _done(self):
        return [row for row in self.calls if row["result"] in DONE]

    def made_by(self, column):
        """Return a `Counter` of the calls made by a column of the rows."""
        counts = Counter()
        for row in self._done():
            counts[row[column]] += row["number"]
        return +counts

    def charts(self):
        """Return three charts of the calls made: pairs of a heading and a list of (label, count)."""
        return [
            ("By office", self.made_by("office__name").most_common()),
            ("By language", [(NAMES[c], n) for c, n in self.made_by("language").most_common()]),
            ("By day", sorted(self.made_by("day").items())),
        ]

    def table(self):
        """Return rows of a day, office and language, with a count per `Result` and the held count."""
        rows = defaultdict(lambda: [dict.fromkeys(Result, 0), 0])
        for row in self.calls:
            cells = rows[row["day"], row["office__name"], NAMES[row["language"]]]
            cells[0][row["result"]] += row["number"]
            cells[1] += row["held"]
        return [(*key, list(cells[0].values()), cells[1]) for key, cells in rows.items()]

    def days(self, what):
        """Return triples of a day, its count and its held count, the last day first."""
        counts, held = Counter(), Counter()
        for row in getattr(self, what):
            counts[row["day"]] += row["number"]
            held[row["day"]] += row["held"]
        return [(day, counts[day], held[day]) for day in sorted(counts, reverse=True)]

    def for_others(self):
        """Return rows of text for a public file, where nobody can read or compute a count under five.

        The calls made are grouped by one column at a time: together with the lists on the public
        page, the cells of a cross table could reveal small counts.
        """
        rows = [("calls made", "all", shown(self.made))]
        # By id, as on the page: two offices may have the same name.
        names = {row["office"]: row["office__name"] for row in self.calls}
        if self.made >= LEAST:
            for column in ("office", "language", "day", "result"):
                parts = shown_of(self.made_by(column))
                labels = names if column == "office" else {key: str(key) for key in parts}
                rows += [(column, labels[key], parts[key]) for key in sorted(parts, key=labels.get)]
        for result in Result:
            if result not in DONE:
                number = sum(row["number"] for row in self.calls if row["result"] == result)
                rows.append(("not answered", str(result), shown(number)))
        rows.append(("supporters", "all", shown(self.supporters)))
        if self.supporters >= LEAST:
            for column in ("language", "day"):
                counts = Counter()
                for row in self.support:
                    counts[row[column]] += row["number"]
                parts = shown_of(+counts)
                rows += [
                    (f"supporters, {column}", str(key), number)
                    for key, number in sorted(parts.items())
                ]
        return [
            (_as_text(what), _as_text(which), f"<{LEAST}" if number is None else str(number))
            for what, which, number in rows
        ]


def held_of_all(alerts):
    """Return a dict of the held counts of the alerts with these ids; two queries."""
    counts = Counter()
    for model in (CallCount, SupportCount):
        rows = model.objects.filter(alert__in=alerts, held__gt=0).values_list("alert")
        counts.update(dict(rows.annotate(sum=Sum("held")).order_by()))
    return counts


def _as_text(text):
    """Return `text` in one line that no spreadsheet takes for a formula.

    See https://owasp.org/www-community/attacks/CSV_Injection.
    """
    text = clean_line(text)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
