"""Tests for text that was typed before a session expired."""

import re

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from alerts.models import AlertPage
from home.translation.models import Phrase, PhraseTranslation
from home.translation.strings.lookup import translatable_strings
from home.translation.teamwork.models import StringQuestion
from tests import factories as make
from tests.support.by_link import begin
from tests.support.exchange import code, message
from tests.support.reader_form import form_fields, typed
from tests.support.soup import parse

pytestmark = pytest.mark.django_db
SOMALI = "Translators (Soomaali)"
TEXT = "Wac <guddoomiyaha> & “codso”\r\nhadda"


class Form:
    """Form of the admin with a text typed in one box, in a browser that sends CSRF tokens."""

    def __init__(self, group, url, name, text=TEXT, action="save"):
        self.user, self.url, self.name, self.text = make.user(group), url, name, text
        self.action = action
        self.client = Client(enforce_csrf_checks=True)
        self.sign_in(self.client.get("/admin/login/"))
        self.fields = self.all_fields(self.client.get(url))

    def all_fields(self, page):
        # The page may have other forms.
        form = parse(page).find(attrs={"name": self.name}).find_parent("form")
        fields = {
            one["name"]: one.get("value", "on")
            for one in form.find_all("input")
            if one.get("type") != "checkbox" or one.has_attr("checked")
        }
        return fields | {one["name"]: one.text for one in form.find_all("textarea")}

    def sign_in(self, page):
        credentials = {"username": self.user.username, "password": "secret"}
        return self.client.post("/admin/login/", form_fields(page) | credentials)

    def send(self):
        typed_fields = {self.name: self.text, "action": self.action}
        return self.client.post(self.url, self.fields | typed_fields)

    def shown(self):
        page = parse(self.client.get(self.url))
        box = page.find(attrs={"name": self.name})
        text = box.get("value") if box.name == "input" else box.text.removeprefix("\n")
        return text.replace("\r\n", "\n")

    def is_in_box(self):
        return self.shown() == self.text.replace("\r\n", "\n")


def string_form(field="question"):
    translation = begin()
    key = translatable_strings(translation)[0].key
    url = reverse("translation_string", args=[translation.get_target_instance().pk, key])
    return Form(SOMALI, url, field, action="ask")


def questions_form():
    string = translatable_strings(begin())[0]
    place = {"string_id": string.ids[0], "context_id": string.ids[1]}
    pk = StringQuestion.objects.create(**place, locale=string.locale, text="What?").pk
    url = reverse("translation_questions")
    return Form("Editors", url, f"answer-{pk}", action=f"answer-{pk}")


def phrase_form():
    url = reverse("phrase_translation", args=[make.phrase("The governor").pk, "so"])
    return Form(SOMALI, url, "text")


def page_form():
    translation = begin()
    url = reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])
    admin = Client()
    admin.force_login(make.user(SOMALI))
    name = parse(admin.get(url)).select_one("form textarea[lang=so]")["name"]
    return Form(SOMALI, url, name)


def reply_text(translation):
    admin = Client()
    admin.force_login(make.user())
    return f"{code(message(admin, translation))}\r\n1. Cinwaan\r\n2. Codso"


def reply_form():
    translation = begin()
    url = reverse("exchange_reply", args=[translation.get_target_instance().pk])
    return Form(SOMALI, url, "reply", reply_text(translation), action="check")


FORMS = [string_form, questions_form, phrase_form, reply_form]
each_form = pytest.mark.parametrize("form_of", FORMS)


@each_form
def test_what_was_typed_is_in_its_box_after_signing_in_again(form_of):
    form = form_of()
    Session.objects.all().delete()
    refused = form.send()
    assert refused.status_code == 403
    assert "You were signed out" in parse(refused).main.text
    signed_in = form.sign_in(refused)
    assert (signed_in.status_code, signed_in["Location"]) == (302, form.url)
    assert form.is_in_box()
    assert not PhraseTranslation.objects.filter(phrase__text="The governor").exists()


@pytest.mark.parametrize("form_of", [phrase_form, page_form])
def test_translators_are_told_that_what_they_typed_is_not_saved(form_of):
    def says_so():
        return "This was not saved yet" in parse(form.client.get(form.url)).text

    form = form_of()
    assert not says_so()
    Session.objects.all().delete()
    form.sign_in(form.send())
    assert says_so()


@each_form
def test_what_was_typed_is_in_its_box_after_signing_in_again_in_another_tab(form_of):
    form = form_of()
    Session.objects.all().delete()
    form.sign_in(form.client.get("/admin/login/"))
    sent = form.send()
    assert (sent.status_code, sent["Location"]) == (302, form.url)
    assert form.is_in_box()


@each_form
def test_a_wrong_password_loses_nothing(form_of):
    form = form_of()
    Session.objects.all().delete()
    refused = form.send()
    again = form.client.post(
        "/admin/login/", form_fields(refused) | {"username": "nobody", "password": "wrong"}
    )
    form.sign_in(again)
    assert form.is_in_box()


@each_form
def test_somebody_who_may_no_longer_write_can_copy_what_was_typed(form_of):
    form = form_of()
    form.user.groups.set([Group.objects.get(name="Moderators (Hmoob)")])
    assert form.send().status_code == 302
    page = parse(form.client.get("/admin/"))
    notes = " ".join(one.get_text("\n") for one in page.select(".messages"))
    for line in re.split(r"\r\n", form.text):
        assert line in notes


@each_form
def test_a_form_of_another_site_gets_no_text_into_ours(form_of):
    form = form_of()
    before = form.shown()
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    sent = form.client.post(form.url, {form.name: "Canary"}, headers=headers)
    assert sent.status_code == 403
    assert "Canary" not in sent.content.decode()
    assert form.shown() == before


@each_form
def test_nothing_is_stored_for_people_who_are_signed_out(form_of):
    form = form_of()
    Session.objects.all().delete()
    form.send()
    assert not Session.objects.exists()


@each_form
def test_the_text_is_gone_from_the_session_once_it_is_saved(form_of):
    form = form_of()
    Session.objects.all().delete()
    form.sign_in(form.send())
    form.text = form.text.replace("<", "").replace(">", "").replace("&", "iyo")
    form.fields = form.all_fields(form.client.get(form.url))
    assert form.send().status_code in (200, 302)
    assert not form.client.session["kept_forms"]


def test_a_phrase_that_was_translated_meanwhile_is_not_overwritten():
    form = phrase_form()
    Session.objects.all().delete()
    refused = form.send()
    make.phrase("The governor", so="Guddoomiyaha")
    form.sign_in(refused)
    form.fields = form.all_fields(form.client.get(form.url))
    again = form.send()
    assert again.status_code == 409
    assert "Guddoomiyaha" in parse(again).main.text
    assert form.text in [text.replace("\n", "\r\n").removeprefix("\r\n") for text in typed(again)]
    assert PhraseTranslation.objects.get(phrase__text="The governor").text == "Guddoomiyaha"


def test_corrected_texts_of_a_reply_are_in_their_boxes_again_with_the_reply():
    translation = begin()
    form = reply_form_of(translation)
    Session.objects.all().delete()
    form.sign_in(form.send())
    assert form.is_in_box()
    page = parse(form.client.get(form.url))
    assert page.find("input", {"name": "answer-1-take"}).has_attr("checked")
    assert page.find(id="reply").text.strip().endswith("2. Codso")
    form.fields = form.all_fields(form.client.get(form.url))
    assert form.send().status_code == 200
    assert "Wac" in translatable_strings(translation)[1].text


def reply_form_of(translation):
    """Return the form for a reply's answers, with the second answer corrected."""
    text = reply_text(translation)
    page = translation.get_target_instance()
    form = Form(SOMALI, reverse("exchange_reply", args=[page.pk]), "reply", text, "check")
    found = form.send()
    form.name, form.text, form.action = "answer-1-text", "Wac iyo codso", "save"
    form.fields = form.all_fields(found)
    return form


@pytest.mark.parametrize("form_of", [string_form, phrase_form, reply_form])
def test_text_for_a_page_that_went_between_the_form_and_the_sign_in_can_be_copied(form_of):
    form = form_of()
    Session.objects.all().delete()
    refused = form.send()
    Phrase.objects.filter(text="The governor").delete()
    AlertPage.objects.all().delete()
    form.sign_in(refused)
    gone = form.client.get(form.url)
    assert gone.status_code == 404
    assert [text.replace("\r\n", "\n") for text in typed(gone)] == [form.text.replace("\r\n", "\n")]
    assert typed(form.client.get(form.url)) == []
