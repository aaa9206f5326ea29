"""Checklist above the form for an alert. Failed checks do not prevent publication."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from wagtail.admin.panels import Panel

from alerts.office_kinds import in_words
from home.people.models import User
from home.phones import PhoneNumber
from home.translation.admin.dashboard import TranslationDashboard
from home.translation.admin.page_status import DashboardStatus, NextStep
from home.translation.blocks import contents

from .wording import as_html, undated_day, vague_link

if TYPE_CHECKING:
    from alerts.models import AlertPage, Office

ASK_LENGTH = 140
FACTS_PANEL = "what_who_and_when"


class Check(NamedTuple):
    """Item of the checklist."""

    is_fine: bool
    text: str
    # Target of the item's link, or "" for an item without a link.
    address: str = ""


# `alert` below is an `AlertPage`, which cannot be imported here: its module imports this one.


def checks(alert: "AlertPage") -> list[Check]:
    """Return the checklist items for the English page `alert`."""
    offices = [link.office for link in alert.office_links.all() if link.office]
    has_background = any(link.explainer_id for link in alert.explainer_links.all())
    return [
        Check(
            bool(alert.action_type),
            "An action is chosen" if alert.action_type else "Choose what to ask for",
            _panel(FACTS_PANEL),
        ),
        _offices_check(offices),
        *_asks_check(alert),
        _deadline_check(alert),
        _ask_check(alert.ask),
        _written(alert, "share_text", "the text to share"),
        _written(alert, "script", "what to say"),
        _written(alert, "voicemail", "what to say to a machine"),
        _words_check(
            alert,
            undated_day,
            "No “today”, “Friday” or “next week” without its date",
            "Give the date of “{}” in {}",
        ),
        _words_check(
            alert,
            vague_link,
            "No link that only says “here”, “read more” or its address",
            "Let the link “{}” say where it leads, in {}",
        ),
        Check(
            has_background,
            "Background is linked" if has_background else "Link some background",
            _panel("background_story_meeting_comments"),
        ),
    ]


def _panel(name: str) -> str:
    return f"#panel-child-content-{name}-section"


def _numbers(office: "Office") -> list[PhoneNumber]:
    return [phone.number for phone in office.phones.all()]


def _offices_check(offices: "Sequence[Office]") -> Check:
    if not offices:
        return Check(False, "Choose who to call", _panel(FACTS_PANEL))
    twice = [office.name for office, count in Counter(offices).items() if count > 1]
    if twice:
        return Check(False, f"More than once: {', '.join(twice)}", _panel(FACTS_PANEL))
    if without := [office for office in offices if not _numbers(office)]:
        names = ", ".join(office.name for office in without)
        return Check(False, f"There is no number for {names}", _edit_address(without[0]))
    invalid = [
        (office, number)
        for office in offices
        for number in _numbers(office)
        if not number.is_valid()
    ]
    if invalid:
        numbers = ", ".join(f"{number} ({office.name})" for office, number in invalid)
        return Check(False, f"Nobody can dial {numbers}", _edit_address(invalid[0][0]))
    return Check(True, "Every office has a number that can be dialed")


def _asks_check(alert: "AlertPage") -> list[Check]:
    unfit, unknown = [], []
    for link in alert.office_links.all():
        action = link.action_type or alert.action_type
        if not action or not action.kinds or not link.office:
            continue
        office, able = link.office, f"only {in_words(action.kinds)} can be asked to {action}"
        if not action.fits(office):
            problem = f"Say what to ask {office.name}: {able}"
            unfit.append(Check(False, problem, _panel(FACTS_PANEL)))
        elif not office.known_kind:
            problem = f"Choose what kind of office {office.name} is: {able}"
            unknown.append(Check(False, problem, _edit_address(office)))
    # Only the first unfit office and the first office of unknown kind are named.
    return [*unfit[:1], *unknown[:1]]


def _edit_address(office: "Office") -> str:
    viewset = office.snippet_viewset  # type: ignore[attr-defined]  # Wagtail sets it
    return reverse(viewset.get_url_name("edit"), args=[quote(office.pk)])


def _deadline_check(alert: "AlertPage") -> Check:
    if not (alert.starts_at and alert.ends_at):
        return Check(False, "Say when it starts and when it ends", _panel(FACTS_PANEL))
    if not alert.outcome and alert.over_at and alert.over_at > timezone.now():
        return Check(True, "The deadline is in the future", _panel(FACTS_PANEL))
    is_told = bool(alert.outcome or alert.outcome_text)
    text = (
        "It is over, and its outcome is recorded" if is_told else "It is over: record its outcome"
    )
    return Check(is_told, text, _panel("what_came_of_it"))


def _ask_check(ask: str) -> Check:
    too_long = len(ask) - ASK_LENGTH
    text = f"The ask has {ASK_LENGTH} characters at most" if ask else "Write the ask"
    if too_long > 0:
        text = (
            f"The ask is too long (by {too_long}): few people read beyond {ASK_LENGTH} characters"
        )
    return Check(bool(ask) and too_long <= 0, text, _panel("ask"))


def _written(alert: "AlertPage", field: str, name: str) -> Check:
    text = f"{capfirst(name)}: written"
    if not getattr(alert, field):
        text = f"Write {name}"
        if alert.action_type:
            text += "; until then the site writes it from “what to ask for”"
    return Check(bool(getattr(alert, field)), text, _panel(field))


def _words_check(alert: "AlertPage", find: Callable[[str], str], fine: str, problem: str) -> Check:
    """Return a check that fails if `find` finds words in a text of `alert`."""
    for field in alert.translatable:
        if field in alert.spoken_fields:
            continue
        for block, value in contents(alert).items():
            if block.partition(".")[0] == field and (words := find(as_html(value))):
                names = {one.name: one.verbose_name for one in alert._meta.fields}
                return Check(False, problem.format(words, names[field]), _panel(field))
    return Check(True, fine)


def translations(alert: "AlertPage", user: User) -> list[Check]:
    """Return a check of each translation that `user` may edit, or [] for an unsaved alert."""
    dashboard = TranslationDashboard(user)
    row = dashboard.find(alert.pk) if alert.pk and dashboard.languages else None
    if row is None:
        return []
    dashboard.fill([row])
    return [
        Check(
            cell.state in (DashboardStatus.TRUE, DashboardStatus.BY_HAND),
            f"{cell.language_name}: {cell.state.label}{_lacking(cell)}",
            # A translation is begun with a button of the dashboard.
            reverse("translation_dashboard") if cell.step == NextStep.START else cell.address,
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
    """Panel with the checklist, shown above the form for a saved English alert."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "alerts/admin/checklist.html"

        def is_shown(self):
            return self.instance.is_source and bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            items = checks(self.instance)
            # A link leads to what is missing.
            context["checks"] = [one._replace(address="") if one.is_fine else one for one in items]
            context["missing"] = sum(not check.is_fine for check in items)
            context["translations"] = translations(self.instance, self.request.user)
            return context

        class Media:
            css = {"all": ["css/checklist.css"]}
