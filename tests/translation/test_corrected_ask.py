"""Tests for the publication of a corrected ask without the other parts of a live page."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.translation import review
from home.translation.models import ReviewRequest
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import delete_translation, save_translation
from tests import factories as make
from tests.support.by_link import address, begin, key, send
from tests.support.reader_form import form_fields

pytestmark = pytest.mark.django_db

OLD = {
    "title": "English title",
    "ask": "English ask: call.",
    "share_text": "English share text: call.",
    "script": [("line", "English line: call.")],
}


@pytest.fixture
def translation():
    """Return a published translation whose English was then changed to the opposite."""
    translation = begin(slug="call", **OLD)
    for string in translatable_strings(translation):
        save_translation(string, f"[so] {string.english}")
    review.publish(translation.get_target_instance(), make.user())
    page = AlertPage.objects.get(locale__language_code="en")
    page.script[0].value = "English line: do not call."
    page.title, page.ask = "English other title", "English ask: do not call."
    page.share_text = "English share text: do not call."
    page.save_revision().publish()
    return translation


def alert(client):
    return BeautifulSoup(client.get("/so/alerts/call/").content, "html5lib").article


def type_ask(client, translation, text="[so] Ha wicin.", **more):
    page = translation.get_target_instance()
    box = f"{key(translation, 'English ask: do not call.')}-text"
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, {box: text} | more, follow=True)


def test_a_translator_publishes_the_ask_alone_with_one_press(client, admin_of, translation):
    assert "English ask: call." in alert(client).select_one(".ask").text
    translator = admin_of("Translators (Soomaali)")
    response = type_ask(translator, translation, action="publish")
    assert "Published." in response.content.decode()
    assert "Not translated yet: 3." in response.content.decode()
    article = alert(client)
    assert article.select_one(".ask").text == "[so] Ha wicin."
    target = translation.get_target_instance()
    assert "ask" not in target.translation_status.blocks
    assert {"title", "share_text"} <= target.translation_status.outdated


def test_the_message_to_friends_has_the_new_ask_and_the_script_no_old_meaning(
    client, admin_of, translation
):
    type_ask(admin_of("Translators (Soomaali)"), translation, action="publish")
    article = alert(client)
    message = article.select_one("#share-text").text
    assert message.startswith("[so] Ha wicin.")
    assert "share text" not in message
    script = article.select_one("section.script").text
    assert "English line: do not call." in script
    assert "[so] English line" not in script


def test_the_other_texts_stay_marked_as_old(client, admin_of, translation):
    type_ask(admin_of("Translators (Soomaali)"), translation, action="publish")
    title = alert(client).h1
    assert title.text == "[so] English title"
    assert "old-text" in title.find_next_sibling()["class"]
    assert len(alert(client).select(".now .old-text")) == 1  # none for the ask


def test_a_translator_who_may_only_submit_submits_the_ask_alone(client, user, translation):
    client.force_login(user("Submit-only translators (Soomaali)"))
    type_ask(client, translation, action="submit")
    assert ReviewRequest.objects.filter(closed_at=None).count() == 1


def test_a_volunteer_hands_in_the_ask_alone_and_a_reviewer_publishes_it(client, translation):
    _link, token = make.link(translation)
    url = address(translation, token)
    sent = send(client, f"{url}{key(translation, 'English ask: do not call.')}/", "[so] Ha wicin.")
    assert sent.status_code == 303
    assert client.post(url, form_fields(client.get(url))).status_code == 303
    assert ReviewRequest.objects.filter(closed_at=None).count() == 1
    review.publish(translation.get_target_instance(), make.user())
    assert alert(client).select_one(".ask").text == "[so] Ha wicin."


def test_a_corrected_ask_that_only_a_machine_wrote_is_english(client, admin_of, translation):
    type_ask(admin_of("Translators (Soomaali)"), translation)
    StringTranslation.objects.filter(data="[so] Ha wicin.").update(translation_type="machine")
    review.publish(translation.get_target_instance(), make.user())
    ask = alert(client).select_one(".ask")
    assert (ask.text, ask["lang"]) == ("English ask: do not call.", "en")


def test_publishing_without_a_new_text_still_lists_what_stays_old(admin_of, translation):
    translator = admin_of("Translators (Soomaali)")
    url = reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])
    asked = translator.post(url, {"action": "publish"}).content.decode()
    assert "Publish it all the same" in asked


def test_a_new_text_beside_a_deleted_one_is_not_published_with_one_press(admin_of, translation):
    translator = admin_of("Translators (Soomaali)")
    share = key(translation, "English share text: do not call.")
    type_ask(translator, translation, **{f"{share}-text": "[so] La wadaag.", "action": "publish"})
    strings = {string.key: string for string in translatable_strings(translation)}
    delete_translation(strings[share], None)
    title = key(translation, "English other title")
    url = reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])
    asked = translator.post(url, {f"{title}-text": "[so] Cinwaan", "action": "publish"})
    assert "Publish it all the same" in asked.content.decode()


def test_a_page_that_readers_do_not_have_yet_still_needs_its_core(client, user):
    translation = begin(slug="call", **OLD)
    ask = next(s for s in translatable_strings(translation) if s.english == OLD["ask"])
    save_translation(ask, "[so] Wac.")
    client.force_login(user("Translators (Soomaali)"))
    url = reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])
    response = client.post(url, {"action": "publish"}, follow=True)
    assert "First translate what readers need most" in response.content.decode()
    assert not translation.get_target_instance().live
