"""What an alert still lacks, told beside its form: of what is saved, and without keeping anybody from anything."""

from typing import NamedTuple

from django.utils import timezone
from django.utils.text import capfirst
from wagtail.admin.panels import Panel

from home.translation.board import Board
from home.translation.standing import State as Standing

ASK_LENGTH = 140


class Check(NamedTuple):
    """Something to look at: `is_fine`, or else `text` says what is missing."""

    is_fine: bool
    text: str
    address: str = ""


def checks(alert):
    """The `Check`s of an English alert, in the order of its form."""
    offices = [link.office for link in alert.office_links.all() if link.office_id]
    without_number = [office.name for office in offices if not _numbers(office)]
    invalid = [
        f"{number} ({office.name})"
        for office in offices
        for number in _numbers(office)
        if not number.is_valid()
    ]
    too_long = len(alert.ask) - ASK_LENGTH
    return [
        Check(bool(alert.action), "An action is chosen" if alert.action else "Choose an action"),
        _numbers_check(offices, without_number, invalid),
        _deadline_check(alert),
        Check(
            0 < len(alert.ask) <= ASK_LENGTH,
            f"The ask is too long (by {too_long}): few people read beyond {ASK_LENGTH} characters"
            if too_long > 0
            else f"The ask has {ASK_LENGTH} characters at most"
            if alert.ask
            else "Write the ask",
        ),
        _written(alert.share_text, "the text to share"),
        _written(alert.script, "what to say"),
        _written(alert.voicemail, "what to say to a machine"),
        Check(
            bool(alert.explainer_links.all()),
            "Background is linked" if alert.explainer_links.all() else "Link some background",
        ),
    ]


def _numbers(office):
    return [phone.number for phone in office.phones.all()]


def _numbers_check(offices, without_number, invalid):
    if not offices:
        return Check(False, "Choose whom to call")
    if without_number:
        return Check(False, f"There is no number for {', '.join(without_number)}")
    if invalid:
        return Check(False, f"Nobody can dial {', '.join(invalid)}")
    return Check(True, "Every office has a number that can be dialed")


def _deadline_check(alert):
    if not (alert.starts_at and alert.ends_at):
        return Check(False, "Say when it starts and when it ends")
    if alert.over_at <= timezone.now():
        if alert.outcome or alert.outcome_text:
            return Check(True, "It is over, and says what came of it")
        return Check(False, "It is over: say what came of it")
    return Check(True, "The deadline is in the future")


def _written(value, name):
    return Check(bool(value), f"{capfirst(name)}: written" if value else f"Write {name}")


def translations(alert, user):
    """How the alert stands in each language that `user` may edit: a list of `Check`.

    Six queries. Empty for what nobody has saved yet.
    """
    board = Board(user)
    row = board.find(alert.pk) if alert.pk and board.languages else None
    if row is None:
        return []
    board.fill([row])
    return [
        Check(
            cell.state in (Standing.TRUE, Standing.BY_HAND),
            f"{cell.language_name}: {cell.state.label}{_lacking(cell)}",
            "" if cell.state == Standing.MISSING else cell.address,
        )
        for cell in row.cells
    ]


def _lacking(cell):
    parts = []
    if cell.shows_progress:
        parts.append(f"{cell.done} of {cell.total} sentences")
    if cell.lacking:
        parts.append(f"lacks {', '.join(map(str, cell.lacking))}")
    return f" ({'; '.join(parts)})" if parts else ""


class ChecklistPanel(Panel):
    """The list above the form of an alert that is saved. Wagtail has no way to add a side panel
    to the editor of pages: this stands on every version alike."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "alerts/admin/checklist.html"

        def is_shown(self):
            return self.instance.is_source and bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            found = checks(self.instance)
            context["checks"] = found
            context["missing"] = sum(not check.is_fine for check in found)
            context["translations"] = translations(self.instance, self.request.user)
            return context

        class Media:
            css = {"all": ["css/checklist.css"]}
