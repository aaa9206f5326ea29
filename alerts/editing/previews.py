"""Previews of an alert in each language and state.

The name of a preview mode is `<state>-<language>`, such as “won-es”, or "" for the page as it is.
The state “now” stands for the alert's current state.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from alerts.states import Outcome, State

if TYPE_CHECKING:
    from alerts.models import AlertPage

NOW = "now"
# The states and outcomes in which an alert can be previewed, besides its current state.
STATES = {
    State.UPCOMING: "Coming up",
    State.ACTIVE: "Act now",
    State.ENDED: "Ended",
    Outcome.WON: "Won",
    Outcome.LOST: "Lost",
    Outcome.POSTPONED: "Postponed",
}
LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Preview:
    """Page to preview, with the language and the state of the preview."""

    page: "AlertPage"
    language: str
    # None for the current state.
    state: State | None


# The preview that is being rendered.
_current: ContextVar[Preview | None] = ContextVar("preview", default=None)


@contextmanager
def activate(preview: Preview) -> Iterator[None]:
    """Make `preview` the current preview within the `with` block."""
    token = _current.set(preview)
    try:
        yield
    finally:
        _current.reset(token)


def previewed_state(source: "AlertPage") -> State | None:
    """Return the state in which a preview shows the English alert `source`, or None."""
    preview = _current.get()
    return preview.state if preview and preview.page.source is source else None


def modes(alert: "AlertPage") -> list[tuple[str, str]]:
    """Return the preview modes for `alert`, as a list of (name, label)."""
    languages = LANGUAGES if alert.is_source else {alert.language: LANGUAGES[alert.language]}
    choices = [("", "As it is")]
    for code, name in languages.items():
        if code != alert.language:
            choices.append((f"{NOW}-{code}", f"{name}, as it is"))
    for code, name in languages.items():
        choices += [(f"{state}-{code}", f"{name}, {label}") for state, label in STATES.items()]
    return choices


def prepare(alert: "AlertPage", mode: str) -> Preview:
    """Return the preview of `alert` in the mode named `mode`."""
    # The story, and later the outcome, are changed in memory. Nothing is saved.
    if alert.follows:
        alert.story = alert.follows.story or alert.follows.pk
    state, _dash, language = mode.partition("-")
    page = alert
    if language and language != alert.language:
        page = _translation(alert, language) or alert
    return Preview(page, language or alert.language, _decide(page.source, state))


def _translation(alert: "AlertPage", language: str) -> "AlertPage | None":
    page = (
        type(alert)
        .objects.filter(
            translation_key=alert.translation_key, locale__language_code=language, alias_of=None
        )
        .select_related("locale", "translator")
        .first()
    )
    if page is None:
        return None
    if not page.live:
        page = page.get_latest_revision_as_object()
    page.use_source(alert)
    return page


def _decide(source: "AlertPage", name: str) -> State | None:
    """Set or clear the outcome of `source` for a preview, and return the state to show, if any."""
    if name not in STATES:
        return None
    is_decided = name in Outcome.values
    source.outcome = Outcome(name) if is_decided else ""
    now = timezone.now()
    if is_decided and not (source.decided_at and source.decided_at <= now):
        source.decided_at = now
    return State.ENDED if is_decided else State(name)
