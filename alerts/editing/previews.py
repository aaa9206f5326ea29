"""What an editor can preview of an alert: each language, and each state that the clock will bring.

A mode is a name that Wagtail's preview hands to `serve_preview`: `<state>-<language>`, where
either may be `now` or left out. Readers have no address for any of it.
"""

from django.conf import settings
from django.utils import timezone

from alerts.states import Outcome, State

NOW = "now"
# Beside the alert as it is.
STATES = {
    State.UPCOMING: "Coming up",
    State.ACTIVE: "Act now",
    State.ENDED: "Ended",
    Outcome.WON: "Won",
    Outcome.LOST: "Lost",
    Outcome.POSTPONED: "Postponed",
}
LANGUAGES = dict(settings.LANGUAGES)


def modes(alert):
    """The modes for `alert`, as Wagtail wants them: a translation is shown in its own language."""
    languages = LANGUAGES if alert.is_source else {alert.language: LANGUAGES[alert.language]}
    found = [("", "As it is")]
    for code, name in languages.items():
        if code != alert.language:
            found.append((f"{NOW}-{code}", f"{name}, as it is"))
    for code, name in languages.items():
        found += [(f"{state}-{code}", f"{name}, {label}") for state, label in STATES.items()]
    return found


def prepare(alert, mode):
    """The page that `mode` shows, and the code of the language that it is shown in.

    The page is `alert`, as it is in the editor's form, or its translation with `alert` for
    the English that it reads its facts from. What is in the form is in no table.
    """
    alert.draft_explainer_ids = [link.explainer_id for link in alert.explainer_links.all()]
    if alert.follows:
        alert.story = alert.follows.story or alert.follows.pk
    state, _dash, language = mode.partition("-")
    page = alert
    if language and language != alert.language:
        page = _translation(alert, language) or alert
    _set_state(page, state)
    return page, language or alert.language


def _translation(alert, language):
    """The translation of `alert` as readers have it, or will have it once it is published; or None."""
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


def _set_state(page, state):
    """Let `page` be shown in `state`, a key of `STATES`, whatever the clock says; not to be saved."""
    if state not in STATES:
        return
    source = page.source
    is_decided = state in Outcome.values
    page.preview_state = source.preview_state = State.ENDED if is_decided else State(state)
    source.outcome = Outcome(state) if is_decided else ""
    now = timezone.now()
    if is_decided and not (source.decided_at and source.decided_at <= now):
        source.decided_at = now
