"""Previews of an alert in each language and state.

Wagtail passes the name of a mode to `serve_preview`: `<state>-<language>`, or "" for the page as it
is. The state `now` is the current one. Readers have no address for previews.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from alerts.states import Outcome, State

NOW = "now"
# The modes that are offered besides the current state.
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
    """Page to preview, with the language and the state to preview it in."""

    page: Any  # an `AlertPage`, whose module imports this one
    language: str
    # None: the state by the clock.
    state: State | None


# The preview that is being rendered.
_current: ContextVar[Preview | None] = ContextVar("preview", default=None)


@contextmanager
def rendering(preview: Preview) -> Iterator[None]:
    """Show the alert of `preview` in its state while the body of the `with` statement runs."""
    token = _current.set(preview)
    try:
        yield
    finally:
        _current.reset(token)


def previewed_state(source: Any) -> State | None:
    """Return the state to preview the English alert `source` in, or None for the state by the clock."""
    preview = _current.get()
    return preview.state if preview and preview.page.source is source else None


def modes(alert: Any) -> list[tuple[str, str]]:
    """Return the preview modes of `alert`; a translation has only those of its own language."""
    languages = LANGUAGES if alert.is_source else {alert.language: LANGUAGES[alert.language]}
    choices = [("", "As it is")]
    for code, name in languages.items():
        if code != alert.language:
            choices.append((f"{NOW}-{code}", f"{name}, as it is"))
    for code, name in languages.items():
        choices += [(f"{state}-{code}", f"{name}, {label}") for state, label in STATES.items()]
    return choices


def prepare(alert: Any, mode: str) -> Preview:
    """Return the preview of `alert` in `mode`.

    Its page is `alert`, which has the unsaved values of the editor's form, or a translation whose
    source is `alert`.
    """
    if alert.follows:
        alert.story = alert.follows.story or alert.follows.pk
    state, _dash, language = mode.partition("-")
    page = alert
    if language and language != alert.language:
        page = _translation(alert, language) or alert
    return Preview(page, language or alert.language, _decide(page.source, state))


def _translation(alert: Any, language: str) -> Any:
    """Return the live translation of `alert` or, if it is not live, its latest draft; None if there is none."""
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


def _decide(source: Any, name: str) -> State | None:
    """Return the state of the mode `name`, or None for the state by the clock; set the outcome of `source`."""
    if name not in STATES:
        return None
    is_decided = name in Outcome.values
    source.outcome = Outcome(name) if is_decided else ""
    now = timezone.now()
    if is_decided and not (source.decided_at and source.decided_at <= now):
        source.decided_at = now
    return State.ENDED if is_decided else State(name)
