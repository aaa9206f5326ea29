"""Helpers that make translation links and translate with them. A step is a page of a link."""

from django.utils import timezone
from wagtail.models import Locale

from alerts.models import AlertPage
from home.translation import sync
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.reader_form import form_fields
from tests.support.soup import page_of, parse

# Buttons that leave a step.
WAYS = ("back", "skip", "overview")


def english(**fields):
    page = make.AlertPageFactory(**{"title": "English title", "ask": "English ask"} | fields)
    page.save_revision().publish()
    return AlertPage.objects.get(pk=page.pk)


def begin(language="so", **fields):
    return sync.start_translation(english(**fields), Locale.objects.get(language_code=language))


def address(translation, token):
    return f"/{translation.target_locale.language_code}/translate/{token}/"


def open_link(**fields):
    translation = begin(**fields)
    _link, token = make.link(translation)
    return translation, address(translation, token)


def key(translation, text):
    return next(one.key for one in translatable_strings(translation) if one.english == text)


def box(translation, text):
    """Return the name of the form field for the translation of `text`."""
    return f"{key(translation, text)}-text"


def send(client, url, *texts, headers=None, **more):
    page = client.get(url)
    boxes = [area["name"] for area in parse(page).find_all("textarea")]
    data = form_fields(page) | dict(zip(boxes, texts, strict=False)) | more
    return client.post(url, data, headers=headers)


def leave(client, url, way, *texts):
    return send(client, url, *texts, way=way)["Location"].partition("#")[0]


def steps(client, url):
    return [link["href"] for link in page_of(client.get(url)).select("ol.steps a")]


def pages(language):
    """Create translation links, and return a dict of their pages to (URL, expected status)."""
    translation = begin(language, slug="by-link", ask="English ask.")
    _link, token = make.link(translation)
    _expired, expired_token = make.link(translation, expires_at=timezone.now())
    first, ask = translatable_strings(translation)
    # In brackets, like the messages of the pseudo-locale.
    save_translation(ask, "⟦x⟧")
    overview = f"/{language}/translate/{token}/"
    return {
        "link overview": (overview, 200),
        "link step, empty": (f"{overview}{first.key}/", 200),
        "link step, done": (f"{overview}{ask.key}/", 200),
        "link expired": (f"/{language}/translate/{expired_token}/", 410),
    }
