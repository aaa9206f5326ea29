"""Translating by link: a volunteer without account translates one page on a phone, and nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.translation import publishing, segments
from home.translation.models import HandIn, LinkUse, TranslationLink

from . import factories as make
from .reader_form import form_fields, parse

pytestmark = pytest.mark.django_db
LANGUAGES = ("es", "so", "hmn")


def english(**fields):
    page = make.AlertPageFactory(**{"title": "English title", "ask": "English ask"} | fields)
    page.save_revision().publish()
    return AlertPage.objects.get(pk=page.pk)


def begin(language="so", **fields):
    """A translation that waits for its words."""
    return publishing.start(english(**fields), Locale.objects.get(language_code=language))


def address(translation, token):
    return f"/{translation.target_locale.language_code}/translate/{token}/"


@pytest.fixture
def open_link():
    """A new translation, and the address of a link to it."""

    def open_link(**fields):
        translation = begin(**fields)
        _link, token = make.link(translation)
        return translation, address(translation, token)

    return open_link


def key(translation, text):
    return next(item.key for item in segments.items(translation) if item.english == text)


def send(client, url, *texts, headers=None, **more):
    """Open the step at `url`, type `texts` into its boxes from above, send."""
    page = client.get(url)
    boxes = [area["name"] for area in parse(page).find_all("textarea")]
    data = form_fields(page) | dict(zip(boxes, texts, strict=False)) | more
    return client.post(url, data, headers=headers)


def steps(client, url):
    """The addresses of the steps, from the overview."""
    return [link["href"] for link in parse(client.get(url)).select("ol.steps a")]


def words(translation):
    return sorted(
        StringTranslation.objects.filter(locale=translation.target_locale).values_list(
            "data", flat=True
        )
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_volunteer_goes_from_step_to_step_hands_in_and_sees_it_live(
    client, open_link, language, django_capture_on_commit_callbacks
):
    translation, url = open_link(language=language)
    page = parse(client.get(url))
    assert page.html["lang"] == language
    place = page.select_one("a.button")["href"]
    for text in ("Cinwaan", "Codso"):
        sent = send(client, place, text)
        assert sent.status_code == 303
        place = sent["Location"]
    assert place == url
    sent = client.post(url, form_fields(client.get(url)))
    assert (sent.status_code, sent["Location"]) == (303, url)
    assert HandIn.objects.get().by is None
    thanks = parse(client.get(url))
    assert thanks.h1 != page.h1
    assert thanks.find("a", class_="web-address") is None

    target = translation.get_target_instance()
    assert not target.live
    with django_capture_on_commit_callbacks(execute=True):
        publishing.publish(target, make.user())
    live = parse(client.get(url)).find("a", class_="web-address")
    assert live["href"] == f"http://testserver/{language}/alerts/english-title/"
    assert client.get(live["href"]).status_code == 200
    assert set(words(translation)) == {"Cinwaan", "Codso"}
    target = translation.get_target_instance()
    assert (target.provenance, target.translator) == ("volunteer", None)
