"""Helpers for tests of translation links: making a link, and translating with it.

A step is a page of the link on which a volunteer translates one or a few strings.
"""

from django.utils import timezone
from wagtail.models import Locale

from alerts.models import AlertPage
from home.translation import sync
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.reader_form import form_fields
from tests.support.soup import parse

# Buttons that leave a step.
WAYS = ("back", "skip", "overview")


def english(**fields):
    page = make.AlertPageFactory(**{"title": "English title", "ask": "English ask"} | fields)
    page.save_revision().publish()
    return AlertPage.objects.get(pk=page.pk)


def begin(language="so", **fields):
    """Create an alert, and start its translation. Return the translation, which has no text yet."""
    return sync.start_translation(english(**fields), Locale.objects.get(language_code=language))


def address(translation, token):
    return f"/{translation.target_locale.language_code}/translate/{token}/"


def open_link(**fields):
    """Create an alert, its translation and a translation link. Return (translation, URL)."""
    translation = begin(**fields)
    _link, token = make.link(translation)
    return translation, address(translation, token)


def key(translation, text):
    """Return the key of the English `text` in the URL of its step."""
    return next(one.key for one in translatable_strings(translation) if one.english == text)


def box(translation, text):
    """Return the name of the form field for the translation of the English `text`."""
    return f"{key(translation, text)}-text"


def send(client, url, *texts, headers=None, **more):
    """Open the step at `url`, type `texts` into its text areas in order, and submit its form."""
    page = client.get(url)
    boxes = [area["name"] for area in parse(page).find_all("textarea")]
    data = form_fields(page) | dict(zip(boxes, texts, strict=False)) | more
    return client.post(url, data, headers=headers)


def leave(client, url, way, *texts):
    """Leave the step at `url` by the button `way`. Return the URL to which it leads."""
    return send(client, url, *texts, way=way)["Location"].partition("#")[0]


def steps(client, url):
    """Return the URLs of the steps that the overview page at `url` lists."""
    return [link["href"] for link in parse(client.get(url)).select("ol.steps a")]


def pages(language):
    """Create an alert with translation links, and return the pages of the links.

    The pages are a dict of page types to (URL, expected status). The only translated text is in
    brackets, like the messages of the pseudo-locale.
    """
    translation = begin(language, slug="by-link", ask="English ask.")
    _link, token = make.link(translation)
    _expired, expired_token = make.link(translation, expires_at=timezone.now())
    first, ask = translatable_strings(translation)
    save_translation(ask, "⟦x⟧")
    overview = f"/{language}/translate/{token}/"
    return {
        "link overview": (overview, 200),
        "link step, empty": (f"{overview}{first.key}/", 200),
        "link step, done": (f"{overview}{ask.key}/", 200),
        "link expired": (f"/{language}/translate/{expired_token}/", 410),
    }
