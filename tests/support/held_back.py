"""A published Somali translation, and doubtful translations for it."""

from django.urls import reverse

from alerts.models import AlertPage
from home.translation import review
from home.translation.models import StringConfirmation
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import confirm, save_translation
from tests import factories as make
from tests.support import exchange
from tests.support.soup import parse

SOMALI = "Translators (Soomaali)"
OLD = {
    "title": "March for families",
    "ask": "Call the governor by June 4.",
    "share_text": "I have called. Now you.",
    "body": [("text", "<p>Room 5 is open.</p><p>Bring friends.</p>")],
}
SOMALI_OLD = {
    OLD["title"]: "U soco qoysaska",
    OLD["ask"]: "Wac barasaabka ka hor Juun 4.",
    OLD["share_text"]: "Waan wacay. Hadda adiga.",
    "Room 5 is open.": "Qolka 5 waa furan yahay.",
    "Bring friends.": "Keen saaxiibo.",
}
NEW_ASK = "Do not call the governor by June 4."
GOOD_ASK = "Ha wicin barasaabka ka hor Juun 4."
NEW_SHARE = "I have not called. Now you."
# Pairs of an English text and a translation in doubt.
IN_DOUBT = [
    (OLD["title"], OLD["title"]),
    (OLD["share_text"], "Waan wacay the and with."),
    ("Room 5 is open.", "Qolka 6 waa furan yahay."),
]


def publish_translation():
    translation = exchange.begin("so", slug="call", response="", **OLD)
    for string in translatable_strings(translation):
        save_translation(string, SOMALI_OLD[string.english], user=make.user())
    review.publish(now(translation), make.user())
    return translation


def reverse_ask(translation):
    english = AlertPage.objects.get(locale__language_code="en")
    english.ask, english.share_text = NEW_ASK, NEW_SHARE
    english.save_revision().publish()
    return translation


def string_of(translation, english):
    return next(one for one in translatable_strings(translation) if one.english == english)


def write(translation, english, text):
    save_translation(string_of(translation, english), text)


def address(translation):
    return reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])


def publish(client, translation, **more):
    return client.post(address(translation), {"action": "publish", **more}, follow=True)


def boxes(response):
    found = parse(response).select("input[type=checkbox][name$=-confirmed]")
    return {box["name"]: box["value"] for box in found}


def told(response):
    return " ".join(str(message) for message in response.context["messages"])


def now(translation):
    return translation.get_target_instance()


def live_before_the_check(translation, english, text):
    """Publish `text`, which is in doubt, without leaving a confirmation."""
    write(translation, english, text)
    confirm(string_of(translation, english), make.user())
    review.publish(now(translation), make.user())
    StringConfirmation.objects.all().delete()
