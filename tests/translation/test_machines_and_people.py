"""Tests for strings that both machines and people translate."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation
from wagtail_localize.strings import StringValue

from alerts.models import AlertPage
from home.translation import sync
from home.translation.strings import machine
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.by_link import address, begin, key, open_link, send
from tests.support.soup import parse
from tests.support.working_together import change_english, publish, words, write_all

pytestmark = pytest.mark.django_db


class Machine:
    """Fake provider of machine translation that calls `meanwhile` before it responds."""

    display_name = "machine"

    def __init__(self, options):
        pass

    def meanwhile(self):
        pass

    def translate(self, source, target, strings):
        self.meanwhile()
        return {string: StringValue("machine's words") for string in strings}


@pytest.fixture
def provider(settings, monkeypatch):
    settings.MACHINE_TRANSLATOR = "libretranslate"
    settings.MACHINE_TRANSLATOR_LANGUAGES = ["so"]
    monkeypatch.setitem(machine.PROVIDERS, "libretranslate", Machine)
    return Machine


def test_a_machine_does_not_write_over_what_a_person_wrote_meanwhile(provider, monkeypatch):
    page = make.ExplainerPageFactory(title="English title", summary="English summary")
    translation = sync.start_translation(page, Locale.objects.get(language_code="so"))
    monkeypatch.setattr(provider, "meanwhile", lambda self: write_all(translation))
    machine.draft(translation)
    assert set(words(translation).values()) == {"[so] English title", "[so] English summary"}


def test_machine_made_core_fields_become_english_when_an_ended_alert_starts_again(provider):
    now = timezone.now()
    translation = begin(
        starts_at=now - timedelta(days=3),
        ends_at=now - timedelta(days=1),
        talking_points=[("point", "English point")],
    )
    machine.draft(translation)
    publish(translation)
    path = translation.get_target_instance().get_absolute_url()
    assert parse(Client().get(path)).h1.get_text() == "machine's words"
    change_english(ends_at=now + timedelta(days=1))
    page = parse(Client().get(path))
    assert page.h1.get_text() == "English title"
    assert page.h1["lang"] == "en"
    assert "machine's words" in page.article.get_text()  # talking points may stay machine-made
    publish(translation)  # a live page does not wait for its core
    assert parse(Client().get(path)).h1.get_text() == "English title"


def test_what_only_a_machine_has_translated_is_missing_in_the_core_of_a_running_alert(provider):
    now = timezone.now()
    translation = begin(starts_at=now - timedelta(days=3), ends_at=now - timedelta(days=1))
    machine.draft(translation)
    publish(translation)
    page = translation.get_target_instance()
    assert page.missing_core() == []
    AlertPage.objects.filter(pk=page.source.pk).update(ends_at=now + timedelta(days=1))
    assert set(translation.get_target_instance().missing_core()) >= {"title", "ask"}


def test_a_machines_text_is_no_hint_where_people_must_translate(client):
    now = timezone.now()
    old = begin(title="Old", starts_at=now - timedelta(days=3), ends_at=now - timedelta(days=1))
    for item in translatable_strings(old):
        save_translation(item, "machine's words", by_machine=True)
    publish(old)
    translation, url = open_link(title="New")
    page = client.get(f"{url}{key(translation, 'English ask')}/")
    assert "machine&#x27;s words" not in page.content.decode()


def test_a_machines_hint_that_is_copied_stays_machine_made(client):
    page = make.ExplainerPageFactory(title="English title", summary="English summary")
    old = sync.start_translation(page, Locale.objects.get(language_code="so"))
    for item in translatable_strings(old):
        save_translation(item, "machine words", by_machine=True)
    publish(old)
    page = make.ExplainerPageFactory(title="English other", summary="English summary")
    translation = sync.start_translation(page, Locale.objects.get(language_code="so"))
    _link, token = make.link(translation)
    place = f"{address(translation, token)}{key(translation, 'English summary')}/"
    assert "machine words" in client.get(place).content.decode()
    send(client, place, "machine words")
    row = StringTranslation.objects.get(context__object_id=page.translation_key)
    assert row.translation_type == "machine"
