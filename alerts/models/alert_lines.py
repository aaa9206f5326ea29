"""Lines that callers say about an alert, in English, with their meaning for the reader."""

from typing import TYPE_CHECKING

from alerts.phrasebook import Line

if TYPE_CHECKING:
    from .alert import AlertPage


def lines_of(alert: "AlertPage", name: str) -> list[Line]:
    """Return the lines of "script" or "voicemail", with their meaning on a translation."""
    if alert.is_source:
        return [Line(line.value, None) for line in getattr(alert, name)]
    # If the English line has changed, the old meaning is not what the caller would say.
    out_of_date = alert.translation_status.blocks
    meanings = {
        line.id: line.value
        for line in getattr(alert, name)
        if f"{name}.{line.id}" not in out_of_date
    }
    return [
        Line(
            line.value,
            meanings.get(line.id),
            alert.pronunciations.get(line.value),
            is_reviewed=bool(alert.reviewed_on),
        )
        for line in getattr(alert.source, name)
    ]
