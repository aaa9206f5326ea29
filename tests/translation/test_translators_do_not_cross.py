"""Tests for several people who work on one translation."""

from datetime import timedelta

import pytest
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, PageLogEntry, PageViewRestriction
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.form_tokens import make_form_token
from home.translation import sync
from home.translation.models import ReviewRequest, StringReview
from tests import factories as make
from tests.support import dashboard_page, every_page
from tests.support.by_link import address, begin, box, key, open_link, send, steps
from tests.support.dashboard_page import edit_address
from tests.support.reader_form import form_fields
from tests.support.soup import parse
from tests.support.working_together import change_english, publish, words, write_all

pytestmark = pytest.mark.django_db

SOMALI = "Translators (Soomaali)"


def signed_in(group=SOMALI):
    client = Client()
    client.force_login(make.user(group))
    return client


def submit_by_link(client, url):
    assert client.post(url, form_fields(client.get(url))).status_code == 303


@pytest.mark.parametrize("action", ["publish", "submit"])
def test_text_written_since_the_page_was_opened_is_shown_before_it_is_published_or_submitted(
    client, action
):
    translation, url = open_link()
    write_all(translation)
    reviewer = signed_in()
    form = form_fields(reviewer.get(edit_address(translation)))
    send(client, f"{url}{key(translation, 'English ask')}/", "Wax kale")
    response = reviewer.post(edit_address(translation), form | {"action": action})
    assert response.status_code == 409
    assert "Wax kale" in response.content.decode()
    assert "since you opened the page" in response.content.decode()
    assert not translation.get_target_instance().live
    assert not ReviewRequest.objects.exists()

    again = form_fields(reviewer.get(edit_address(translation)))
    assert reviewer.post(edit_address(translation), again | {"action": action}).status_code == 302


def test_a_review_is_refused_if_the_text_changed_while_it_was_read():
    translation = begin()
    write_all(translation)
    publish(translation)
    url = reverse("review_translation", args=[translation.get_target_instance().pk])
    reader = signed_in()
    form = form_fields(reader.get(url))
    write_all(translation, "[other]")
    publish(translation)
    assert reader.post(url, form)["Location"] == url
    assert translation.get_target_instance().reviewed_on is None
    assert not StringReview.objects.exists()

    reader.post(url, form_fields(reader.get(url)))
    assert translation.get_target_instance().reviewed_on


def test_a_link_changes_nothing_that_it_does_not_offer(client):
    translation, url = open_link()
    write_all(translation)
    publish(translation)
    before = words(translation)
    assert steps(client, url) == []
    ask = box(translation, "English ask")
    form_token = make_form_token("translate", translation.links.get().pk)
    for text in ("", "Something else"):
        client.post(
            f"{url}{key(translation, 'English ask')}/", {"form_token": form_token, ask: text}
        )
    assert words(translation) == before


def test_a_field_emptied_by_link_deletes_nothing(client):
    translation, url = open_link()
    place = f"{url}{key(translation, 'English ask')}/"
    send(client, place, "Codso")
    response = send(client, place, "")
    assert response.status_code == 422
    assert words(translation)["English ask"] == "Codso"


def test_text_that_a_translator_deletes_in_the_translate_view_is_in_the_log():
    translation = begin()
    write_all(translation)
    translator = signed_in()
    ask = box(translation, "English ask")
    translator.post(edit_address(translation), {ask: "", "action": "save"})
    assert "English ask" not in words(translation)
    entry = PageLogEntry.objects.get(action="translation.take_back")
    assert entry.message == "Deleted: “[so] English ask” (for “English ask”)"


@pytest.mark.parametrize("by_link", [True, False])
def test_an_empty_box_that_was_looked_at_is_no_error(client, by_link):
    translation, url = open_link()
    ask = key(translation, "English ask")
    form = {f"{ask}-text": "", f"{ask}-looked_at": "on", "action": "save"}
    if by_link:
        place = f"{url}{ask}/"
        response = client.post(place, form_fields(client.get(place)) | form)
        assert response.status_code == 303
    else:
        assert signed_in().post(edit_address(translation), form).status_code == 302


def test_a_string_that_could_not_be_published_is_tried_again_when_it_is_sent_unchanged(client):
    translation, url = open_link()
    write_all(translation)
    StringTranslation.objects.update(has_error=True, field_error="too long")
    place = f"{url}{key(translation, 'English ask')}/"
    client.post(place, form_fields(client.get(place)))
    assert StringTranslation.objects.filter(has_error=False).count() == 1


# After a submission


def test_when_the_english_changes_after_a_submission_the_volunteer_is_asked_again(client):
    translation, url = open_link(starts_at=timezone.now() + timedelta(hours=1))
    write_all(translation)
    submit_by_link(client, url)
    thanks = parse(client.get(url)).h1.get_text()
    change_english(ask="English ask, quite another")
    page = parse(client.get(url))
    assert page.h1.get_text() != thanks
    translator = signed_in("Submit-only translators (Soomaali)")
    assert "English title" in dashboard_page.titles(dashboard_page.shown(translator, "?state=open"))

    send(client, f"{url}{key(translation, 'English ask, quite another')}/", "Codso kale")
    first = ReviewRequest.objects.get().submitted_at
    submit_by_link(client, url)
    assert ReviewRequest.objects.get().submitted_at > first
    assert parse(client.get(url)).h1.get_text() == thanks


def test_a_second_link_asks_for_the_remaining_strings_and_accepts_them(client):
    translation, url = open_link(response="<p>English rest.</p>")
    for text in ("English title", "English ask"):
        send(client, f"{url}{key(translation, text)}/", f"[so] {text}")
    submit_by_link(client, url)
    thanks = parse(client.get(url)).h1.get_text()
    _link, token = make.link(translation)
    other = address(translation, token)
    assert parse(client.get(other)).h1.get_text() != thanks
    send(client, f"{other}{key(translation, 'English rest.')}/", "[so] rest")
    submit_by_link(client, other)
    assert parse(client.get(other)).h1.get_text() == thanks


def test_a_volunteer_who_submitted_the_core_is_thanked_when_it_is_live_even_after_the_link_has_expired(
    client,
):
    translation, url = open_link(response="<p>English rest.</p>")
    for text in ("English title", "English ask"):
        send(client, f"{url}{key(translation, text)}/", f"[so] {text}")
    submit_by_link(client, url)
    thanks = parse(client.get(url)).h1.get_text()
    publish(translation)
    page = parse(client.get(url))
    assert page.h1.get_text() == thanks
    assert page.find("a", class_="web-address")
    assert page.select("ol.steps a")  # and is asked for the rest
    translation.links.update(expires_at=timezone.now() - timedelta(hours=1))
    page = parse(client.get(url))
    assert page.h1.get_text() == thanks
    assert not page.select("ol.steps a")


# Restricted and withdrawn pages


def test_a_link_remembers_nothing_from_pages_that_not_everybody_can_read(client):
    hidden = make.AlertPageFactory(title="Hidden", slug="hidden", ask="English same")
    every_page.restrict(hidden)
    other = sync.start_translation(hidden, Locale.objects.get(language_code="so"))
    write_all(other, "[secret]")
    translation, url = open_link(ask="English same")
    page = client.get(f"{url}{key(translation, 'English same')}/").content.decode()
    assert "secret" not in page
    PageViewRestriction.objects.all().delete()
    publish(other)
    page = client.get(f"{url}{key(translation, 'English same')}/").content.decode()
    assert "secret" in page


def test_the_dashboard_does_not_call_a_withdrawn_page_published():
    translation = begin()
    write_all(translation)
    publish(translation)
    with TestCase.captureOnCommitCallbacks(execute=True):
        AlertPage.objects.get(locale__language_code="en").unpublish()
    state = dashboard_page.cell(signed_in("Editors"))[0]
    assert state == "Withdrawn with the English"


def test_a_page_written_by_hand_learns_what_changed_in_english(client):
    translation = begin()
    write_all(translation)
    publish(translation)
    translation.enabled = False
    translation.save()
    change_english(ask="English ask, quite another")
    target = translation.get_target_instance()
    page = parse(client.get(target.get_absolute_url()))
    assert "[so] English ask" in page.article.get_text()
    assert page.find(class_="notice").find("a")["href"] == "/en/alerts/english-title/"
    assert target.english_changed_at
    assert dashboard_page.cell(signed_in())[0] == "English changed"


def test_a_text_equal_to_the_english_gets_a_warning_by_link_and_in_the_translate_view(client):
    translation, url = open_link()
    place = f"{url}{key(translation, 'English ask')}/"
    send(client, place, "English ask")
    assert "Tani waa isla qoraalka Ingiriisiga." in parse(client.get(place)).main.get_text()
    send(client, place, "Codso")
    assert "Tani waa isla qoraalka Ingiriisiga." not in parse(client.get(place)).main.get_text()
    title = box(translation, "English title")
    response = signed_in().post(
        edit_address(translation), {title: "English title", "action": "save"}, follow=True
    )
    assert "This is the same as the English." in response.content.decode()


def test_a_term_in_a_warning_is_marked_as_english(client):
    translation, url = open_link(ask="English deadline")
    place = f"{url}{key(translation, 'English deadline')}/"
    send(client, place, "Wax kale")
    page = parse(client.get(place))
    mentions = page.main.find_all(string=lambda text: "deadline" in text)
    assert len(mentions) > 1
    assert all(text.find_parent(attrs={"lang": True})["lang"] == "en" for text in mentions)
