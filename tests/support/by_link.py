"""Steps of a volunteer on the pages of a link."""

from wagtail.models import Locale

from alerts.models import AlertPage
from home.translation import sync
from home.translation.strings.lookup import translatable_strings
from tests import factories as make
from tests.support.reader_form import form_fields, parse


def english(**fields):
    page = make.AlertPageFactory(**{"title": "English title", "ask": "English ask"} | fields)
    page.save_revision().publish()
    return AlertPage.objects.get(pk=page.pk)


def begin(language="so", **fields):
    """Make an alert, and start its translation without translating a string."""
    return sync.start_translation(english(**fields), Locale.objects.get(language_code=language))


def address(translation, token):
    return f"/{translation.target_locale.language_code}/translate/{token}/"


def open_link(**fields):
    """Return a new translation and the address of a link to it."""
    translation = begin(**fields)
    _link, token = make.link(translation)
    return translation, address(translation, token)


def key(translation, text):
    """Return the key of the English `text` in the addresses of steps."""
    return next(one.key for one in translatable_strings(translation) if one.english == text)


def box(translation, text):
    """Return the name of the field for the English `text`."""
    return f"{key(translation, text)}-text"


def send(client, url, *texts, headers=None, **more):
    """Open the step at `url`, type `texts` into its fields in order, and submit."""
    page = client.get(url)
    boxes = [area["name"] for area in parse(page).find_all("textarea")]
    data = form_fields(page) | dict(zip(boxes, texts, strict=False)) | more
    return client.post(url, data, headers=headers)


def steps(client, url):
    """Return the addresses of the steps on the overview."""
    return [link["href"] for link in parse(client.get(url)).select("ol.steps a")]
