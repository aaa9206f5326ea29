"""Tests for the markup of pages for exchange files, replies, phrases and translation links."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from home.translation import review
from home.translation.models import GlossaryTerm, Phrase, PhraseTranslation
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.by_link import address, begin, box, key, open_link, send, steps
from tests.support.exchange import fill_and_upload
from tests.support.reader_form import form_fields
from tests.support.soup import assert_has, parse, text_of

pytestmark = pytest.mark.django_db
SOMALI = "Translators (Soomaali)"


def place(translation, name):
    return reverse(name, args=[translation.get_target_instance().pk])


# Files and replies


def test_a_report_is_announced_and_marks_each_text_with_its_language(translator):
    term = GlossaryTerm.objects.create(term="zebra")
    term.translations.create(language="so", text="dameer-farow")
    term.save()
    translation = begin(title="English zebra")
    stored = assert_has(
        fill_and_upload(translator, translation, "po", {"English zebra": "Cinwaan"}.get),
        '.help-info[role="status"]:-soup-contains("1 written, 0 unchanged, 1 empty.")',
        '.help-warning span[lang="en"]:-soup-contains-own("English zebra")',
        '.help-warning span[lang="so"]:-soup-contains-own("Cinwaan")',
    )
    assert not stored.select('[role="alert"]')
    words = {"English zebra": "Cinwaan kale", "English ask": "x" * 301}
    refused = assert_has(
        fill_and_upload(translator, translation, "po", words.get),
        '[role="alert"] span[lang="en"]:-soup-contains-own("English ask")',
        '[role="alert"] span[lang="so"]:-soup-contains-own("xxx")',
    )
    assert text_of(refused.select_one('[role="alert"] b')) == "1 refused. The others were taken."
    assert refused.select('a.button[download][href$="/refused/"]')


def test_a_reply_is_shown_with_the_language_of_each_text(translator):
    term = GlossaryTerm.objects.create(term="title")
    term.translations.create(language="so", text="magac")
    term.save()
    translation = begin()
    message = parse(translator.get(place(translation, "exchange_message")))
    area = message.select_one('textarea#message[readonly][lang="so"]')
    assert message.find("label", {"for": "message"})
    assert message.select_one('button[data-copies="message"][hidden]')
    code = next(word for word in area.get_text().split() if word.startswith("#TX-"))
    url = place(translation, "exchange_reply")
    form = {"reply": f"{code}\n1. Cinwaan (magac)", "action": "check"}
    checked = assert_has(
        translator.post(url, form),
        'h3 [lang="en"]:-soup-contains-own("English title")',
        'section[aria-labelledby="answer-0-english"] #answer-0-english',
        'textarea[lang="so"][aria-describedby="answer-0-notes"]:-soup-contains-own("Cinwaan")',
        'label[for="id_answer-0-text"]',
        'label input[type="checkbox"][name="answer-0-take"][checked]',
        'label[for="reply"]',
        'textarea#reply[lang="so"][required][aria-describedby="reply-help"]',
        "#reply-help",
    )
    assert not checked.select('[role="alert"], [aria-invalid]')
    assert "button-secondary" in checked.select_one('button[value="check"]')["class"]
    assert not checked.select('input[name^="by_"][type="hidden"]')
    fields = {"action": "save", "answer-0-take": "on", "answer-0-text": "Cinwaan"}
    saved = parse(translator.post(url, form | fields))
    assert saved.select('.help-info[role="status"]:-soup-contains("1 written")')
    assert saved.find("textarea", id="reply").get_text().strip() == ""
    assert not saved.select('button[value="save"], .exchange-answer')
    assert "button-secondary" not in saved.select_one('button[value="check"]')["class"]
    (warning,) = saved.select(".help-warning li")
    assert "In our list of terms, “title” is “magac”." in text_of(warning)
    assert "[" not in warning.text
    assert_has(
        translator.post(url, {"reply": "1. Cinwaan"}),
        '#reply-error[role="alert"]',
        'textarea#reply[aria-invalid="true"][aria-describedby="reply-help reply-error"]',
    )


def test_an_answer_that_cannot_be_saved_is_not_selected_and_says_why(translator):
    translation = begin()
    message = parse(translator.get(place(translation, "exchange_message")))
    code = next(word for word in message.find(id="message").text.split() if "#TX-" in word)
    reply = f"{code}\n1. Cinwaan\n2. {'x' * 301}"
    url = place(translation, "exchange_reply")
    page = parse(translator.post(url, {"reply": reply}))
    assert [box.has_attr("checked") for box in page.select(".exchange-answer [type=checkbox]")] == [
        True,
        False,
    ]
    assert "too long" in page.select_one("#answer-1-notes .error-message").text
    form = {"reply": reply, "by_machine": "on", "by_others": "on"}
    assert form.items() <= form_fields(translator.post(url, form)).items()


def test_a_message_says_if_it_has_everything(translator):
    translation = begin()
    url = place(translation, "exchange_message")
    assert 'href="?all=1"' in translator.get(url).content.decode()
    assert 'href="?"' in translator.get(f"{url}?all=1").content.decode()
    for string in translatable_strings(translation):
        save_translation(string, "Eray")
    done = parse(translator.get(url))
    assert "Everything is translated." in done.get_text()
    assert not done.find(id="message")


def test_files_of_a_page_and_of_a_language_are_downloads(translator):
    translation = begin()
    page = [translation.get_target_instance().pk]
    for name, args in (("exchange_page", page), ("exchange_language", ["so"])):
        links = assert_has(translator.get(reverse(name, args=args))).select("a[download]")
        assert [link["href"] for link in links] == [
            reverse(f"{name}_file", args=[*args, kind]) for kind in ("xlsx", "po")
        ]
    whole = text_of(parse(translator.get(reverse("exchange_language", args=["so"]))).main)
    assert "All strings of 2 pages that you may edit in Somali" in whole


# Phrases


def phrase_address(phrase):
    return reverse("phrase_translation", args=[phrase.pk, "so"])


def test_phrases_are_marked_with_their_language_and_those_to_review_come_first(translator):
    PhraseTranslation.objects.update(reviewed_on="2031-06-03")
    make.phrase("Zebra", so="Dameer-farow")
    make.phrase("Zoo")
    page = parse(translator.get(reverse("phrases")))
    rows = page.select("main tbody tr")
    assert [text_of(row.td) for row in rows[:2]] == ["Zebra", "Zoo"]
    assert {row.td["lang"] for row in rows} == {"en"}
    cells = [row.find_all("td")[1] for row in rows[:3]]
    assert [cell.a.get("lang") for cell in cells] == ["so", None, "so"]
    told = [text_of(cell) for cell in cells]
    assert told[:2] == [
        "Dameer-farow translated by a volunteer, not reviewed",
        "Translate it Missing",
    ]
    assert told[2].endswith("Reviewed on June 3, 2031")
    assert "Page 1 of" not in page.text


def test_a_phrase_stands_above_its_labeled_box(translator):
    phrase = make.phrase("Zebra")
    page = assert_has(
        translator.get(phrase_address(phrase)),
        'b[lang="en"]:-soup-contains-own("Zebra")',
        'label[for="id_text"]:-soup-contains-own("In Somali")',
        'textarea#id_text[lang="so"]',
    )
    assert "Not translated yet." in page.get_text()
    form = {"text": "", "was": page.find("input", {"name": "was"})["value"]}
    assert_has(translator.post(phrase_address(phrase), form), ".error-message", "textarea[lang=so]")


@pytest.mark.parametrize(
    ("before", "after"),
    [(None, "volunteer"), ("volunteer", "volunteer"), ("machine", "edited"), ("edited", "edited")],
)
def test_a_phrase_remembers_that_a_machine_began_it(translator, before, after):
    phrase = make.phrase("Zebra")
    if before:
        PhraseTranslation.objects.create(
            phrase=phrase, language="so", text="Hore", provenance=before
        )
    form = form_fields(translator.get(phrase_address(phrase))) | {"text": "Cusub"}
    assert translator.post(phrase_address(phrase), form | {"action": "save"}).status_code == 302
    row = Phrase.objects.get(pk=phrase.pk).translations.get()
    assert (row.text, row.provenance, row.reviewed_on) == ("Cusub", after, None)
    entry = ModelLogEntry.objects.get()
    assert (entry.action, entry.data) == ("wagtail.edit", {"language": "so", "text": "Cusub"})


def test_a_review_of_a_phrase_is_logged_and_shown(translator):
    phrase = make.phrase("Zebra", so="Dameer-farow")
    form = form_fields(translator.get(phrase_address(phrase)))
    answer = translator.post(phrase_address(phrase), form | {"action": "review"}, follow=True)
    assert "Saved and marked as reviewed" in answer.content.decode()
    assert [entry.action for entry in ModelLogEntry.objects.all()] == ["translation.review"]
    assert "the review no longer counts" in translator.get(phrase_address(phrase)).content.decode()


# Links of volunteers


def test_each_text_of_a_step_is_marked_with_its_language_and_tied_to_its_box(client):
    term = GlossaryTerm.objects.create(term="zebra", note="The animal.")
    term.translations.create(language="so", text="dameer-farow")
    term.save()
    translation, url = open_link(
        script=[("line", "English zebra")], response="<p>English <b>bold</b>.</p>"
    )
    place = f"{url}{key(translation, 'English zebra')}/"
    page = assert_has(
        client.get(place),
        'p > b[lang="en"]:-soup-contains-own("English title")',
        'label[lang="en"]:-soup-contains-own("English zebra")',
        'li > span[lang="en"]:-soup-contains-own("zebra")',
        'li > span[lang="en"]:-soup-contains-own("(The animal.)")',
    )
    for field in page.select(
        "form.reader-form textarea:not([name$=question]), form.reader-form input[type=text]:not([name$=question])"
    ):
        assert page.find("label", {"for": field["id"]})
        assert page.find(id=field["aria-describedby"])
        assert not field.get("lang")
    assert "Liiskayaga erayada" not in page.main.get_text()  # nothing is written yet
    assert "“dameer-farow”" not in page.main.get_text()
    assert "Ugu badnaan" not in text_of(page.form)  # a line has no limit
    refused = send(client, place, "\u200b")
    assert_has(refused, 'p.notice.error[role="alert"]', ".field-error")
    hints = [
        [hint.get_text() for hint in parse(client.get(step)).select("div[id$=_help] .hint")]
        for step in steps(client, url)
    ]
    assert ["<b>" in " ".join(texts) for texts in hints] == [False] * (len(hints) - 1) + [True]


def test_the_overview_marks_the_english_and_numbers_the_rest_onwards(client):
    translation, url = open_link(talking_points=[("point", "English point")])
    page = assert_has(client.get(url), 'ol.steps a[lang="en"]')
    assert [(one["start"], len(one.select("li"))) for one in page.select("ol.steps")] == [
        ("1", 2),
        ("3", 1),
    ]
    assert page.find("form", method="post") is None  # nothing to submit yet
    begins = text_of(page.select_one("a.button"))
    states = {text_of(one) for one in page.select(".step-state")}
    send(client, f"{url}{key(translation, 'English title')}/", "Cinwaan")
    page = parse(client.get(url))
    assert text_of(page.select_one("a.button")) != begins
    assert len({text_of(one) for one in page.select(".step-state")} - states) == 1
    assert page.find("form", method="post")
    refused = client.post(url, form_fields(client.get(url)))
    assert_has(refused, '.notice.error[role="alert"] a[lang="en"]')


def test_a_published_translation_with_new_strings_shows_its_address_and_the_former_text(client):
    translation = begin()
    for string in translatable_strings(translation):
        save_translation(string, f"[so] {string.english}")
    review.publish(translation.get_target_instance(), make.user())
    page = translation.get_target_instance().source
    page.ask = "Changed ask"
    page.save_revision().publish()
    url = address(translation, make.link(translation)[1])
    overview = parse(client.get(url))
    (shown,) = overview.select('a.web-address[translate="no"]')
    assert shown["href"] == shown.text
    step = assert_has(
        client.get(steps(client, url)[0]),
        '.notice span[lang="en"]:-soup-contains-own("English ask")',
        '.notice p:-soup-contains("[so] English ask")',
    )
    assert not step.select('.notice span[lang="en"]:-soup-contains("[so]")')


def test_texts_to_copy_have_a_name(client):
    translation, url = open_link()
    step = steps(client, url)[0]
    form = form_fields(client.get(step)) | {box(translation, "English title"): "Qoraal"}
    translation.get_target_instance().source.delete()
    gone = assert_has(client.post(step, form), "textarea[readonly][aria-label]")
    assert gone.textarea.text == "Qoraal"
    _translation, url = open_link(slug="other")
    step = steps(client, url)[0]
    lost = client.post(step, form_fields(client.get(step)) | {"s999999-1-text": "Lumay"})
    assert_has(lost, "textarea[readonly][aria-label]:-soup-contains-own('Lumay')")
