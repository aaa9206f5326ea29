"""An alert with a translation of each part, and the marks on its old text."""

from datetime import timedelta

from home.translation import review
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.by_link import begin
from tests.support.surfaces import CHANGED, page_at, texts


def marks(client, path="alerts/call/"):
    """Return the elements before and after each mark of old text on a Somali page."""
    main = page_at(client, "so", path).main
    return [
        (mark.find_previous_sibling() or mark.parent, mark.find_next_sibling())
        for mark in main.select(".old-text")
    ]


def alert_with_parts():
    translation = begin(
        slug="call",
        ends_at=CHANGED + timedelta(days=9),
        **texts(),
        response="<p>English response.</p>",
        talking_points=[("point", "English point one"), ("point", "English point two")],
        body=[("heading", "English heading"), ("text", "<p>English paragraph.</p>")],
    )
    for string in translatable_strings(translation):
        save_translation(string, f"[so] {string.english}")
    review.publish(translation.get_target_instance(), make.user())
    return translation
