"""Validation rules shared by all alert forms and imports."""

from alerts.placeholders import is_well_formed
from home.translation.placeholders import placeholders_of

from .story import leads_back


def problems_of(alert) -> dict[str, str]:
    """Return messages about contradictions in `alert`, by field."""
    found = {}
    if alert.starts_at and alert.ends_at and alert.ends_at <= alert.starts_at:
        found["ends_at"] = "The alert must end after it starts."
    if bool(alert.outcome) != bool(alert.decided_at):
        found["decided_at"] = "Give an outcome and its time, or neither."
    if not is_well_formed(alert.share_text):
        found["share_text"] = "Only {number} and {deadline} can stand in braces, as written here."
    action = alert.action
    if (
        action
        and not alert.about
        and placeholders_of(action.sentence.text + action.plea.text)["what"]
    ):
        found["about"] = f"What is it that they are asked to {action}? Give its name."
    if alert.is_source and alert.office_answer and not alert.answered_on:
        found["answered_on"] = "On which day did the office answer?"
    if alert.follows and leads_back(alert):
        found["follows"] = "That alert follows this one, at once or by way of others."
    return found
