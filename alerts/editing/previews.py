"""Previews of an alert in each language and state.

A mode is a name that Wagtail passes to `serve_preview`: `<state>-<language>`, where either
may be `now` or left out. Readers have no address for previews.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from alerts.states import Outcome, State

NOW = "now"
# Offered besides the current state.
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
    """State and explainer links of a draft, shown instead of those by the clock and the database."""

    # None: the state by the clock.
    state: State | None
    # Ids of the English explainers that the draft links to; None: the stored links.
    explainer_ids: tuple[int, ...] | None


def modes(alert):
    """Return the preview modes of `alert`; a translation has those of its own language only."""
    languages = LANGUAGES if alert.is_source else {alert.language: LANGUAGES[alert.language]}
    choices = [("", "As it is")]
    for code, name in languages.items():
        if code != alert.language:
            choices.append((f"{NOW}-{code}", f"{name}, as it is"))
    for code, name in languages.items():
        choices += [(f"{state}-{code}", f"{name}, {label}") for state, label in STATES.items()]
    return choices


def prepare(alert, mode):
    """Return the page that `mode` shows, and the code of its language.

    The page is `alert`, with the unsaved values of the editor's form, or its translation with
    `alert` as the source.
    """
    if alert.follows:
        alert.story = alert.follows.story or alert.follows.pk
    state, _dash, language = mode.partition("-")
    page = alert
    if language and language != alert.language:
        page = _translation(alert, language) or alert
    page.source.preview = Preview(
        state=_decide(page.source, state),
        explainer_ids=tuple(link.explainer_id for link in alert.explainer_links.all())
        if alert.is_source
        else None,
    )
    return page, language or alert.language


def _translation(alert, language):
    """Return the live translation of `alert`, its latest draft if none is live, or None."""
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


def _decide(source, name):
    """Return the state of the name in `STATES`, or None; give `source` the outcome of that name."""
    if name not in STATES:
        return None
    is_decided = name in Outcome.values
    source.outcome = Outcome(name) if is_decided else ""
    now = timezone.now()
    if is_decided and not (source.decided_at and source.decided_at <= now):
        source.decided_at = now
    return State.ENDED if is_decided else State(name)
