"""Stories: series of alerts that continue one another.

Each alert of a story stores the ID of the first alert.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alerts.states import State
from home.lookup import by_source, versions
from home.prepared import Parameter, prepared

if TYPE_CHECKING:
    from .alert import AlertPage


class EventKind(models.TextChoices):
    ALERT = "alert"
    ANSWER = "answer"
    OUTCOME = "outcome"


class Event(NamedTuple):
    kind: EventKind
    when: date | datetime
    alert: "AlertPage"

    @property
    def day(self) -> date:
        return timezone.localdate(self.when) if isinstance(self.when, datetime) else self.when


def alerts_in_story(alert: "AlertPage") -> "list[AlertPage]":
    """Return `alert` and the other public alerts of its story, in the order of their starts."""
    source = alert.source
    if source.story is None:
        return [alert]
    found = _others_in_story(type(alert)).run(story=source.story, alert=source.pk or 0)
    others = by_source(found).values()
    first = datetime.min.replace(tzinfo=timezone.get_default_timezone())
    return sorted(
        [alert, *others], key=lambda one: (one.source.starts_at or first, one.source.pk or 0)
    )


@prepared
def _others_in_story(model: "type[AlertPage]") -> models.QuerySet:
    story, alert = (Parameter(name, models.IntegerField()) for name in ("story", "alert"))
    # During the preview of an unsaved alert, the first alert may not have a `story` yet.
    same = Q(story=story) | Q(pk=story)
    alerts = model.objects.sources().filter(same).exclude(pk=alert)
    return versions(alerts, along=("stored_totals",))


def events_of(alerts: "Iterable[AlertPage]") -> list[Event]:
    """Return the events of the `alerts` in one story, sorted by day."""
    events: list[Event] = []
    for alert in alerts:
        source = alert.source
        if source.starts_at:
            events.append(Event(EventKind.ALERT, source.starts_at, alert))
        if source.answered_on and alert.office_answer:
            events.append(Event(EventKind.ANSWER, source.answered_on, alert))
        is_over = alert.decision or (alert.state == State.ENDED and alert.outcome_text)
        if is_over and (ended_at := alert.ended_at):
            events.append(Event(EventKind.OUTCOME, ended_at, alert))
    return sorted(events, key=lambda event: event.day)


def update_story(model: "type[AlertPage]", pk: int) -> int | None:
    """Set `story` on the alert `pk` and the alerts before and after it, and return the new value.

    The value is None if no alert follows another.
    """
    kin: dict[int, tuple[int | None, int | None]] = {}
    done: set[int] = set()
    new = {pk}
    while new:
        rows = model.objects.filter(Q(pk__in=new) | Q(follows__in=new))
        kin |= {
            one: (before, key) for one, before, key in rows.values_list("pk", "follows", "story")
        }
        done |= new
        new = ({*kin} | {before for before, _key in kin.values() if before}) - done
    # Forms reject circles. If there is one nevertheless, the alert with the lowest ID counts as the
    # first.
    first = next((one for one, (before, _key) in kin.items() if not before), min(kin))
    story = first if len(kin) > 1 else None
    changed = [one for one, (_before, key) in kin.items() if key != story]
    model.objects.filter(pk__in=changed).update(story=story)
    return story


def follows_itself(alert: "AlertPage") -> bool:
    """Return True if `alert` follows itself, directly or through other alerts."""
    passed: set[int] = set()
    one = alert.follows_id
    while one and one not in passed:
        if one == alert.pk:
            return True
        passed.add(one)
        one = type(alert).objects.filter(pk=one).values_list("follows", flat=True).first()
    return False
