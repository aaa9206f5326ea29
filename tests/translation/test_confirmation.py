"""Tests for confirming doubtful translations before publication."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.translation import review, sync
from home.translation.confirmation import texts_in_doubt
from home.translation.models import ReviewRequest, StringConfirmation
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import confirm, save_translation
from tests import factories as make
from tests.support import by_link, exchange
from tests.support.doubtful import ASK, GOOD, TITLE, begin, is_live, write
from tests.support.reader_form import form_fields, parse

pytestmark = pytest.mark.django_db
SOMALI = "Translators (Soomaali)"
# Translations of the ask, and a part of the question that each leads to.
DOUBTFUL = pytest.mark.parametrize(
    ("text", "question"),
    [
        (ASK, "This is the same as the English."),
        ("Wac the governor and tell her ka hor Juun 4: SF 958.", "“the”, “and”, “her”"),
        ("Juun 5 ka hor wac barasaabka: diid SF 958.", "The translation has “5”."),
        ("Luulyo 4 ka hor wac barasaabka: diid SF 958.", "The English has “June”."),
        ("Juun 4 ka hor wac barasaabka: diid HF 958.", "The translation has “HF 958”."),
        ("Juun 4 ka hor wac barasaabka: a.org, SF 958.", "The translation has “a.org”."),
    ],
)


@pytest.fixture
def translator(client, user):
    client.force_login(user(SOMALI))
    return client


def address(translation):
    return reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])


def press(client, translation, action="publish", **more):
    """Open the translate view, and press a button. `more` has ticked boxes and other fields."""
    fields = form_fields(client.get(address(translation)))
    kept = {
        name: value
        for name, value in fields.items()
        if "-text" in name or "-shown" in name or "-pron" in name
    }
    return client.post(address(translation), kept | {"action": action} | more)


def ticked(response):
    boxes = parse(response).select("input[type=checkbox][name$=-confirmed]")
    return {box["name"]: box["value"] for box in boxes}


def text_of(tag):
    return " ".join(tag.get_text().split())


@DOUBTFUL
def test_a_doubtful_text_is_published_only_when_the_translator_has_confirmed_it(
    translator, text, question
):
    translation = begin()
    write(translation, ask=text)
    refused = press(translator, translation)
    assert refused.status_code == 422
    assert not is_live(translation)
    page = parse(refused)
    (box,) = ticked(refused).items()
    place = page.find("input", attrs={"name": box[0]}).find_parent(class_="w-field__wrapper")
    assert question in text_of(place.select_one(".help-warning"))
    assert ASK in text_of(place.label)
    (link,) = page.select(".help-critical a")
    assert place.select_one(link["href"])  # the list at the top leads there
    assert text in page.find(id=link["href"].removeprefix("#")).text
    assert press(translator, translation, **dict([box])).status_code == 302
    assert is_live(translation)
    assert translation.get_target_instance().ask == text
    stored = StringConfirmation.objects.get()
    assert (stored.data, stored.confirmed_by.groups.get().name) == (text, SOMALI)
    assert not ticked(translator.get(address(translation)))


def test_a_saved_text_is_confirmed_before_publication_too(translator):
    translation = begin()
    write(translation, ask=ASK)
    boxes = ticked(translator.get(address(translation)))
    press(translator, translation, "save", **boxes)
    assert StringConfirmation.objects.get().data == ASK
    assert press(translator, translation).status_code == 302
    assert is_live(translation)


def test_a_confirmation_is_for_one_string_and_for_the_text_that_was_shown(translator):
    translation = begin(talking_points=[("point", "Point 1"), ("point", "Point 2")])
    write(translation)
    first, second = (
        string for string in translatable_strings(translation) if "Point" in string.english
    )
    for string in (first, second):
        save_translation(string, string.english)
    boxes = ticked(press(translator, translation))
    assert len(boxes) == 2
    name = f"{first.key}-confirmed"
    other = press(translator, translation, **{name: boxes[name], f"{first.key}-text": "Point 3"})
    assert other.status_code == 422  # the box was ticked for another text
    assert not StringConfirmation.objects.exists()
    refused = press(translator, translation, **{name: ticked(other)[name]})
    assert refused.status_code == 422
    assert list(ticked(refused)) == [f"{second.key}-confirmed"]
    assert press(translator, translation, **ticked(refused)).status_code == 302


def test_a_confirmation_falls_when_the_text_changes(translator):
    translation = begin()
    write(translation, ask=ASK)
    press(translator, translation, **ticked(press(translator, translation)))
    assert is_live(translation)
    string = next(one for one in translatable_strings(translation) if one.english == ASK)
    save_translation(string, "Juun 6 ka hor wac barasaabka: diid SF 958.")
    press(translator, translation)
    assert len(ticked(translator.get(address(translation)))) == 1
    assert translation.get_target_instance().ask == ASK


@pytest.mark.parametrize(
    ("title", "boxes"),
    [("TakeAction Minnesota", 1), ("SF 958", 0), ("2031", 0), ("Minnesota", 1)],
)
def test_a_name_is_confirmed_with_one_tick_and_a_number_with_none(translator, title, boxes):
    translation = begin(title=title)
    write(translation)
    save_translation(translatable_strings(translation)[0], title)
    shown = ticked(translator.get(address(translation)))
    assert len(shown) == boxes
    assert press(translator, translation, **shown).status_code == 302
    assert is_live(translation)
    assert translation.get_target_instance().title == title


def test_an_approval_waits_for_the_confirmation_too(translator, user):
    translation = begin()
    AlertPage.objects.filter(locale__language_code="en").update(live=False)
    write(translation, ask=ASK)
    refused = press(translator, translation)
    assert refused.status_code == 422
    assert not ReviewRequest.objects.exists()
    with pytest.raises(review.NotReady, match="This is the same as the English"):
        review.publish(translation.get_target_instance(), user())
    press(translator, translation, **ticked(refused))
    assert ReviewRequest.objects.get().approved_at


# Other ways to publication


def test_a_volunteer_with_a_link_is_told_and_hands_in_and_the_reviewer_confirms(client, user):
    translation = begin()
    _link, token = make.link(translation)
    url = by_link.address(translation, token)
    for step, text in zip(by_link.steps(client, url), (GOOD[TITLE], ASK), strict=True):
        by_link.send(client, step, text)
    shown = parse(client.get(by_link.steps(client, url)[1]))
    hints = [text_of(hint) for hint in shown.select(".hint")]
    assert any("isla qoraalka Ingiriisiga" in hint for hint in hints)
    assert any("xaqiijin doona" in hint for hint in hints)
    assert not shown.select("input[type=checkbox]")
    confirmed = {by_link.box(translation, ASK).replace("text", "confirmed"): "x"}
    by_link.send(client, by_link.steps(client, url)[1], ASK, **confirmed)
    client.post(url, form_fields(client.get(url)))
    assert ReviewRequest.objects.exists()
    assert not StringConfirmation.objects.exists()
    client.force_login(user(SOMALI))
    assert press(client, translation).status_code == 422
    assert not is_live(translation)


@pytest.mark.parametrize("kind", ["po", "xlsx"])
@DOUBTFUL
def test_a_doubtful_row_of_a_file_is_reported_and_confirmed_before_publication(
    translator, kind, text, question
):
    translation = begin()
    words = (GOOD | {ASK: text}).get
    response = exchange.fill_and_upload(translator, translation, kind, words)
    assert question in text_of(parse(response).select_one(".help-warning"))
    assert StringTranslation.objects.filter(data=text).exists()
    assert press(translator, translation).status_code == 422
    assert not is_live(translation)


def test_a_doubtful_answer_to_a_numbered_message_is_reported_and_confirmed(translator):
    translation = begin()
    page = translation.get_target_instance()
    message = translator.get(reverse("exchange_message", args=[page.pk])).context["message"]
    code = message[message.index("#TX-") :].split()[0]
    reply = f"{code}\n\n1. {GOOD[TITLE]}\n\n2. Wac barasaabka Juun 7."
    shown = exchange.check(translator, translation, reply)
    response = exchange.save(translator, translation, shown)
    assert "The translation has “7”." in text_of(parse(response).select_one(".help-warning"))
    assert press(translator, translation).status_code == 422
    assert not is_live(translation)


@pytest.mark.parametrize("kind", ["po", "xlsx"])
def test_a_file_in_which_a_machine_returned_the_english_is_refused(translator, kind):
    translation = begin(**exchange.OVER)
    response = exchange.fill_and_upload(translator, translation, kind, str, by_machine="on")
    assert "The machine has returned the English." in exchange.page_text(response)
    assert not StringTranslation.objects.exists()


def test_a_doubtful_text_does_not_replace_a_live_one_when_the_english_is_published():
    translation = begin(talking_points=[("point", "Point 1")])
    write(translation)
    review.publish(translation.get_target_instance(), make.user())
    point = next(one for one in translatable_strings(translation) if one.english == "Point 1")
    save_translation(point, "Qodob 2")
    english = AlertPage.objects.get(locale__language_code="en")
    english.talking_points[0].value = "Point 1, with more"
    english.save_revision().publish()
    page = translation.get_target_instance()
    assert page.talking_points[0].value == "[so] Point 1"
    assert page.translation_status.outdated


def test_a_confirmed_text_stays_when_the_english_is_published(user):
    translation = begin(talking_points=[("point", "Point 1")])
    write(translation)
    point = next(one for one in translatable_strings(translation) if one.english == "Point 1")
    save_translation(point, "Point 1")
    confirm(point, user())
    review.publish(translation.get_target_instance(), make.user())
    english = AlertPage.objects.get(locale__language_code="en")
    english.title = "March for all families"
    english.save_revision().publish()
    page = translation.get_target_instance()
    assert page.talking_points[0].value == "Point 1"
    assert page.title == GOOD[TITLE]
    assert page.translation_status.outdated == {"title"}


def test_only_the_script_may_have_its_english_above_its_translation():
    line = "Please call today and tell her."
    translation = by_link.begin(share_text=line, script=[("line", line)])
    for string in translatable_strings(translation):
        if string.english == line:
            save_translation(string, f"{line}\nFadlan maanta wac oo u sheeg iyada.")
    (doubtful,) = texts_in_doubt(translation.get_target_instance())
    assert doubtful.block == "share_text"


def test_a_locked_page_keeps_the_box_unticked(translator, user):
    translation = begin()
    write(translation, ask=ASK)
    boxes = ticked(translator.get(address(translation)))
    page = translation.get_target_instance()
    page.locked, page.locked_by = True, user()
    page.save()
    assert press(translator, translation, "save", **boxes).status_code == 409
    assert not StringConfirmation.objects.exists()


def test_publication_costs_as_many_queries_with_2_as_with_20_strings(user):
    counts = []
    for number in (2, 20):
        points = [("point", f"Point {letter}") for letter in "abcdefghijklmnopqrst"[:number]]
        page = make.AlertPageFactory(
            slug=f"call-{number}", title="English title", ask="English ask", talking_points=points
        )
        page.save_revision().publish()
        page = AlertPage.objects.get(pk=page.pk)
        translation = sync.start_translation(page, Locale.objects.get(language_code="so"))
        write(translation)
        target, reviewer = translation.get_target_instance(), user()
        with CaptureQueriesContext(connection) as queries:
            review.require_ready(target)
        counts.append(len(queries))
        review.publish(target, reviewer)
    assert counts[0] == counts[1] <= 8


def test_a_message_about_many_texts_quotes_five_and_counts_the_others(user):
    points = [("point", f"Point {letter}") for letter in "abcdefg"]
    translation = begin(talking_points=points)
    write(translation)
    for string in translatable_strings(translation):
        if string.english.startswith("Point"):
            save_translation(string, string.english)
    with pytest.raises(review.NotReady) as refused:
        review.publish(translation.get_target_instance(), user())
    assert str(refused.value).count("This is the same as the English.") == 5
    assert str(refused.value).endswith("… and 2 more.")
