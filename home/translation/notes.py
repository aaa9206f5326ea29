"""Notes for readers about translated texts that are older than the English, or machine drafts."""

from collections.abc import Collection, Iterable
from datetime import date

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from home.dates import long_date

from .models import Provenance
from .status import ShownText


def old_text_note(texts: Iterable[ShownText]) -> str:
    """Return a note, as safe HTML, that one of `texts` is outdated and since when, or ""."""
    days = [text.changed_on for text in texts if text.is_outdated and text.changed_on]
    if not days:
        return ""
    day = long_date(max(days), inline=True)
    return format_html(_("This is the old text: the English changed on {date}."), date=day)


def without_headline(names: Collection[str]) -> Collection[str]:
    """Return the field names in `names` without "title", unless "title" is the only one."""
    # `headline` marks an old title in its own text. A note about the title would seem to be about
    # the current text beside it.
    return [name for name in names if name != "title"] or names


def draft_note(texts: Iterable[ShownText]) -> str:
    """Return the label for a machine draft if one of `texts` is an unreviewed draft, else ""."""
    return draft_label() if any(text.is_draft for text in texts) else ""


def draft_label() -> str:
    return _("Translated by a machine. No fluent speaker has checked it yet.")


def headline(title: ShownText) -> str:
    """Return the text of `title`, with “Old text:” before it if the title is outdated."""
    if not title.is_outdated:
        return title.text
    with override(title.language):
        return _("Old text: {title}").format(title=title.text)


def made_note(provenance: str, *, is_reviewed: bool) -> str:
    """Return a note about how a translation was made, or "" if `provenance` is unknown."""
    if is_reviewed:
        notes: dict[str, str] = {
            Provenance.MACHINE: _("Translated by a machine."),
            Provenance.EDITED: _("Translated by a machine, corrected by a volunteer."),
            Provenance.VOLUNTEER: _("Translated by a volunteer."),
        }
    else:
        notes = {
            Provenance.MACHINE: draft_label(),
            Provenance.EDITED: _(
                "Translated by a machine, corrected by a volunteer, not yet checked by a second reader."
            ),
            Provenance.VOLUNTEER: _(
                "Translated by a volunteer, not yet checked by a second reader."
            ),
        }
    return notes.get(provenance, "")


def checked_note(day: date) -> str:
    """Return a note that a fluent speaker has checked a translation on `day`, as safe HTML."""
    note = _("Checked by a fluent speaker on %(date)s.") % {"date": "{date}"}
    return format_html(note, date=long_date(day, inline=True))
