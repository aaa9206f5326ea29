"""Tests for volunteers who translate a page by link, without an account."""

import pytest
from django.utils.translation import gettext, override
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.translation import review
from home.translation.models import LinkUse, ReviewRequest
from home.translation.strings import memory
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.by_link import WAYS, address, begin, key, leave, open_link, send, steps
from tests.support.queries import query_count
from tests.support.reader_form import form_fields, typed
from tests.support.soup import parse, text_of

pytestmark = pytest.mark.django_db
LANGUAGES = ("es", "so", "hmn")


def words(translation):
    return sorted(
        StringTranslation.objects.filter(locale=translation.target_locale).values_list(
            "data", flat=True
        )
    )


def test_the_overview_begins_with_what_readers_need_most(client):
    translation, url = open_link(talking_points=[("point", "English point")])
    page = parse(client.get(url))
    with override("so"):
        headings = [gettext("First: what readers need most"), gettext("Then: the rest")]
    assert [text_of(one) for one in page.main.find_all("h2")][:2] == headings
    first, then = page.main.find_all("ol", class_="steps")
    assert ("English ask" in first.text, "English point" in then.text) == (True, True)
    assert key(translation, "English point") in then.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_volunteer_goes_from_step_to_step_submits_and_sees_it_live(
    client, language, django_capture_on_commit_callbacks
):
    translation, url = open_link(language=language)
    page = parse(client.get(url))
    assert page.html["lang"] == language
    place = page.select_one("a.button")["href"]
    for text in ("Cinwaan", "Codso"):
        sent = send(client, place, text)
        assert sent.status_code == 303
        place = sent["Location"].partition("#")[0]
    assert place == url
    sent = client.post(url, form_fields(client.get(url)))
    assert (sent.status_code, sent["Location"]) == (303, url)
    assert ReviewRequest.objects.get().submitted_by is None
    thanks = parse(client.get(url))
    assert thanks.h1 != page.h1
    assert thanks.find("a", class_="web-address") is None

    target = translation.get_target_instance()
    assert not target.live
    with django_capture_on_commit_callbacks(execute=True):
        review.publish(target, make.user())
    live = parse(client.get(url)).find("a", class_="web-address")
    assert live["href"] == f"http://testserver/{language}/alerts/english-title/"
    assert client.get(live["href"]).status_code == 200
    assert set(words(translation)) == {"Cinwaan", "Codso"}
    target = translation.get_target_instance()
    assert (target.provenance, target.translator) == ("volunteer", None)


def test_the_english_stands_above_its_box_marked_as_english_and_the_box_is_described(client):
    translation, url = open_link()
    page = parse(client.get(f"{url}{key(translation, 'English ask')}/"))
    label = page.find("label", lang="en")
    assert label.text == "English ask"
    box = page.find("textarea", id=label["for"])
    assert "300" in page.find(id=box["aria-describedby"]).text
    assert (box["rows"], box.get("data-controller")) == ("4", None)
    assert page.h1.text.strip() == "Qaybta 2 ee 2"


def test_a_long_block_is_shown_a_few_boxes_at_a_time(client):
    items = "".join(f"<li>English item {number}</li>" for number in range(12))
    _translation, url = open_link(response=f"<ul>{items}</ul>")
    counts = [len(parse(client.get(step)).find_all("textarea")) for step in steps(client, url)]
    assert counts == [1, 1, 5, 5, 2]


def test_a_link_of_the_english_has_to_be_kept_and_says_how(client):
    linked = make.ExplainerPageFactory()
    _translation, url = open_link(
        response=f'<p>Read <a linktype="page" id="{linked.pk}">what it is</a>.</p>'
    )
    step = steps(client, url)[-1]
    assert "&lt;b&gt;" in client.get(step).content.decode()
    refused = send(client, step, "Akhri waxa ay tahay.")
    assert refused.status_code == 422
    assert typed(refused) == ["Akhri waxa ay tahay."]
    assert send(client, step, 'Akhri <a id="a1">waxa ay tahay</a>.').status_code == 303


def test_parts_can_be_skipped_and_what_is_left_is_counted(client):
    translation, url = open_link()
    first, second = steps(client, url)
    assert [leave(client, first, way) for way in WAYS] == [url, second, url]
    send(client, second, "Codso")
    page = parse(client.get(url))
    assert page.select_one("a.button")["href"] == first
    assert "1 qayb" in page.main.text
    assert words(translation) == ["Codso"]


def test_without_the_core_nothing_is_submitted_and_what_is_missing_is_named(client):
    translation, url = open_link()
    first, second = steps(client, url)
    send(client, first, "Cinwaan")
    refused = client.post(url, form_fields(client.get(url)))
    assert refused.status_code == 422
    links = parse(refused).find(role="alert").find_all("a")
    assert [(link.text, link["lang"], link["href"]) for link in links] == [
        ("English ask", "en", second)
    ]
    assert not ReviewRequest.objects.exists()
    assert translation.get_target_instance().live is False


def test_submitting_twice_counts_once_and_notifies_the_reviewers_once(
    client, user, mailoutbox, run_worker
):
    user("Translators (Soomaali)", email="xamdi@example.org")
    _translation, url = open_link()
    for step in steps(client, url):
        send(client, step, "Eray")
    form = form_fields(client.get(url))
    assert client.post(url, form).status_code == client.post(url, form).status_code == 303
    assert ReviewRequest.objects.count() == 1
    run_worker()
    assert [one.to for one in mailoutbox] == [["xamdi@example.org"]]
    assert LinkUse.objects.filter(what="submitted").count() == 1


def test_a_term_of_the_glossary_is_shown_and_its_absence_is_a_warning(client):
    _translation, url = open_link(ask="No more deportation.")
    step = steps(client, url)[1]
    assert "masaafurin (tarxiil)" in client.get(step).content.decode()
    assert send(client, step, "Ma rabno.").status_code == 303
    assert "Liiskayaga erayada" in parse(client.get(step)).main.text
    assert "mar kale eeg" in parse(client.get(url)).select("ol.steps li")[1].text


@pytest.mark.parametrize(("kind", "box"), [("manual", "Qodob"), ("machine", "")])
def test_a_translation_from_another_page_fills_the_field_unless_a_machine_made_it(
    client, kind, box
):
    points = [("point", "English point")]
    first, _url = open_link(title="English first", talking_points=points)
    for item in translatable_strings(first):
        save_translation(item, "Qodob")
    StringTranslation.objects.filter(translation_of__data="English point").update(
        translation_type=kind
    )
    review.publish(first.get_target_instance(), make.user())
    translation, url = open_link(title="Another page", talking_points=points)
    step = f"{url}{key(translation, 'English point')}/"
    shown = client.get(step)
    assert typed(shown) == [box]
    assert "Qodob" in parse(shown).main.text
    assert "English first" not in shown.content.decode()
    send(client, step)
    stored = StringTranslation.objects.filter(context__object_id=translation.source.object_id)
    assert [row.translation_type for row in stored] == ["manual"] * bool(box)


def test_a_machine_draft_says_so_and_stays_one_until_it_is_changed(client):
    translation, url = open_link()
    for item in translatable_strings(translation):
        save_translation(item, "Qoraal")
    StringTranslation.objects.update(translation_type="machine")
    step = steps(client, url)[0]
    assert "mashiin" in parse(client.get(step)).form.text
    send(client, step)
    assert set(StringTranslation.objects.values_list("translation_type", flat=True)) == {"machine"}
    send(client, step, "Wanaagsan")
    row = StringTranslation.objects.get(data="Wanaagsan")
    assert (row.translation_type, row.tool_name) == ("manual", "machine draft, edited")


def test_a_string_filled_from_memory_is_checked_by_ticking_its_box(client):
    first, _url = open_link()
    for item in translatable_strings(first):
        save_translation(item, "Eray")
    review.publish(first.get_target_instance(), make.user())
    translation, url = open_link(slug="another")
    strings = translatable_strings(translation)
    memory.recall(strings)
    for item in strings:
        memory.fill_from_memory(item)
    step = steps(client, url)[0]
    box = parse(client.get(step)).find("input", type="checkbox")
    send(client, step, **{box["name"]: "on"})
    assert parse(client.get(step)).find("input", type="checkbox") is None


def live_translation(**fields):
    translation = begin(**fields)
    for item in translatable_strings(translation):
        save_translation(item, "Hore")
    target = translation.get_target_instance()
    review.publish(target, make.user())
    return translation


def test_after_a_change_only_the_changed_strings_are_shown_with_what_was(client):
    translation = live_translation()
    _link, token = make.link(translation)
    url = address(translation, token)
    assert steps(client, url) == []
    assert parse(client.get(url)).h1.text.strip() == "Wax walba waa la turjumay"

    page = AlertPage.objects.get(locale__language_code="en")
    page.ask = "Changed ask"
    page.save_revision().publish()
    (step,) = steps(client, url)
    shown = parse(client.get(step))
    assert any("English ask" in span.text for span in shown.find_all("span", lang="en"))
    assert "Hore" in shown.form.text
    assert typed(client.get(step)) == [""]
    send(client, step, "Cusub")
    assert steps(client, url) == [step], "what nobody has published can still be corrected"
    assert translation.get_target_instance().specific.ask == "Hore"
    client.post(url, form_fields(client.get(url)))
    review.publish(translation.get_target_instance(), make.user())
    assert steps(client, url) == []
    assert parse(client.get(url)).h1.text.strip() == "Mahadsanid"


def test_no_post_publishes_anything(client):
    translation, url = open_link()
    for step in steps(client, url):
        send(client, step, "Eray", action="publish", partly="yes")
    client.post(url, form_fields(client.get(url)) | {"action": "publish", "partly": "yes"})
    target = translation.get_target_instance()
    assert not target.live
    assert target.first_published_at is None


def test_a_change_of_what_is_published_waits_for_a_reviewer(client):
    translation = live_translation()
    _link, token = make.link(translation)
    step = f"{address(translation, token)}{key(translation, 'English ask')}/"
    assert client.get(step).status_code == 303
    form = form_fields(client.get(address(translation, token)))
    assert form is None, "there is nothing to submit"
    assert translation.get_target_instance().specific.ask == "Hore"


def test_the_use_of_a_link_is_logged_without_address(client):
    _translation, url = open_link()
    client.head(url)
    assert not LinkUse.objects.exists()
    for step in steps(client, url):
        send(client, step, "Eray")
    send(client, step)  # unchanged
    client.post(url, form_fields(client.get(url)))
    assert list(LinkUse.objects.order_by("pk").values_list("what", flat=True)) == [
        *("opened", "saved", "saved", "opened", "submitted")
    ]
    assert {field.name for field in LinkUse._meta.get_fields()} == {"id", "link", "at", "what"}


def test_a_page_costs_as_many_queries_with_2_as_with_20_strings(client):
    counts = []
    for number in (2, 20):
        items = "".join(f"<li>English item {number}-{i}</li>" for i in range(number))
        translation = begin(slug=f"call-{number}", response=f"<ul>{items}</ul>")
        url = address(translation, make.link(translation)[1])
        step = steps(client, url)[2]
        counts += [query_count(client, url), query_count(client, step)]
    assert counts[:2] == counts[2:]
