"""Tests for translation links that expire, are revoked, or lose the page that they are for."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail_localize.models import StringTranslation, Translation

from home.translation import review
from tests import factories as make
from tests.support.by_link import box, open_link, send, steps
from tests.support.reader_form import form_fields, typed
from tests.support.soup import parse

pytestmark = pytest.mark.django_db
TEXT = "Qoraalkii aan qoray"


def expire(translation):
    translation.links.update(expires_at=timezone.now())


def revoke(translation):
    translation.links.update(revoked_at=timezone.now())


def stop(translation):
    Translation.objects.update(enabled=False)


def delete_translation(translation):
    translation.get_target_instance().delete()


def delete_english(translation):
    translation.get_target_instance().source.delete()


ENDS = [expire, revoke, stop, delete_translation, delete_english]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("language", ["es", "so", "hmn"])
def test_a_link_that_came_to_an_end_says_whom_to_ask(client, language, end):
    translation, url = open_link(language=language)
    step = steps(client, url)[0]
    end(translation)
    for place in (url, step):
        gone = client.get(place)
        assert gone.status_code == 410
        page = parse(gone)
        assert page.html["lang"] == language
        assert "English" not in page.main.text
        assert page.form is None
        assert client.post(place, {"form_token": "x"}).status_code == 410


@pytest.mark.parametrize("end", ENDS)
def test_text_typed_before_a_link_ended_is_shown_for_copying_and_not_stored(client, end):
    translation, url = open_link()
    step = steps(client, url)[0]
    form = form_fields(client.get(step)) | {box(translation, "English title"): TEXT}
    end(translation)
    gone = client.post(step, form)
    assert (gone.status_code, typed(gone)) == (410, [TEXT])
    assert not StringTranslation.objects.exists()


def test_a_link_is_valid_for_two_days(client):
    _translation, url = open_link()
    with time_machine.travel(timezone.now() + timedelta(hours=47)):
        assert client.get(url).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=49)):
        assert client.get(url).status_code == 410


def test_a_volunteer_who_submitted_sees_later_if_it_is_live_but_not_by_a_revoked_link(
    client, django_capture_on_commit_callbacks
):
    translation, url = open_link()
    for step in steps(client, url):
        send(client, step, "Eray")
    client.post(url, form_fields(client.get(url)))
    expire(translation)
    waiting = parse(client.get(url))
    assert waiting.h1.text.strip() == "Mahadsanid"
    assert (waiting.form, waiting.find("a", class_="web-address")) == (None, None)
    assert waiting.select("ol.steps") == []
    assert client.get(step).status_code == 410
    with django_capture_on_commit_callbacks(execute=True):
        review.publish(translation.get_target_instance(), make.user())
    assert parse(client.get(url)).find("a", class_="web-address")
    revoke(translation)
    assert client.get(url).status_code == 410
