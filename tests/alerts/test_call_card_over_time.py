"""Tests for the call card before, during and after an alert."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.models import AlertPage
from home.models import HomePage
from tests import factories as make
from tests.support import translating
from tests.support.call_card import card_of, said, script_of
from tests.support.markup import find, text_of

pytestmark = pytest.mark.django_db
LANGUAGES = ["so", *(pytest.param(code, marks=pytest.mark.thorough) for code in ("es", "hmn"))]


def test_the_hint_is_shown_until_the_alert_is_over(
    veto_alert, read_call, django_capture_on_commit_callbacks
):
    veto_alert.script = [("line", "English line.")]
    veto_alert.save_revision().publish()
    hint = said("Say the line in English. The line in your language is what it means.", "so")
    assert hint not in text_of(script_of(read_call("en")))
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(veto_alert, "so")
    assert hint in text_of(script_of(read_call("so")))
    AlertPage.objects.update(ends_at=timezone.now() - timedelta(minutes=1))
    assert hint not in text_of(script_of(read_call("so")))


def test_an_upcoming_alert_has_numbers_without_buttons_and_says_when_it_begins(
    veto_alert, read_call
):
    AlertPage.objects.update(starts_at=timezone.now() + timedelta(days=1))
    card = card_of(read_call())
    assert "(651) 201-3400" in text_of(card)
    assert "Begins" in text_of(card)
    assert not find(card, "a")


@pytest.mark.parametrize("language", ["en", "so"])
def test_an_alert_that_is_over_asks_for_nothing(veto_alert, read_call, language):
    AlertPage.objects.update(ends_at=timezone.now() - timedelta(minutes=1))
    root = read_call(language)
    card = card_of(root)
    assert not find(card, "a")
    assert not find(card, "details")
    assert not find(root, "section", class_="script")
    assert "SF958" not in text_of(card)


def test_the_campaign_calls_together_with_people_only_where_it_says_so(veto_alert, read_call):
    homes = HomePage.objects.filter(pk=make.home().pk)
    homes.update(phone="+16513899174")
    assert not find(card_of(read_call("so")), "p", class_="together")
    homes.update(calls_together=True)
    card = card_of(read_call("so"))
    assert "We can call with you." in text_of(find(card, "p", class_="together")[0])
    links = [link.get("href") for link in find(card, "a")]
    assert links.count("tel:+1-651-389-9174") == 1


def test_an_editor_who_chooses_an_action_type_must_fill_in_about(admin_of, veto_alert):
    client = admin_of("Editors")
    form = translating.alert_form(slug="another", action_type=veto_alert.action_type_id)
    refused = translating.add_alert(client, form, publish=True)
    assert refused.status_code == 200
    assert "Give the name of what the office is asked to veto." in refused.content.decode()
    assert translating.add_alert(client, form | {"about": "SF958"}).status_code == 302
