"""Tests for doubtful strings, with each way to write and to publish them."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail_localize.models import StringTranslation, TranslationSource

from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support import by_link, exchange
from tests.support.held_back import (
    GOOD_ASK,
    NEW_ASK,
    NEW_SHARE,
    OLD,
    SOMALI,
    SOMALI_OLD,
    address,
    boxes,
    now,
    publish,
    publish_translation,
    reverse_ask,
    string_of,
    told,
    write,
)
from tests.support.reader_form import form_fields
from tests.support.soup import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def reversed_ask():
    return reverse_ask(publish_translation())


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def bulk(client, page):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return client.post(f"{url}?id={page.pk}&next=/admin/", follow=True)


def scheduled(client, page):
    revision = page.save_revision()
    type(revision).objects.filter(pk=revision.pk).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=1)
    )
    call_command("publish_due")


def upstreams_editor(client, page):
    url = f"/admin/pages/{page.pk}/edit/?editor=wagtail-localize"
    return client.post(url, {"action": "publish"}, follow=True)


def upstreams_synchronization(client, page):
    source = TranslationSource.objects.get(object_id=page.translation_key)
    url = reverse("wagtail_localize:update_translations", args=[source.pk])
    return client.post(url, {"publish_translations": "on"}, follow=True)


@pytest.mark.parametrize("way", [bulk, scheduled, upstreams_editor, upstreams_synchronization])
@pytest.mark.parametrize("text", [NEW_SHARE, "Waan wacay 3 jeer."])
def test_every_way_to_publish_holds_the_text_in_doubt_back_and_says_so(
    admin_of, translator, reversed_ask, commit, way, text
):
    write(reversed_ask, NEW_ASK, GOOD_ASK)
    write(reversed_ask, NEW_SHARE, text)
    with commit():
        answer = way(admin_of(None), now(reversed_ask))
    page = now(reversed_ask)
    assert page.live
    assert page.share_text == SOMALI_OLD[OLD["share_text"]]
    if answer is not None:
        assert f"1 string waits for you: “{NEW_SHARE}”" in told(answer)
    if way in (upstreams_editor, upstreams_synchronization):
        assert page.ask == GOOD_ASK
    admin_of(SOMALI)
    shown = translator.get(address(reversed_ask))
    assert parse(shown).select_one(".help-warning a[lang=en]").text == NEW_SHARE
    assert boxes(shown)


def by_file(client, translation, text):
    exchange.fill_and_upload(client, translation, "po", {NEW_ASK: GOOD_ASK, NEW_SHARE: text}.get)


def by_message(client, translation, text):
    page = translation.get_target_instance()
    message = client.get(reverse("exchange_message", args=[page.pk])).context["message"]
    code = message[message.index("#TX-") :].split()[0]
    reply = f"{code}\n\n1. {GOOD_ASK}\n\n2. {text}"
    exchange.save(client, translation, exchange.check(client, translation, reply))


def by_a_link(client, translation, text):
    _link, token = make.link(translation)
    url = by_link.address(translation, token)
    for step, typed in zip(by_link.steps(client, url), (GOOD_ASK, text), strict=True):
        by_link.send(client, step, typed)
    client.post(url, form_fields(client.get(url)))


def by_machine(client, translation, text):
    write(translation, NEW_ASK, GOOD_ASK)
    save_translation(string_of(translation, NEW_SHARE), text, by_machine=True)


@pytest.mark.parametrize("way", [by_file, by_message, by_a_link, by_machine])
def test_a_text_in_doubt_is_held_back_however_it_was_written(translator, reversed_ask, way):
    way(translator, reversed_ask, "Waan wacay 3 jeer.")
    assert StringTranslation.objects.filter(data="Waan wacay 3 jeer.").exists()
    answer = publish(translator, reversed_ask)
    assert "1 string waits for you" in told(answer)
    assert now(reversed_ask).ask == GOOD_ASK
    assert "3" not in now(reversed_ask).share_text
