"""Tests for texts of several lines, and for long texts in lists, on the pages of translators."""

import pytest
from django.urls import reverse

from alerts.models import AlertPage
from home.translation import review
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.by_link import begin, key, open_link, send, steps
from tests.support.exchange import check, code, fill_and_upload, message
from tests.support.exchange import save as save_answers
from tests.support.soup import parse
from tests.support.working_together import change_english, publish

pytestmark = pytest.mark.django_db

POINT, TEXT = "English one\nEnglish two", "Mid\nLaba"
QUESTION, ANSWER = "Who?\nWhere?", "He.\nHere."
LONG = "English 12 " + "words " * 60


def in_lines(response):
    """Return the texts on a page that have line breaks, with “|” for these."""
    breaks = parse(response).main.select("br")
    # Other breaks are between two texts.
    return {"|".join(one.parent.stripped_strings) for one in breaks if not one.parent.span}


def save(translation, english, text):
    (string,) = [one for one in translatable_strings(translation) if one.english == english]
    save_translation(string, text)


def edit_url(translation):
    return reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])


def string_url(translation, english):
    page = translation.get_target_instance()
    return reverse("translation_string", args=[page.pk, key(translation, english)])


def change_point(text):
    points = AlertPage.objects.get(locale__language_code="en").talking_points
    points[0] = ("point", text, points[0].id)
    change_english(talking_points=points)


def test_the_lines_of_a_text_stay_apart_in_each_view(translator):
    translation = begin(talking_points=[("point", POINT)])
    save(translation, POINT, TEXT)
    lines = {POINT.replace("\n", "|"), TEXT.replace("\n", "|")}
    assert in_lines(translator.get(edit_url(translation))) >= {"English one|English two"}
    own, above = string_url(translation, POINT), string_url(translation, "English ask")
    assert in_lines(translator.get(own)) == in_lines(translator.get(above)) == lines
    assert len(parse(translator.get(own)).main.select("h2 br, p > br")) >= 3  # also in the history
    for string in translatable_strings(translation)[:2]:
        save_translation(string, "Eray")
    publish(translation)
    address = reverse("translation_changes", args=[translation.get_target_instance().pk])
    assert in_lines(translator.get(address)) == lines
    review.mark_reviewed(translation.get_target_instance(), by=make.user())
    save(translation, POINT, "Hal\nLaba")
    assert in_lines(translator.get(address)) == {"English one|English two", "Mid|Laba", "Hal|Laba"}
    change_point("English 1\nEnglish 2")
    assert in_lines(translator.get(address)) >= {
        *("English 1|English 2", "English one|English two", "Hal|Laba"),
    }


def test_the_lines_of_a_question_and_its_answer_stay_apart(client, translator, admin_of):
    translation, link = open_link(talking_points=[("point", POINT)])
    url = string_url(translation, POINT)
    translator.post(url, {"action": "ask", "question": QUESTION})
    editor, address = admin_of("Editors"), reverse("translation_questions")
    asked = parse(editor.get(address)).select_one("textarea[name^=answer]")
    lines = in_lines(editor.get(address))
    assert lines == {"English one|English two", "Who?|Where?"}
    pk = asked["name"].partition("-")[2]
    editor.post(address, {"action": f"answer-{pk}", f"answer-{pk}": ANSWER})
    assert in_lines(editor.get(url)) >= {"Who?|Where?", "He.|Here."}
    editor.logout()
    step = steps(client, link)[-1]
    assert in_lines(client.get(step)) == {"English one|English two", "Who?|Where?", "He.|Here."}


def test_lists_of_texts_shorten_them(client, translator):
    translation, link = open_link(talking_points=[("point", LONG)], ask="English " + "a" * 92)
    linked = [one.get_text() for one in parse(client.get(link)).select("ol.steps a")]
    assert linked[1:] == ["English " + "a" * 71 + "…", LONG[:79] + "…"]
    send(client, steps(client, link)[0], "Cinwaan")
    refused = parse(send(client, link)).select(".notice.error a")
    assert [one.get_text() for one in refused] == linked[1:2]
    save(translation, "English title", "Cinwaan")
    save(translation, "English " + "a" * 92, "Codso")
    refused = parse(translator.post(edit_url(translation), {"action": "publish"}))
    assert [one.get_text() for one in refused.select(".help-warning li")] == [LONG[:89] + "…"]
    save(translation, LONG, "Eray")  # without the number
    refused = parse(translator.post(edit_url(translation), {"action": "publish"}))
    assert [one.get_text() for one in refused.select(".help-critical li a")] == [LONG[:89] + "…"]


def test_a_list_of_changed_texts_shortens_them(translator):
    translation = begin(talking_points=[("point", "English point")])
    for string in translatable_strings(translation):
        save_translation(string, "Eray")
    publish(translation)
    change_point(LONG)
    refused = parse(translator.post(edit_url(translation), {"action": "publish"}))
    assert [one.get_text() for one in refused.select(".help-warning li")] == [LONG[:89] + "…"]


@pytest.mark.parametrize(
    ("text", "kind"), [("Eray " * 80, "help-warning"), ("{eray} " * 60, "help-critical")]
)
def test_a_report_about_a_file_shortens_texts(translator, text, kind):
    translation = begin(talking_points=[("point", LONG)])
    report = fill_and_upload(translator, translation, "po", {LONG: text}.get)
    (row,) = parse(report).select(f".{kind} li")
    assert [one.get_text() for one in row.select("span")] == [LONG[:199] + "…", text[:299] + "…"]


def test_a_report_about_a_reply_shortens_texts(translator):
    translation = begin(talking_points=[("point", LONG)])
    text = "Eray " * 79 + "Eray"  # without the number
    reply = f"{code(message(translator, translation))}\n3. {text}"
    checked = check(translator, translation, reply)
    report = save_answers(translator, translation, checked, **{"answer-0-take": "on"})
    (row,) = parse(report).select(".help-warning li")
    assert [one.get_text() for one in row.select("span")] == [LONG[:199] + "…", text[:299] + "…"]
