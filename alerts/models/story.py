"""Stories: alerts that follow each other, shown together on the page of each.

Each alert of a story has the id of the first one, so that one query finds all of them.
"""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alerts.states import State
from home.lookup import by_source


class Kind(models.TextChoices):
    """Kind of an event, in the order in which events of one day are shown."""

    ALERT = "alert"
    ANSWER = "answer"
    OUTCOME = "outcome"


class Event(NamedTuple):
    """Event of a story; `alert` is the page for the reader."""

    kind: Kind
    when: date | datetime
    alert: Any

    @property
    def day(self):
        return timezone.localdate(self.when) if isinstance(self.when, datetime) else self.when


def alerts_in_story(alert) -> list:
    """Return the public alerts in the story of `alert`, itself included, oldest first.

    One query; none if the alert has no story.
    """
    source = alert.source
    if source.story is None:
        return [alert]
    # While an unsaved alert is previewed, the first alert may not have its `story` yet.
    same = Q(story=source.story) | Q(pk=source.story)
    alerts = type(alert).objects.sources().filter(same).exclude(pk=source.pk)
    # The call totals, where an app adds them.
    along = [name for name in alert.shown_with if name == "stored_totals"]
    others = by_source(alerts, along=along).values()
    first = datetime.min.replace(tzinfo=timezone.get_default_timezone())
    return sorted(
        [alert, *others], key=lambda one: (one.source.starts_at or first, one.source.pk or 0)
    )


def events_of(alerts) -> list[Event]:
    """Return the events of the alerts of a story, oldest first."""
    events = []
    for alert in alerts:
        source = alert.source
        if source.starts_at:
            events.append(Event(Kind.ALERT, source.starts_at, alert))
        if source.answered_on and alert.office_answer:
            events.append(Event(Kind.ANSWER, source.answered_on, alert))
        if alert.decision or (alert.state == State.ENDED and alert.outcome_text):
            events.append(Event(Kind.OUTCOME, alert.ended_at, alert))
    return sorted(events, key=lambda event: event.day)


def tie_story(model, pk: int) -> int | None:
    """Set `story` on all alerts connected to the alert `pk`, and return it; None for a single alert.

    One query for each step of the story, so this is for saving only.
    """
    kin, done, new = {}, set(), {pk}
    while new:
        rows = model.objects.filter(Q(pk__in=new) | Q(follows__in=new))
        kin |= {
            one: (before, key) for one, before, key in rows.values_list("pk", "follows", "story")
        }
        done |= new
        new = ({*kin} | {before for before, _key in kin.values() if before}) - done
    # Forms refuse a circle. If there is one all the same, any alert of it is the first.
    first = next((one for one, (before, _key) in kin.items() if not before), min(kin))
    story = first if len(kin) > 1 else None
    changed = [one for one, (_before, key) in kin.items() if key != story]
    model.objects.filter(pk__in=changed).update(story=story)
    return story


def leads_back(alert) -> bool:
    """Return whether `alert` would follow itself, directly or through others."""
    passed, one = set(), alert.follows_id
    while one and one not in passed:
        if one == alert.pk:
            return True
        passed.add(one)
        one = type(alert).objects.filter(pk=one).values_list("follows", flat=True).first()
    return False
