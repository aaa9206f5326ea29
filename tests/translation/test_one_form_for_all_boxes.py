"""Tests for forms with several boxes and buttons."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import SegmentOverride

from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from home.translation.teamwork.models import StringQuestion, StringVersion
from tests import factories as make
from tests.support.by_link import begin
from tests.support.reader_form import form_fields
from tests.support.soup import parse

pytestmark = pytest.mark.django_db
SPANISH, QUESTIONS = "Translators (Español)", "/admin/translation/questions/"
ONE, TWO = "https://mn.gov/one/", "https://mn.gov/two/"
TYPED = {
    "target-a1": "https://mn.gov/es/uno/",
    "target-a2": "/es/alerts/",
    "question": "Who is\n“us”?",
}


def shown(page):
    """Return a dict of names to texts for the boxes of `page` that are marked as not saved."""
    boxes = parse(page).select("[data-keep][data-unsaved]")
    return {
        box["name"]: box["value"] if box.name == "input" else box.text.removeprefix("\n")
        for box in boxes
    }


@pytest.fixture
def string_url():
    """Return the URL of a string with two links, whose translation has two versions."""
    links = f'<a href="{ONE}">One</a> and <a href="{TWO}">two</a>'
    translation = begin("es", response=f"<p>{links}.</p>")
    string = next(one for one in translatable_strings(translation) if one.is_rich)
    for text in ("Uno", "Dos"):
        save_translation(string, f'<a id="a1">{text}</a> y <a id="a2">más</a>.', user=make.user())
    page = translation.get_target_instance()
    return reverse("translation_string", args=[page.pk, string.key])


def press(client, url, action, **texts):
    return client.post(url, form_fields(client.get(url)) | TYPED | texts | {"action": action})


@pytest.mark.parametrize(
    ("action", "saved"),
    [("ask", {"question"}), ("link-a1", {"target-a1"}), ("link-a2", {"target-a2"}), ("", set())],
)
def test_a_button_of_a_string_saves_its_box_and_keeps_the_others(
    admin_of, string_url, action, saved
):
    client = admin_of(SPANISH)
    answer = press(client, string_url, action)
    assert (answer.status_code, answer["Location"]) == (302, f"{string_url}#saved=page")
    left = {name: text for name, text in TYPED.items() if name not in saved}
    for _time in range(2):
        assert shown(client.get(string_url)) == left
    assert StringQuestion.objects.count() + SegmentOverride.objects.count() == len(saved)


def test_a_restored_version_keeps_every_box(admin_of, string_url):
    client = admin_of(SPANISH)
    first = StringVersion.objects.order_by("pk").first()
    assert press(client, string_url, f"restore-{first.pk}").status_code == 302
    page = client.get(string_url)
    assert shown(page) == TYPED
    assert "Uno" in parse(page).select_one("h2 + p").text


@pytest.mark.parametrize(
    ("action", "texts", "status"),
    [
        ("ask", {"question": "x" * 1001}, 422),
        ("link-a1", {"target-a1": "javascript:alert(1)"}, 422),
        ("link-a9", {}, 404),
        ("restore-77", {}, 404),
    ],
)
def test_a_refused_box_stays_beside_the_others(admin_of, string_url, action, texts, status):
    client = admin_of(SPANISH)
    refused = press(client, string_url, action, **texts)
    assert refused.status_code == status
    assert shown(refused) == TYPED | texts
    assert not StringQuestion.objects.exists()


def test_what_is_left_is_saved_by_the_next_button_and_then_nothing_is_kept(admin_of, string_url):
    client = admin_of(SPANISH)
    press(client, string_url, "ask")
    for action in ("link-a1", "link-a2"):
        form = form_fields(client.get(string_url))
        client.post(string_url, form | {"action": action})
    assert shown(client.get(string_url)) == {}
    assert sorted(row.data for row in SegmentOverride.objects.all()) == [
        "/es/alerts/",
        "https://mn.gov/es/uno/",
    ]
    assert "kept_forms" not in client.session or not client.session["kept_forms"]


def test_the_enter_key_saves_the_links_and_neither_asks_nor_restores(admin_of, string_url):
    client = admin_of(SPANISH)
    first = parse(client.get(string_url)).select_one("form[data-part] button")
    assert (first["name"], first["value"]) == ("action", "links")
    refused = press(client, string_url, "links", **{"target-a2": "data:x"})
    assert refused.status_code == 422
    assert shown(refused) == {"target-a2": "data:x", "question": TYPED["question"]}
    assert SegmentOverride.objects.get().data == "https://mn.gov/es/uno/"
    assert not StringQuestion.objects.exists()


def test_text_for_a_link_that_the_english_has_lost_is_shown_until_it_is_discarded(
    admin_of, string_url
):
    client = admin_of(SPANISH)
    sent = press(client, string_url, "ask", **{"target-a9": "https://mn.gov/lost/"})
    assert sent.status_code == 302
    page = client.get(string_url)
    assert "https://mn.gov/lost/" in parse(page).main.text
    client.post(string_url, form_fields(page) | {"action": "discard"})
    page = client.get(string_url)
    assert "https://mn.gov/lost/" not in page.content.decode()
    assert shown(page) == {name: TYPED[name] for name in ("target-a1", "target-a2")}


# The editors' list


@pytest.fixture
def pks():
    for number in range(3):
        translation = begin(slug=f"page-{number}", title=f"Page {number}")
        string = translatable_strings(translation)[0]
        place = {"string_id": string.ids[0], "context_id": string.ids[1]}
        StringQuestion.objects.create(**place, locale=string.locale, text=f"What {number}?")
    return list(StringQuestion.objects.order_by("pk").values_list("pk", flat=True))


def answers(pks):
    return {f"answer-{pk}": f"My answer {pk}" for pk in pks}


@pytest.mark.parametrize("button", ["answer", "delete"])
def test_a_button_of_the_list_keeps_the_other_answers(admin_of, pks, button):
    client = admin_of("Editors")
    sent = client.post(QUESTIONS, answers(pks) | {"action": f"{button}-{pks[1]}"})
    assert sent.status_code == 302
    page = client.get(QUESTIONS)
    assert shown(page) == answers([pks[0], pks[2]])
    is_lost = f"My answer {pks[1]}" not in parse(page).main.text
    assert is_lost == (button == "answer")  # the answer to the deleted question can be copied
    answered = StringQuestion.objects.exclude(answered_at=None)
    assert [one.answer for one in answered] == ([f"My answer {pks[1]}"] * is_lost)


@pytest.mark.parametrize("bad", ["  ", "x" * 1001, "a\0b"])
def test_a_refused_answer_stays_beside_the_others(admin_of, pks, bad):
    typed = answers(pks) | {f"answer-{pks[0]}": bad}
    refused = admin_of("Editors").post(QUESTIONS, typed | {"action": f"answer-{pks[0]}"})
    assert refused.status_code == 422
    assert {name: text.replace("\ufffd", "\0") for name, text in shown(refused).items()} == typed


def test_answers_stay_when_a_colleague_was_faster(admin_of, pks):
    client = admin_of("Editors")
    StringQuestion.objects.filter(pk=pks[0]).delete()
    refused = client.post(QUESTIONS, answers(pks) | {"action": f"answer-{pks[0]}"})
    assert refused.status_code == 409
    assert shown(refused) == answers(pks[1:])
    assert f"My answer {pks[0]}" in parse(refused).main.text


def test_typed_answers_come_first_on_each_page_of_the_list(admin_of, pks, monkeypatch):
    monkeypatch.setattr("home.translation.admin.questions.PER_PAGE", 1)
    client = admin_of("Editors")
    client.post(QUESTIONS, answers(pks[2:]) | {"action": f"answer-{pks[0]}", **answers(pks[:1])})
    for number in (1, 2):
        assert shown(client.get(QUESTIONS, {"p": number})) == answers(pks[2:])


def test_answers_without_their_question_are_shown_until_they_are_discarded(admin_of, pks):
    client = admin_of("Editors")
    client.post(QUESTIONS, answers(pks[:2]) | {"action": f"delete-{pks[1]}"})
    page = client.get(QUESTIONS)
    assert f"My answer {pks[1]}" in parse(page).main.text
    client.post(QUESTIONS, form_fields(page) | answers(pks[:2]) | {"action": "discard"})
    page = client.get(QUESTIONS)
    assert f"My answer {pks[1]}" not in parse(page).main.text
    assert shown(page) == answers(pks[:1])


def test_what_one_user_typed_is_shown_to_nobody_else(admin_of, pks):
    client = admin_of("Editors")
    client.post(QUESTIONS, answers(pks) | {"action": f"answer-{pks[0]}"})
    other = Client()
    other.force_login(make.user("Editors"))
    assert shown(other.get(QUESTIONS)) == {}
