"""Rules for the values of an alert, checked by `AlertPage.clean`."""

from typing import TYPE_CHECKING

from alerts.placeholders import is_well_formed
from home.translation.placeholders import placeholders_of

from .story import follows_itself

if TYPE_CHECKING:
    from .alert import AlertPage
    from .offices import ActionType


def problems_of(alert: "AlertPage", *, is_draft: bool) -> dict[str, str]:
    """Return the error messages for the values of an alert, by the name of the field."""
    problems = {} if is_draft else _problems_of_publication(alert)
    if alert.follows and follows_itself(alert):
        problems["follows"] = "That alert follows this one, directly or through others."
    return problems


def _problems_of_publication(alert: "AlertPage") -> dict[str, str]:
    problems: dict[str, str] = {}
    if alert.starts_at and alert.ends_at and alert.ends_at <= alert.starts_at:
        problems["ends_at"] = "The alert must end after it starts."
    if bool(alert.outcome) != bool(alert.decided_at):
        problems["decided_at"] = "Give an outcome and its time, or neither."
    if not is_well_formed(alert.share_text):
        problems["share_text"] = "Use braces only for {number} and {deadline}, spelled as here."
    if not alert.about and (action := _names_subject(alert)):
        problems["about"] = f"Give the name of what the office is asked to {action}."
    if alert.is_source and alert.office_answer and not alert.answered_on:
        problems["answered_on"] = "Give the day on which the office answered."
    return problems


def _names_subject(alert: "AlertPage") -> "ActionType | None":
    """Return the first action type of `alert` whose texts contain `{what}`, or None."""
    links = alert.office_links.all() if alert.is_source else ()
    actions = filter(None, [alert.action_type, *(link.action_type for link in links)])
    return next(
        (one for one in actions if placeholders_of(one.sentence.text + one.plea.text)["what"]), None
    )
