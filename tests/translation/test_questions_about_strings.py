"""Tests for questions about strings, for answers, and for notes that a user is at work."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from home.translation.models import LinkUse
from home.translation.strings.lookup import translatable_strings
from home.translation.teamwork.models import StringQuestion, WorkNote
from tests import factories as make
from tests.support.by_link import address, begin, key, send
from tests.support.reader_form import form_fields, typed
from tests.support.soup import parse

pytestmark = pytest.mark.django_db
SOMALI, HMONG = "Translators (Soomaali)", "Translators (Hmoob)"
QUESTIONS = "/admin/translation/questions/"
DASHBOARD = "/admin/translation/"


@pytest.fixture
def translation():
    return begin()


def string_url(translation, english="English ask"):
    page = translation.get_target_instance()
    return reverse("translation_string", args=[page.pk, key(translation, english)])


def ask(client, translation, text="Who is “him”?"):
    return client.post(string_url(translation), {"action": "ask", "question": text})


def answer(client, text="The governor.", action="answer"):
    pk = StringQuestion.objects.get().pk
    return client.post(QUESTIONS, {"action": f"{action}-{pk}", f"answer-{pk}": text})


def step_url(translation):
    _link, token = make.link(translation)
    return f"{address(translation, token)}{key(translation, 'English ask')}/"


# Questions


def test_an_editor_answers_and_translators_of_all_languages_and_links_see_it(
    client, admin_of, translation
):
    assert ask(admin_of(SOMALI), translation).status_code == 302
    listed = parse(admin_of("Editors").get(QUESTIONS)).main.text
    assert "Who is “him”?" in listed
    assert "English ask" in listed
    assert answer(client).status_code == 302
    assert "No question is open." in client.get(QUESTIONS).content.decode()

    other = begin_in("hmn", translation)
    hmong = admin_of(HMONG)
    for shown in (string_url(other), edit_url(other)):
        assert "The governor." in hmong.get(shown).content.decode()
    client.logout()
    for step in (step_url(translation), step_url(other)):
        note = parse(client.get(step)).find("b", lang="en", string="The governor.")
        assert note is not None


def begin_in(language, translation):
    from wagtail.models import Locale

    from home.translation import sync

    page = translation.get_target_instance().source
    return sync.start_translation(page, Locale.objects.get(language_code=language))


def edit_url(translation):
    return reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])


def test_an_open_question_is_shown_to_its_language_only(client, admin_of, translation):
    ask(admin_of(SOMALI), translation)
    assert "Who is" in admin_of(SOMALI).get(string_url(translation)).content.decode()
    other = begin_in("hmn", translation)
    assert "Who is" not in admin_of(HMONG).get(string_url(other)).content.decode()
    client.logout()
    assert "Who is" not in client.get(step_url(translation)).content.decode()


def test_a_volunteer_asks_on_the_link_and_nothing_about_the_volunteer_is_kept(
    client, admin_of, translation
):
    url = step_url(translation)
    name = f"{key(translation, 'English ask')}-question"
    sent = send(client, url, "Codso", **{name: "Kuma?"})
    assert sent.status_code == 303
    question = StringQuestion.objects.get()
    assert (question.text, question.asked_by, question.locale.language_code) == (
        "Kuma?",
        None,
        "so",
    )
    assert translatable_strings(translation)[1].text == "Codso"
    assert "a volunteer by link" in admin_of("Editors").get(QUESTIONS).content.decode()
    assert LinkUse.objects.filter(what="saved").count() == 1


def test_a_question_without_a_translation_is_kept_too(client, translation):
    url = step_url(translation)
    send(client, url, "", **{f"{key(translation, 'English ask')}-question": "Who?"})
    assert StringQuestion.objects.get().text == "Who?"


@pytest.mark.parametrize("text", ["x" * 1001, "a\0b", "\u2060\u2060"])
def test_a_bad_question_on_the_link_is_refused_and_every_word_stays(client, translation, text):
    url = step_url(translation)
    name = f"{key(translation, 'English ask')}-question"
    refused = send(client, url, "Codso", **{name: text})
    assert refused.status_code == 422
    box = parse(refused).find("input", {"name": name})
    assert box["value"].replace("\ufffd", "\0") == text
    assert box.has_attr("data-unsaved")  # for the script that keeps typed texts
    assert typed(refused) == ["Codso"]
    assert not StringQuestion.objects.exists()


def test_a_question_sent_with_an_expired_form_stays_in_its_box(client, translation):
    url = step_url(translation)
    name = f"{key(translation, 'English ask')}-question"
    data = form_fields(client.get(url)) | {"form_token": "old", name: "Who?"}
    refused = client.post(url, data)
    assert refused.status_code == 422
    box = parse(refused).find("input", {"name": name})
    assert box["value"] == "Who?"
    assert box.has_attr("data-unsaved")


def test_a_question_sent_to_an_expired_link_can_be_copied(client, translation):
    made, token = make.link(translation)
    url = f"{address(translation, token)}{key(translation, 'English ask')}/"
    data = form_fields(client.get(url)) | {f"{key(translation, 'English ask')}-question": "Who?"}
    type(made).objects.update(expires_at=timezone.now())
    refused = client.post(url, data)
    assert refused.status_code == 410
    assert "Who?" in refused.content.decode()


def test_the_same_question_is_stored_once_and_five_can_wait(admin_of, translation):
    client = admin_of(SOMALI)
    for text in ("One?", "One?", "Two?", "Three?", "Four?", "Five?"):
        assert ask(client, translation, text).status_code == 302
    assert StringQuestion.objects.count() == 5
    refused = ask(client, translation, "Six?")
    assert refused.status_code == 422
    assert typed(refused)[-1] == "Six?"


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
def test_an_answer_that_is_refused_stays_in_its_box(admin_of, translation, text):
    ask(admin_of(SOMALI), translation)
    refused = answer(admin_of("Editors"), text)
    assert refused.status_code == 422
    assert typed(refused) == [text]
    assert StringQuestion.objects.get().answered_at is None


def test_an_answer_to_a_question_that_is_gone_can_be_copied(admin_of, translation):
    client = admin_of("Editors")
    refused = client.post(QUESTIONS, {"action": "answer-77", "answer-77": "My words."})
    assert refused.status_code == 409
    assert "My words." in refused.content.decode()


def test_an_editor_deletes_a_question(admin_of, translation):
    ask(admin_of(SOMALI), translation)
    assert answer(admin_of("Editors"), action="delete").status_code == 302
    assert not StringQuestion.objects.exists()


@pytest.mark.parametrize("group", [SOMALI, "Moderators"])
def test_only_editors_of_english_answer(admin_of, translation, group):
    ask(admin_of(SOMALI), translation)
    client = admin_of(group)
    assert client.get(QUESTIONS).status_code == 302
    assert answer(client).status_code == 302
    assert StringQuestion.objects.get().answer == ""


def test_the_admins_home_counts_open_questions_for_editors(admin_of, translation):
    client = admin_of("Editors")
    assert "waits for an answer" not in client.get("/admin/").content.decode()
    ask(admin_of(SOMALI), translation)
    home = parse(admin_of("Editors").get("/admin/"))
    assert "1 question waits" in " ".join(home.select_one(f'a[href="{QUESTIONS}"]').text.split())
    assert QUESTIONS not in admin_of(SOMALI).get("/admin/").content.decode()


def test_markup_in_a_question_is_shown_as_text(admin_of, translation):
    ask(admin_of(SOMALI), translation, "<script>alert(1)</script>")
    page = admin_of("Editors").get(QUESTIONS).content.decode()
    assert "&lt;script&gt;alert(1)" in page


# Notes that a user is working on a translation


def work(client, translation, **data):
    page = translation.get_target_instance()
    return client.post(reverse("translation_work", args=[page.pk]), data)


def notes(client):
    page = parse(client.get(DASHBOARD))
    texts = [one.get_text(" ", strip=True) for one in page.select(".translation-dashboard__since")]
    return [text for text in texts if "is working on this" in text]


def test_others_see_who_is_working_since_when_and_can_still_edit(
    client, user, admin_of, translation, time_machine
):
    time_machine.move_to("2031-06-03T17:05:00+00:00")
    client.force_login(user(SOMALI, username="Faadumo"))
    label = "I am working on this: English title, Somali"
    button = parse(client.get(DASHBOARD)).select_one(f'button[aria-label="{label}"]')
    client.post(button.find_parent("form")["action"])
    other = admin_of(SOMALI)
    assert notes(other) == ["Faadumo is working on this since 12:05 p.m., shown until 2:05 p.m."]
    form = {f"{key(translation, 'English ask')}-text": "Codso", "action": "save"}
    assert other.post(edit_url(translation), form).status_code == 302
    assert translatable_strings(translation)[1].text == "Codso"


def test_a_note_expires_after_two_hours_by_itself(admin_of, translation):
    client = admin_of(SOMALI)
    work(client, translation)
    with time_machine.travel(timezone.now() + timedelta(minutes=119)):
        assert len(notes(client)) == 1
    with time_machine.travel(timezone.now() + timedelta(minutes=121)):
        assert notes(client) == []
        call_command("housekeeping", verbosity=0)
    assert not WorkNote.objects.exists()


def test_a_note_is_ended_by_its_user_only_and_two_people_can_have_one(client, user, translation):
    one, two = user(SOMALI), user(SOMALI)
    for somebody in (one, two, two):
        client.force_login(somebody)
        work(client, translation)
    assert len(notes(client)) == 2
    label = "I have stopped: English title, Somali"
    assert parse(client.get(DASHBOARD)).select(f'button[name="stop"][aria-label="{label}"]')
    work(client, translation, stop="yes")
    assert [note.user for note in WorkNote.objects.all()] == [one]


@pytest.mark.parametrize("group", [HMONG, "Moderators"])
def test_only_people_who_may_edit_it_can_note_work(admin_of, translation, group):
    assert work(admin_of(group), translation).status_code == 302
    assert not WorkNote.objects.exists()


def test_noting_work_needs_a_post_and_leads_to_no_other_site(admin_of, translation):
    client, page = admin_of(SOMALI), translation.get_target_instance()
    url = reverse("translation_work", args=[page.pk])
    assert client.get(url).status_code == 405
    answer = client.post(url, {"next": "https://evil.example/"})
    assert answer["Location"] == DASHBOARD
    assert client.post(reverse("translation_work", args=[page.source.pk])).status_code == 302


def test_questions_about_strings_that_the_english_no_longer_has_are_deleted(admin_of, translation):
    ask(admin_of(SOMALI), translation)
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        call_command("housekeeping", verbosity=0)
    assert StringQuestion.objects.exists()
    page = translation.get_target_instance().source
    page.ask = "Another ask"
    page.save_revision().publish()
    call_command("housekeeping", verbosity=0)
    assert StringQuestion.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        call_command("housekeeping", verbosity=0)
    assert not StringQuestion.objects.exists()


def test_the_translate_view_names_the_people_who_work_on_the_page(client, user, translation):
    client.force_login(user(SOMALI, username="Faadumo"))
    work(client, translation)
    assert "Faadumo is working on this" in client.get(edit_url(translation)).content.decode()


def test_a_question_about_a_string_that_is_gone_can_be_copied(admin_of, translation):
    client, url = admin_of(SOMALI), string_url(translation)
    page = translation.get_target_instance().source
    page.ask = "Another ask"
    page.save_revision().publish()
    refused = client.post(url, {"action": "ask", "question": "Who is him?"})
    assert refused.status_code == 409
    assert "Who is him?" in refused.content.decode()
