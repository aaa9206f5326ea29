"""What comes back is checked, and written as a whole or not at all."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction
from wagtail.log_actions import log
from wagtail_localize.models import StringTranslation

from home.translation import segments

from .rows import clean


class Problem(NamedTuple):
    """A row that is refused, and why: messages in the active language."""

    row: object
    english: str
    errors: list


class Written(NamedTuple):
    """A row that is good, and what should be looked at all the same."""

    row: object
    item: segments.Item
    warnings: list


@dataclass
class Report:
    """What became of each row, or would."""

    refused: list = field(default_factory=list)  # of `Problem`
    written: list = field(default_factory=list)  # of `Written`
    unchanged: int = 0
    empty: int = 0

    @property
    def warnings(self):
        return [one for one in self.written if one.warnings]


def examine(rows, scope, user, *, by_machine=False):
    """Check `rows` against the strings of `scope`, in which `user` works: a `Report`; writes nothing.

    A row without a text and one that nobody has touched are never refused: they
    change nothing.
    """
    found = {item.key: (part, item) for part in scope.parts for item in part.items}
    places = {str(item.segment.context_id) for _part, item in found.values()}
    locked = {}
    seen = set()
    report = Report()
    for row in rows:
        if not row.text:
            report.empty += 1
            continue
        part, item = found.get(row.key, (None, None))
        if row.is_untouched or (item and row.text == clean(item.text) and not row.error):
            report.unchanged += 1
            continue
        if row.error:
            errors = [row.error]
        elif item is None:
            errors = [_why_unknown(row.key, places)]
        elif row.key in seen:
            errors = ["This string stands here twice."]
        else:
            if part.page.pk not in locked:
                lock = part.page.get_lock()
                locked[part.page.pk] = bool(lock and lock.for_user(user))
            errors = _errors(row, item, locked[part.page.pk], by_machine=by_machine)
        seen.add(row.key)
        english = item.english if item else row.english or ""
        if errors:
            report.refused.append(Problem(row, english, errors))
        else:
            report.written.append(Written(row, item, segments.warnings(item, row.text)))
    return report


def _why_unknown(key, places):
    _string, _dash, place = key.rpartition("-")
    if place in places:
        return "The English of this has changed. Take it out anew and translate what changed."
    return "This is none of the strings that you can change here."


def _errors(row, item, is_locked, *, by_machine):
    if is_locked:
        return ["The page is locked by somebody else."]
    if row.english is not None and row.english.split() != item.english.split():
        return ["The English beside this is another string's. Were rows mixed up?"]
    if row.was != item.digest:
        now = f" It now reads: “{item.text}”" if item.text else ""
        return [f"Somebody else has changed this translation since it was taken out.{now}"]
    if by_machine and item.needs_people:
        return ["A machine does not write what readers need most until an alert is over."]
    is_a_persons = item.stored and item.stored.translation_type != (
        StringTranslation.TRANSLATION_TYPE_MACHINE
    )
    if by_machine and is_a_persons:
        return ["A person has translated this. A machine's text does not take its place."]
    return segments.check(item, row.text)


@transaction.atomic
def bring_in(rows, scope, user, *, by_machine=False):
    """Check `rows` as `examine` does and write all of them, or none if one is refused: a `Report`.

    Nothing is published. The words are not taken for the user's own: whoever brings
    them in need not be who wrote them; who did so is in the audit log.
    """
    report = examine(rows, scope, user, by_machine=by_machine)
    if report.refused:
        return report
    pages = {item.key: part.page for part in scope.parts for item in part.items}
    for one in report.written:
        segments.save(one.item, one.row.text, by_machine=by_machine)
    for page in {pages[one.item.key] for one in report.written}:
        log(instance=page, action="translation.bring_in", user=user)
    return report
