"""An alert whose translation can be in doubt, for tests of confirmations."""

from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests.support import exchange

TITLE, ASK = "March for families", "Call the governor and tell her by June 4: veto SF 958."
GOOD = {TITLE: "U soco qoysaska", ASK: "Juun 4 ka hor wac barasaabka: diid SF 958."}


def begin(**fields):
    return exchange.begin(slug="call", **{"title": TITLE, "ask": ASK, "response": ""} | fields)


def write(translation, **texts):
    """Translate all strings, the ask as `texts["ask"]` if it is given."""
    for string in translatable_strings(translation):
        text = texts.get("ask") if string.english == ASK else None
        save_translation(string, text or GOOD.get(string.english, f"[so] {string.english}"))


def is_live(translation):
    return translation.get_target_instance().live
