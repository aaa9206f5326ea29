"""Tests for typed translations when a session ends or a page is gone."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import StringTranslation, Translation

from home.people.sign_in import MAX_KEPT
from home.translation import review
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.by_link import begin, box, leave, open_link, send, steps
from tests.support.reader_form import form_fields, typed
from tests.support.soup import parse

pytestmark = pytest.mark.django_db
SOMALI = "Translators (Soomaali)"
TEXT = "Wac <guddoomiyaha> & “codso”\nhadda"


class Translator:
    def __init__(self, translation):
        self.user = make.user(SOMALI)
        self.translation = translation
        self.address = reverse(
            "wagtailadmin_pages:edit", args=[translation.get_target_instance().pk]
        )
        self.client = Client(enforce_csrf_checks=True)
        self.sign_in(self.client.get("/admin/login/"))

    def sign_in(self, page, password="secret", client=None):
        credentials = {"username": self.user.username, "password": password}
        return (client or self.client).post("/admin/login/", form_fields(page) | credentials)

    def form(self):
        return form_fields(self.client.get(self.address))

    def end_session(self):
        Session.objects.all().delete()

    def post(self, form, **typed_texts):
        by_name = {
            box(self.translation, f"English {key}"): text for key, text in typed_texts.items()
        }
        return self.client.post(self.address, form | by_name | {"action": "save"})

    def shown(self, english):
        page = parse(self.client.get(self.address))
        return page.find(attrs={"name": box(self.translation, english)})


@pytest.fixture
def translator():
    return Translator(begin())


def stored():
    return sorted(StringTranslation.objects.values_list("data", flat=True))


def test_text_sent_after_the_session_expired_is_in_its_box_after_sign_in(translator):
    form = translator.form()
    translator.end_session()
    refused = translator.post(form, ask=TEXT)
    assert refused.status_code == 403
    assert "no-store" in refused["Cache-Control"]
    assert "You were signed out" in parse(refused).main.text
    signed_in = translator.sign_in(refused)
    assert (signed_in.status_code, signed_in["Location"]) == (302, translator.address)
    area = translator.shown("English ask")
    assert area.text.strip("\n") == TEXT
    assert area.has_attr("data-unsaved")
    assert stored() == []
    assert translator.post(translator.form()).status_code == 302
    assert len(stored()) == 1
    assert not translator.shown("English ask").has_attr("data-unsaved")


def test_a_pronunciation_without_a_box_can_be_copied_after_sign_in(translator):
    form, name = translator.form(), box(translator.translation, "English title")
    spoken = name.replace("-text", "-pronunciation")  # callers do not say a title aloud
    translator.end_session()
    data = form | {name: "Cinwaan", spoken: "sin-WAAN", "action": "save"}
    translator.sign_in(translator.client.post(translator.address, data))
    page = parse(translator.client.get(translator.address))
    assert page.find(attrs={"name": name}).text.strip() == "Cinwaan"
    assert "sin-WAAN" in page.main.text


def test_a_wrong_password_does_not_lose_the_text(translator):
    form = translator.form()
    translator.end_session()
    again = translator.sign_in(translator.post(form, title="Cinwaan"), password="wrong")
    assert again.status_code == 200
    translator.sign_in(again)
    assert translator.shown("English title").text.strip() == "Cinwaan"


def test_text_sent_after_signing_in_again_in_another_tab_is_in_its_box(translator):
    form = translator.form()
    translator.end_session()
    translator.sign_in(translator.client.get("/admin/login/"))  # the CSRF token changes
    sent = translator.post(form, title="Cinwaan")
    assert (sent.status_code, sent["Location"]) == (302, translator.address)
    assert translator.shown("English title").text.strip() == "Cinwaan"
    assert stored() == []


def test_text_sent_after_all_cookies_were_deleted_is_in_its_box_after_sign_in(translator):
    form = translator.form()
    translator.client.cookies.clear()
    translator.sign_in(translator.post(form, title="Cinwaan"))
    assert translator.shown("English title").text.strip() == "Cinwaan"


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(translator):
    form = translator.form()
    translator.end_session()
    refused = translator.post(form, title="Cinwaankayga")
    headline = next(
        one
        for one in translatable_strings(translator.translation)
        if one.english == "English title"
    )
    save_translation(headline, "Cinwaan kale")
    translator.sign_in(refused)
    again = translator.post(translator.form())
    assert again.status_code == 422
    assert "Cinwaan kale" in parse(again).main.text
    assert "Cinwaankayga" in typed(again)
    assert stored() == ["Cinwaan kale"]


def test_another_user_who_signs_in_on_the_page_gets_the_text_only_with_permission(translator):
    form = translator.form()
    translator.end_session()
    refused = translator.post(form, title="Cinwaan")
    translator.user = make.user("Translators (Español)")
    translator.sign_in(refused)
    page = translator.client.get(translator.address, follow=True)
    assert "Cinwaan" not in page.content.decode()


def test_nothing_is_stored_for_people_who_are_signed_out(translator):
    form = translator.form()
    translator.end_session()
    for _ in range(3):
        translator.post(form, title="x" * 5000)
    assert not Session.objects.exists()


def test_a_form_of_another_site_gets_no_text_into_ours(translator):
    name = box(translator.translation, "English title")
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    sent = translator.client.post(translator.address, {name: "Canary"}, headers=headers)
    assert sent.status_code == 403
    assert "Canary" not in sent.content.decode()
    assert translator.shown("English title").text.strip() == ""


def test_a_session_keeps_only_the_newest_forms(translator):
    addresses = []
    for number in range(MAX_KEPT + 1):
        other = begin(slug=f"page-{number}")
        place = reverse("wagtailadmin_pages:edit", args=[other.get_target_instance().pk])
        name = box(other, "English title")
        translator.client.post(place, {name: f"Cinwaan {number}"})  # without a CSRF token
        addresses.append((place, f"Cinwaan {number}"))
    found = [text in translator.client.get(place).content.decode() for place, text in addresses]
    assert found == [False] + [True] * MAX_KEPT


def remove_from_group(translator):
    translator.user.groups.set([Group.objects.get(name="Translators (Hmoob)")])


def stop(translator):
    Translation.objects.update(enabled=False)


def delete_english(translator):
    translator.translation.get_target_instance().source.delete()


def delete(translator):
    translator.translation.get_target_instance().delete()


@pytest.mark.parametrize(
    ("end", "status"), [(remove_from_group, 404), (stop, 409), (delete_english, 409), (delete, 404)]
)
def test_text_for_a_page_that_is_gone_is_shown_for_copying(translator, end, status):
    form = translator.form()
    name = box(translator.translation, "English ask")
    end(translator)
    gone = translator.client.post(translator.address, form | {name: TEXT, "action": "save"})
    assert gone.status_code == status
    assert typed(gone) == [TEXT]
    assert stored() == []


def test_the_back_button_may_restore_the_translate_view_and_no_other_page_of_the_admin(translator):
    shown = translator.client.get(translator.address)
    assert shown["Cache-Control"] == "private, no-cache"
    for place in ("/admin/", "/admin/pages/", "/admin/login/"):
        assert "no-store" in translator.client.get(place)["Cache-Control"]
    refused = translator.post(translator.form(), title="x" * 300)
    assert refused["Cache-Control"] == "private, no-cache"
    assert "no-store" in translator.post(translator.form(), ask="Codso")["Cache-Control"]


def test_each_attempt_to_save_has_an_entry_of_its_own_in_the_history(translator):
    # Each form is sent to a new address, so that Back leads to the typed text.
    form = parse(translator.client.get(translator.address)).select_one("form[data-part]")
    assert form["action"] == f"{translator.address}?send=1"
    name = box(translator.translation, "English title")
    sent = form_fields(translator.client.get(translator.address)) | {name: "x" * 300}
    refused = translator.client.post(form["action"], sent | {"action": "save"})
    again = parse(refused).select_one("form[data-part]")
    assert again["action"] == f"{translator.address}?send=2"
    sent[name] = "Cinwaan"
    saved = translator.client.post(again["action"], sent | {"action": "save"})
    assert saved.status_code == 302
    assert "send=" not in saved["Location"]
    assert stored() == ["Cinwaan"]


def test_refused_text_is_marked_as_unsaved_and_stored_text_is_not(translator):
    refused = parse(translator.post(translator.form(), title="x" * 300, ask="Codso"))
    marks = {area.text.strip()[:5]: area.has_attr("data-unsaved") for area in refused("textarea")}
    assert marks == {"xxxxx": True, "Codso": False}


# By link


@pytest.mark.parametrize("way", ["back", "skip", "overview"])
def test_leaving_a_step_saves_what_was_typed(client, way):
    _translation, url = open_link()
    _first, second = steps(client, url)
    leave(client, second, way, "Codso")
    assert stored() == ["Codso"]


def test_leaving_an_empty_step_saves_nothing(client):
    _translation, url = open_link()
    leave(client, steps(client, url)[0], "skip")
    assert stored() == []


@pytest.mark.parametrize(("way", "count"), [({"way": "skip"}, 1), ({}, 2)])
def test_a_suggestion_is_taken_by_saving_it_and_not_by_leaving(client, way, count):
    translation = begin(slug="first", script=[("line", "Hello.")])
    strings = translatable_strings(translation)
    for string in strings:
        save_translation(string, f"[so] {string.english}")
    review.publish(translation.get_target_instance(), make.user())
    _other, url = open_link(title="Another title", ask="Another ask", script=[("line", "Hello.")])
    step = steps(client, url)[-1]
    assert typed(client.get(step)) == ["[so] Hello."]
    send(client, step, **way)
    assert stored().count("[so] Hello.") == count


def test_text_that_cannot_be_saved_stays_and_the_volunteer_can_leave_all_the_same(client):
    _translation, url = open_link()
    first, second = steps(client, url)
    refused = send(client, first, "x" * 300, way="skip")
    assert refused.status_code == 422
    assert typed(refused) == ["x" * 300]
    assert [link["href"] for link in parse(refused).select(".ways a")] == [second]
    assert stored() == []


def test_text_sent_by_a_link_whose_translation_was_deleted_is_shown_for_copying(client):
    translation, url = open_link()
    step = steps(client, url)[0]
    form = form_fields(client.get(step)) | {box(translation, "English title"): TEXT}
    Translation.objects.all().delete()
    gone = client.post(step, form)
    assert gone.status_code == 404
    assert typed(gone) == [TEXT]
    assert parse(gone).html["lang"] == "so"
    assert client.get(step).status_code == client.post(step).status_code == 404


def test_the_script_is_told_which_link_it_is_without_the_secret_token(client):
    _translation, url = open_link()
    token = url.split("/")[-2]
    for page in (client.get(url), client.get(steps(client, url)[0])):
        notices = parse(page).find(id="typed-notices")
        assert notices["data-typed"].startswith("link-")
        assert token not in str(notices)
    assert settings.SESSION_COOKIE_NAME not in client.cookies
