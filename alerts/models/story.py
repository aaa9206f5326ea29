"""Stories: alerts that follow each other, shown together on the page of each.

Every alert of a story keeps the id of its first alert, so that a page finds all of them in one
query.
"""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alerts.states import State
from home.lookup import by_source


class Kind(models.TextChoices):
    """Kinds of events, in the order in which those of one day are shown."""

    ALERT = "alert"
    ANSWER = "answer"
    OUTCOME = "outcome"


class Event(NamedTuple):
    """An event of a story; `alert` is the page as the reader has it."""

    kind: Kind
    when: date | datetime
    alert: Any

    @property
    def day(self):
        return timezone.localdate(self.when) if isinstance(self.when, datetime) else self.when


def alerts_in_story(alert) -> list:
    """Return the public alerts in the story of `alert`, with `alert`, as the reader has them, oldest first.

    One query; none if the alert stands alone.
    """
    source = alert.source
    if source.story is None:
        return [alert]
    # In the preview of an alert that is not saved the first one may not know its followers yet.
    same = Q(story=source.story) | Q(pk=source.story)
    alerts = type(alert).objects.sources().filter(same).exclude(pk=source.pk)
    # The numbers of calls, where they are kept.
    along = [name for name in alert.shown_with if name == "stored_totals"]
    others = by_source(alerts, along=along).values()
    first = datetime.min.replace(tzinfo=timezone.get_default_timezone())
    return sorted(
        [alert, *others], key=lambda one: (one.source.starts_at or first, one.source.pk or 0)
    )


def tell(alerts) -> list[Event]:
    """Return the events of the alerts of a story, oldest first."""
    found = []
    for alert in alerts:
        source = alert.source
        if source.starts_at:
            found.append(Event(Kind.ALERT, source.starts_at, alert))
        if source.answered_on and alert.office_answer:
            found.append(Event(Kind.ANSWER, source.answered_on, alert))
        if alert.decision or (alert.state == State.ENDED and alert.outcome_text):
            found.append(Event(Kind.OUTCOME, alert.ended_at, alert))
    return sorted(found, key=lambda event: event.day)


def tie(model, pk: int) -> int | None:
    """Set the story of all alerts connected to the one with this id, and return it; None for a single one.

    One query for each step of the story: this is for saving.
    """
    kin, asked, new = {}, set(), {pk}
    while new:
        rows = model.objects.filter(Q(pk__in=new) | Q(follows__in=new))
        kin |= {
            one: (before, key) for one, before, key in rows.values_list("pk", "follows", "story")
        }
        asked |= new
        new = ({*kin} | {before for before, _key in kin.values() if before}) - asked
    # Where they lead in a circle, which no form lets through, any of them is the first.
    first = next((one for one, (before, _key) in kin.items() if not before), min(kin))
    story = first if len(kin) > 1 else None
    changed = [one for one, (_before, key) in kin.items() if key != story]
    model.objects.filter(pk__in=changed).update(story=story)
    return story


def leads_back(alert) -> bool:
    """Return True if `alert` would follow itself, directly or by way of others."""
    passed, one = set(), alert.follows_id
    while one and one not in passed:
        if one == alert.pk:
            return True
        passed.add(one)
        one = type(alert).objects.filter(pk=one).values_list("follows", flat=True).first()
    return False
