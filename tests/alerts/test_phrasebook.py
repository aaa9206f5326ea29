"""Tests for translating and reviewing phrases, and for refusing invalid translations."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from alerts.models import ActionType
from home.translation.models import Phrase, PhraseTranslation
from home.translation.placeholders import placeholders_of
from tests import factories as make
from tests.support import words

pytestmark = pytest.mark.django_db

SOMALI = "Translators (Soomaali)"
VETO = "Ask {office} to veto {what}."


@pytest.fixture
def veto():
    return Phrase.objects.get(text=VETO)


def in_somali(phrase):
    return phrase.translations.get(language="so")


def address(phrase, language="so"):
    return reverse("phrase_translation", args=[phrase.pk, language])


def send(client, phrase, text=None, action="save", language="so"):
    form = BeautifulSoup(client.get(address(phrase, language)).content, "html.parser")
    data = {"was": form.find("input", {"name": "was"})["value"], "action": action}
    box = form.find("textarea", {"name": "text"})
    data["text"] = box.text.strip("\n") if text is None else text
    return client.post(address(phrase, language), data)


def edit_english(client, phrase, text=VETO, **translations):
    rows = [
        {
            "id": one.pk,
            "language": one.language,
            "text": translations.get(one.language, one.text),
            "provenance": one.provenance,
        }
        for one in phrase.translations.all()
    ]
    url = reverse("wagtailsnippets_translation_phrase:edit", args=[phrase.pk])
    form = {"text": text, "translations": inline_formset(rows, initial=len(rows))}
    return client.post(url, nested_form_data(form))


def errors(response):
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(error.get_text(" ", strip=True) for error in page.select(".error-message"))


def test_five_action_types_exist_with_their_placeholders_in_every_language():
    assert list(ActionType.objects.values_list("name", flat=True)) == [
        "attend", "sign", "stop", "support", "veto",
    ]  # fmt: skip
    for ask in ActionType.objects.all():
        for phrase in (ask.sentence, ask.plea):
            translations = {one.language: one for one in phrase.translations.all()}
            assert set(translations) == set(words.LANGUAGES)
            for one in translations.values():
                assert placeholders_of(one.text) == placeholders_of(phrase.text)
                assert (one.provenance, one.reviewed_on) == ("machine", None)


def test_a_translator_reviews_a_machine_draft(admin_of, veto):
    client = admin_of(SOMALI)
    listed = client.get(reverse("phrases")).content.decode()
    assert address(veto) in listed
    assert address(veto, "es") not in listed
    before = in_somali(veto).text
    assert send(client, veto, action="review").status_code == 302
    translation = in_somali(veto)
    assert translation.reviewed_on
    assert translation.reviewed_by.groups.get().name == SOMALI
    assert (translation.text, translation.provenance) == (before, "machine")


def test_a_translator_translates_a_phrase(admin_of):
    phrase = make.phrase("Mayor of Saint Paul")
    assert send(admin_of(SOMALI), phrase, " Duqa Saint Paul ").status_code == 302
    translation = in_somali(phrase)
    assert (translation.text, translation.provenance) == ("Duqa Saint Paul", "volunteer")
    assert translation.reviewed_on is None


def test_a_changed_text_loses_its_review(admin_of, user, veto):
    client = admin_of(SOMALI)
    send(client, veto, action="review")
    send(client, veto, "{office}: {what} diid.")
    translation = in_somali(veto)
    assert translation.reviewed_on is translation.reviewed_by is None
    assert translation.provenance == "edited"
    send(client, veto, "{office}: {what} ha la diido.")
    client.force_login(user(SOMALI))
    send(client, veto, action="review")
    assert in_somali(veto).reviewed_on


def test_nobody_reviews_their_own_phrase(admin_of, veto):
    client = admin_of(SOMALI)
    for text in ("{office}: {what} diid.", None):
        send(client, veto, text, action="review")
        assert in_somali(veto).text == "{office}: {what} diid."
        assert in_somali(veto).reviewed_on is None


def test_an_editor_who_writes_a_phrase_in_the_form_of_its_english_does_not_review_it(
    admin_of, veto
):
    client = admin_of("Editors")
    edit_english(client, veto, so="{office} {what} diid")
    send(client, veto, action="review")
    assert in_somali(veto).reviewed_on is None


@pytest.mark.parametrize(
    ("english", "text", "doubt"),
    [
        ("Mayor of Saint Paul", "Mayor of Saint Paul", "This is the same as the English."),
        ("District 5", "Degmada 6", "The translation has “6”."),
        ("Call {office} about {what} by 3 p.m.", "{office} {what} 3 a.m.", "has “a.m.”"),
    ],
)
def test_a_phrase_in_doubt_is_saved_only_when_its_translator_confirms_it(
    admin_of, english, text, doubt
):
    client, phrase = admin_of(SOMALI), make.phrase(english)
    refused = send(client, phrase, text)
    assert refused.status_code == 422
    shown = BeautifulSoup(refused.content, "html.parser")
    assert doubt in shown.select_one(".help-warning").get_text()
    assert shown.find("textarea", {"name": "text"}).text.strip() == text
    assert not phrase.translations.exists()
    ticked = {
        "was": shown.find("input", {"name": "was"})["value"],
        "confirmed": shown.find("input", {"name": "confirmed"})["value"],
    }
    changed = ticked | {"text": f"{english}!!"}
    assert client.post(address(phrase), changed).status_code == 422
    assert client.post(address(phrase), ticked | {"text": text}).status_code == 302
    assert in_somali(phrase).text == text


def test_a_phrase_in_doubt_is_refused_in_the_form_of_its_english(admin_of, veto):
    before = in_somali(veto).text
    refused = edit_english(admin_of("Editors"), veto, so=VETO)
    assert "This is the same as the English." in errors(refused)
    assert in_somali(veto).text == before


def test_a_translation_that_an_editor_changes_loses_its_review_and_the_others_keep_theirs(
    admin_of, veto
):
    PhraseTranslation.objects.update(reviewed_on=date(2031, 1, 1))
    client = admin_of("Editors")
    assert edit_english(client, veto, so="{office} {what} diid").status_code == 302
    signed = dict(veto.translations.values_list("language", "reviewed_on"))
    assert signed == {"es": date(2031, 1, 1), "hmn": date(2031, 1, 1), "so": None}
    assert edit_english(client, veto, "Tell {office} to veto {what}.").status_code == 302
    assert not veto.translations.exclude(reviewed_on=None).exists()


def test_readers_get_the_new_english_of_a_phrase_until_a_translator_has_seen_it(admin_of, veto):
    english, spanish = "Ask {office} not to veto {what}.", "Pida a {office} que no vete {what}."
    assert edit_english(admin_of("Editors"), veto, english, es=spanish).status_code == 302

    def shown(language):
        return Phrase.objects.get(pk=veto.pk).in_language(language)

    assert shown("so") == shown("hmn") == (english, "en")
    assert shown("es") == (spanish, "es")  # written together with the English
    client, before = admin_of(SOMALI), in_somali(veto).text
    assert "The English has changed" in client.get(reverse("phrases")).content.decode()
    assert "The English has changed" in client.get(address(veto)).content.decode()
    assert send(client, veto).status_code == 302  # it still fits
    assert shown("so") == (before, "so")
    assert shown("hmn") == (english, "en")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("{what} diid.", "Missing: {office}."),
        ("{office} {what} {what} diid.", "Too much: {what}."),
        ("{office} {waxa} diid.", "Only {office} and {what} can be written in braces."),
        ("{office.__class__} {what}", "Only {office} and {what} can be written in braces."),
    ],
)
def test_a_translation_without_its_placeholders_is_refused_beside_its_field(
    admin_of, veto, text, error
):
    before = in_somali(veto).text
    client = admin_of(SOMALI)
    refused = send(client, veto, text, action="review")
    assert refused.status_code == 422
    assert error in errors(refused)
    assert text in BeautifulSoup(refused.content, "html.parser").find("textarea").text
    client.logout()
    refused = edit_english(admin_of("Editors"), veto, so=text)
    assert refused.status_code == 200
    assert error in errors(refused)
    assert in_somali(veto).text == before
    assert in_somali(veto).reviewed_on is None


def test_english_with_new_placeholders_is_refused_while_translations_lack_them(admin_of, veto):
    client = admin_of("Editors")
    assert "Too much: {what}." in errors(edit_english(client, veto, "Call {office}."))
    assert "can be written in braces" in errors(edit_english(client, veto, "Call {somebody}."))
    veto.refresh_from_db()
    assert veto.text == VETO


@pytest.mark.parametrize(
    ("group", "language"),
    [
        (SOMALI, "hmn"),
        (SOMALI, "en"),
        ("Translators (Español)", "so"),
        ("Submit-only translators (Soomaali)", "so"),
        ("Moderators (Soomaali)", "so"),
    ],
)
def test_translators_write_and_review_in_their_own_languages_only(admin_of, veto, group, language):
    before = list(PhraseTranslation.objects.order_by("pk").values())
    client = admin_of(group)
    for answer in (
        client.get(address(veto, language)),
        client.post(address(veto, language), {"text": "{office} {what}", "action": "review"}),
    ):
        assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert list(PhraseTranslation.objects.order_by("pk").values()) == before


def test_the_review_of_a_text_that_has_changed_meanwhile_is_refused(admin_of, veto):
    client = admin_of(SOMALI)
    form = BeautifulSoup(client.get(address(veto)).content, "html.parser")
    data = {"was": form.find("input", {"name": "was"})["value"], "action": "review"}
    PhraseTranslation.objects.filter(phrase=veto, language="so").update(text="{what} {office}")
    refused = client.post(address(veto), data | {"text": "{office} {what} diid."})
    assert refused.status_code == 409
    assert "It has changed since you opened this." in refused.content.decode()
    assert "{office} {what} diid." in refused.content.decode()
    assert in_somali(veto).reviewed_on is None


@pytest.mark.usefixtures("indexing")
def test_editors_manage_action_types(admin_of, veto):
    client = admin_of("Editors")
    form = {"name": "override", "sentence": veto.pk, "plea": veto.pk}
    add = reverse("wagtailsnippets_alerts_actiontype:add")
    assert client.get(add).status_code == 200
    assert client.post(add, form).status_code == 302
    ask = ActionType.objects.get(name="override")
    make.AlertPageFactory(action_type=ask, about="SF958")
    delete = reverse("wagtailsnippets_alerts_actiontype:delete", args=[ask.pk])
    client.post(delete)
    assert ActionType.objects.filter(pk=ask.pk).exists()  # an alert uses it


@pytest.mark.parametrize(
    ("action", "is_by_another", "expected"),
    [
        ("save", False, "Saved: “{english}” in Somali is “{text}”. Readers see it now, on call"),
        ("review", True, "Saved and marked as reviewed: “{english}” in Somali is “{text}”."),
        ("review", False, "Saved: “{english}” in Somali is “{text}”."),
    ],
)
def test_the_message_after_saving_names_what_is_stored_and_what_readers_see(
    admin_of, veto, action, is_by_another, expected
):
    text = "Ka codso {office} inuu diido {what}."
    if is_by_another:
        PhraseTranslation.objects.filter(phrase=veto, language="so").update(text=text)
    client = admin_of(SOMALI)
    saved = send(client, veto, text, action)
    message = " ".join(
        BeautifulSoup(client.get(saved["Location"]).content, "html5lib").text.split()
    )
    assert expected.format(english=VETO, text=text) in message
    assert "Readers see it now" in message
    assert ("below the English" in message.partition("Readers see it now")[2][:60]) == (
        "reviewed:" not in expected
    )
