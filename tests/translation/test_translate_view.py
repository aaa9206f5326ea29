"""Tests for the translate view."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.translation import review, sync
from home.translation.models import ReviewRequest
from home.translation.strings.lookup import fingerprint, translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.queries import query_count
from tests.support.reader_form import typed
from tests.support.soup import parse

pytestmark = pytest.mark.django_db
LINK = '<p>Read <a linktype="page" id="{}">what it is</a>.</p>'


def begin(points=1, language="so"):
    explainer = make.ExplainerPageFactory()
    page = make.AlertPageFactory(
        slug="call",
        title="English title",
        ask="English ask",
        talking_points=[("point", f"English point {number}") for number in range(points)],
        response=LINK.format(explainer.pk),
    )
    page.save_revision().publish()
    page = AlertPage.objects.get(pk=page.pk)
    return sync.start_translation(page, Locale.objects.get(language_code=language))


def address(translation):
    return reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])


def names(translation):
    return {one.english: f"{one.key}-text" for one in translatable_strings(translation)}


def shown_name(box):
    return box.replace("-text", "-shown_text")


def send(client, translation, texts, **more):
    """Submit the form of the translate view. `texts` maps English texts to translations."""
    form = BeautifulSoup(client.get(address(translation)).content, "html.parser")
    data = {tag["name"]: tag["value"] for tag in form.select("input[name*=-shown_]")}
    data |= {
        box["name"]: box.get_text().strip("\n") for box in form.find_all("textarea", lang="so")
    }
    name = names(translation)
    data |= {name[english]: text for english, text in texts.items()}
    return client.post(address(translation), data | more)


def boxes(response):
    page = BeautifulSoup(response.content, "html.parser")
    return {box["name"]: box for box in page.find_all("textarea", attrs={"lang": "so"})}


def test_the_core_comes_first_and_each_box_is_labeled_with_its_english(translator):
    translation = begin()
    page = BeautifulSoup(translator.get(address(translation)).content, "html.parser")
    labels = [label.get_text() for label in page.find_all("label", attrs={"lang": "en"})]
    assert labels[:2] == ["English title", "English ask"]
    assert {label["for"] for label in page.find_all("label", attrs={"lang": "en"})} == set(
        boxes(translator.get(address(translation)))
    )


@pytest.mark.parametrize(
    ("english", "typed"),
    [
        ("English title", "Cinwaan\x00"),
        ("English title", "x" * 300),
        ("English title", "\u200b"),
        ('Read <a id="a1">what it is</a>.', "Akhri waxa ay tahay."),
        ('Read <a id="a1">what it is</a>.', '<script>alert(1)</script><a id="a1">x</a>'),
        ('Read <a id="a1">what it is</a>.', '<a id="a9">x</a>'),
    ],
)
def test_refused_text_stays_in_its_field_and_the_rest_is_saved(translator, english, typed):
    translation = begin()
    name = names(translation)
    form = {name[english]: typed, name["English ask"]: "Codso"}
    response = translator.post(address(translation), form)
    assert response.status_code == 422
    assert boxes(response)[name[english]]["aria-invalid"] == "true"
    assert typed.replace("\x00", "\ufffd")[:5] in boxes(response)[name[english]].get_text()
    assert [row.data for row in StringTranslation.objects.all()] == ["Codso"]


def test_a_box_that_was_not_sent_keeps_its_words_and_an_emptied_one_loses_them(translator):
    translation = begin()
    name = names(translation)
    translator.post(
        address(translation), {name["English title"]: "Cinwaan", name["English ask"]: "Codso"}
    )
    send(translator, translation, {"English ask": ""})
    assert [row.data for row in StringTranslation.objects.all()] == ["Cinwaan"]


def test_before_a_page_goes_out_half_done_the_translator_is_asked(translator):
    translation = begin()
    name = names(translation)
    form = {
        name["English title"]: "Cinwaan",
        name["English ask"]: "Codso",
        "action": "publish",
    }
    asked = translator.post(address(translation), form)
    assert "English point 0" in asked.content.decode()
    assert not AlertPage.objects.get(locale__language_code="so").live
    translator.post(address(translation), form | {"partly": "yes"})
    assert AlertPage.objects.get(locale__language_code="so").live


def test_text_that_another_translator_wrote_meanwhile_is_neither_deleted_nor_overwritten(
    translator,
):
    translation = begin()
    item, other = translatable_strings(translation)[:2]
    form = {
        f"{item.key}-text": "",
        f"{item.key}-shown_text": item.fingerprint,
        f"{other.key}-text": "Codso aniga",
        f"{other.key}-shown_text": other.fingerprint,
    }
    save_translation(item, "Cinwaan kale")
    save_translation(other, "Codso kale")
    response = translator.post(address(translation), form)
    assert response.status_code == 422
    assert "This text has changed since you opened the page" in response.content.decode()
    assert boxes(response)[f"{other.key}-text"].get_text().strip() == "Codso aniga"
    kept = {row.data for row in StringTranslation.objects.all()}
    assert kept == {"Cinwaan kale", "Codso kale"}

    again = form | {f"{other.key}-shown_text": fingerprint("Codso kale")}
    translator.post(address(translation), again)
    kept = {row.data for row in StringTranslation.objects.all()}
    assert kept == {"Cinwaan kale", "Codso aniga"}


def test_text_typed_for_a_removed_sentence_is_shown_for_copying(translator):
    translation = begin()
    key = names(translation)["English title"]
    page = AlertPage.objects.get(locale__language_code="en")
    page.title = "English other title"
    page.save_revision().publish()
    response = translator.post(
        address(translation), {key: "Cinwaan qoran", shown_name(key): fingerprint("")}
    )
    assert response.status_code == 422
    assert "Cinwaan qoran" in response.content.decode()


def test_a_machine_draft_that_is_sent_back_unchanged_stays_one(translator):
    translation = begin()
    item = translatable_strings(translation)[0]
    save_translation(item, "Cinwaan mashiin")
    StringTranslation.objects.update(translation_type="machine")
    send(translator, translation, {"English ask": "Codso"})
    assert StringTranslation.objects.get(data="Cinwaan mashiin").translation_type == "machine"


def test_nothing_is_submitted_before_the_core_is_translated(translator):
    translation = begin()
    translator.post(address(translation), {"action": "submit"})
    assert not ReviewRequest.objects.exists()


def test_the_translator_sees_which_parts_stay_old_and_which_are_in_english(translator):
    translation = begin()
    texts = {"English title": "Cinwaan", "English ask": "Codso", "English point 0": "Qodob 0"}
    send(translator, translation, texts, action="publish", partly="yes")
    page = AlertPage.objects.get(locale__language_code="en")
    page.talking_points[0].value = "English point, changed"
    page.save_revision().publish()
    asked = BeautifulSoup(
        translator.post(address(translation), {"action": "publish"}).content, "html.parser"
    )
    old, english = (part.get_text() for part in asked.select(".help-warning ul"))
    assert "English point, changed" in old
    assert "Read" in english


def test_a_page_that_somebody_else_has_locked_is_not_changed_and_the_text_stays(translator, user):
    translation = begin()
    target = translation.get_target_instance()
    target.locked, target.locked_by = True, user()
    target.save()
    key = names(translation)["English title"]
    response = translator.post(address(translation), {key: "Cinwaan"})
    assert response.status_code == 409
    assert boxes(response)[key].get_text().strip() == "Cinwaan"
    assert not StringTranslation.objects.exists()


def test_users_who_may_not_publish_submit_for_review(client, user):
    translation = begin()
    reader = user("Translators (Soomaali)")
    reader.groups.get().page_permissions.filter(permission__codename="publish_page").delete()
    client.force_login(reader)
    name = names(translation)
    form = {name["English title"]: "Cinwaan", name["English ask"]: "Codso"}
    client.post(address(translation), form | {"action": "publish", "partly": "yes"})
    assert not AlertPage.objects.get(locale__language_code="so").live
    client.post(address(translation), form | {"action": "submit"})
    assert ReviewRequest.objects.get().submitted_by == reader


def test_a_translator_of_another_language_is_sent_away(client, user):
    translation = begin()
    client.force_login(user("Translators (Español)"))
    name = names(translation)
    response = client.post(address(translation), {name["English title"]: "Título"})
    assert response.status_code == 404
    assert typed(response) == ["Título"]
    assert "English" not in parse(response).main.text
    assert not StringTranslation.objects.exists()


def test_a_changed_string_is_shown_with_its_former_english(translator):
    translation = begin()
    translator.post(address(translation), {names(translation)["English title"]: "Cinwaan"})
    page = AlertPage.objects.get(locale__language_code="en")
    page.title = "English title, corrected"
    page.save_revision().publish()
    shown = translator.get(address(translation)).content.decode()
    assert "The English has changed. It was:" in shown
    assert "Cinwaan" in shown


@pytest.mark.parametrize("kind", ["manual", "machine"])
def test_sentences_translated_elsewhere_fill_their_fields_and_must_be_checked(translator, kind):
    first = begin()
    translator.post(address(first), {names(first)["English point 0"]: "Qodob 0"})
    for item in translatable_strings(first):
        if not item.text:
            save_translation(item, f"[so] {item.english}")
    review.publish(first.get_target_instance(), make.user())
    StringTranslation.objects.update(translation_type=kind)
    page = make.AlertPageFactory(talking_points=[("point", "English point 0")])
    page.save_revision().publish()
    second = sync.start_translation(
        AlertPage.objects.get(pk=page.pk), Locale.objects.get(language_code="so")
    )
    assert "From “English title”" in translator.get(address(second)).content.decode()
    translator.post(address(second), {"action": "memory"})
    shown = translator.get(address(second))
    key = names(second)["English point 0"]
    assert boxes(shown)[key].get_text().strip() == "Qodob 0"
    send(translator, second, {})
    row = StringTranslation.objects.latest("pk")
    assert (row.tool_name, row.translation_type) == ("memory", kind)
    send(translator, second, {}, **{key.replace("-text", "-looked_at"): "on"})
    row.refresh_from_db()
    assert (row.tool_name, row.translation_type) == ("", kind)


def test_the_view_costs_as_many_queries_with_2_as_with_20_strings(translator):
    counts = []
    for points in (2, 20):
        translation = begin(points)
        counts.append(query_count(translator, address(translation)))
        AlertPage.objects.get(locale__language_code="en").delete()
        AlertPage.objects.all().delete()
    assert counts[0] == counts[1]
