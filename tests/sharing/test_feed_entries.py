"""Tests for the entries of feeds."""

import json
from datetime import timedelta

import atoma
import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from django.utils.translation import gettext, override

from alerts.models import AlertPage
from home.translation import review
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.by_link import begin
from tests.support.every_page import ended_alert
from tests.support.soup import words

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def feed(client, language="en"):
    return json.loads(client.get(f"/{language}/feed.json").content)


def items(client, language="en"):
    return feed(client, language)["items"]


def paragraphs(item):
    content = BeautifulSoup(item["content_html"], "html5lib")
    return [(p["lang"], words(p)) for p in content.select("p")]


def test_a_feed_has_the_newest_thirty_alerts_and_twenty_explainers(client):
    now = timezone.now()
    for number in range(31):
        make.AlertPageFactory(title=f"Alert {number}", first_published_at=now - number * DAY)
    for number in range(21):
        make.ExplainerPageFactory(title=f"Why {number}", first_published_at=now - number * DAY)
    titles = [item["title"] for item in items(client)]
    assert len(titles) == 50
    assert not {"Alert 30", "Why 20"} & set(titles)
    assert {"Alert 29", "Why 19"} <= set(titles)


def test_entries_are_newest_first_whatever_they_are(client):
    now = timezone.now()
    make.ExplainerPageFactory(title="Second", first_published_at=now - 2 * DAY)
    make.AlertPageFactory(title="Third", first_published_at=now - 3 * DAY)
    make.AlertPageFactory(title="First", first_published_at=now - DAY)
    assert [item["title"] for item in items(client)] == ["First", "Second", "Third"]
    atom = atoma.parse_atom_bytes(client.get("/en/feed.atom").content)
    assert [entry.title.value for entry in atom.entries] == ["First", "Second", "Third"]


def test_a_page_that_was_never_published_by_an_editor_is_in_no_feed(client):
    make.AlertPageFactory(first_published_at=None)
    make.ExplainerPageFactory(first_published_at=None)
    assert items(client) == []


def test_an_explainer_has_its_summary_and_no_facts_of_an_alert(client):
    page = make.ExplainerPageFactory(title="Why", summary="In short.")
    (item,) = items(client)
    assert paragraphs(item)[0] == ("en", "In short.")
    assert item["tags"] == ["explainer"]
    assert item["_alert"] == {"provenance": "original"}
    published = timezone.localtime(page.first_published_at).isoformat(timespec="seconds")
    assert item["date_published"] == item["date_modified"] == published


def test_a_feed_names_its_site_and_its_own_address(client):
    make.AlertPageFactory(slug="call")
    told = feed(client, "so")
    assert told["title"].endswith(" – No More Deportations")
    assert told["home_page_url"] == "http://testserver/so/"
    assert told["feed_url"] == "http://testserver/so/feed.json"
    assert told["authors"] == [{"name": "No More Deportations", "url": "http://testserver/so/"}]
    atom = atoma.parse_atom_bytes(client.get("/so/feed.atom").content)
    assert atom.id_ == "http://testserver/so/feed.atom"
    assert {link.href for link in atom.links} == {
        "http://testserver/so/",
        "http://testserver/so/feed.atom",
    }
    assert [author.name for author in atom.authors] == ["No More Deportations"]
    (entry,) = atom.entries
    assert entry.links[0].href == "http://testserver/so/alerts/call/"
    assert [category.term for category in entry.categories] == ["alert", "active"]


@pytest.mark.parametrize("name", ["feed.atom", "feed.json"])
def test_a_feed_is_only_read_and_always_asked_for_again(client, name):
    make.AlertPageFactory()
    answer = client.get(f"/en/{name}")
    assert answer["Cache-Control"] == "public, no-cache"
    headers = {"If-None-Match": answer["ETag"]}
    assert client.get(f"/en/{name}", headers=headers).status_code == 304
    assert client.post(f"/en/{name}").status_code == 405


def test_an_entry_keeps_its_id_when_its_address_changes_and_has_one_in_each_language(client):
    alert = make.AlertPageFactory(slug="call")
    (before,), (somali,) = items(client), items(client, "so")
    alert.slug = "call-again"
    alert.save()
    (after,) = items(client)
    assert before["url"] != after["url"]
    assert before["id"] == after["id"] != somali["id"]


def test_a_decided_alert_tells_its_outcome_and_what_came_of_it_without_links(client):
    office = make.office()
    over = ended_alert(
        title="Call",
        outcome="won",
        first_published_at=timezone.now() - 9 * DAY,
        decided_at=timezone.now() - 8 * DAY - timedelta(hours=1),
        outcome_text='<p>He <a href="https://example.org/">vetoed</a> it.</p><p>Thank him.</p>',
    )
    make.call(over, office)
    (item,) = items(client)
    first, second, third, published = paragraphs(item)
    assert first[1].startswith("This alert is over. Won. Decided on ")
    assert (second, third) == (("en", "He vetoed it."), ("en", "Thank him."))
    assert published[1].startswith("Published: ")
    facts = item["_alert"]
    assert facts["outcome"] == "won"
    assert facts["outcome_in_words"].startswith("Won. Decided on ")
    assert facts["state_in_words"] == "Ended"
    assert not {"deadline_in_words", "number"} & set(facts)
    decided_at = timezone.localtime(over.decided_at).isoformat(timespec="seconds")
    assert item["date_modified"] == decided_at


def test_an_active_alert_has_its_facts_in_words_and_no_outcome(client):
    alert = make.AlertPageFactory(ask="Write to him.")
    (item,) = items(client)
    facts = item["_alert"]
    weekday = f"{timezone.localtime(alert.ends_at):%A}"
    assert facts["deadline_in_words"].startswith(f"Until {weekday}, ")
    assert facts["deadline_in_words"].endswith(", Central Time.")
    assert not {"outcome", "outcome_in_words", "number"} & set(facts)
    assert paragraphs(item)[0][1].startswith("Act now. Until ")
    assert [text for _language, text in paragraphs(item)][1] == "Write to him."
    assert len(paragraphs(item)) == 3


def test_an_untranslated_entry_begins_with_a_note_in_the_readers_language(client):
    make.AlertPageFactory(title="Call", ask="Call him.")
    (item,) = items(client, "so")
    note, state, ask, published = paragraphs(item)
    assert [part[0] for part in (note, state, ask, published)] == ["so", "en", "en", "en"]
    assert note[1].startswith("Boggani")
    assert item["_alert"]["provenance"] == "original"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            {"provenance": "machine"},
            "Translated by a machine. No fluent speaker has checked it yet.",
        ),
        ({"provenance": "machine", "reviewed_on": "2031-06-03"}, "Translated by a machine."),
        (
            {"provenance": "edited"},
            "Translated by a machine, corrected by a volunteer, not yet checked by a second reader.",
        ),
        (
            {"provenance": "volunteer"},
            "Translated by a volunteer, not yet checked by a second reader.",
        ),
        (
            {"provenance": "volunteer", "reviewed_on": "2031-06-03"},
            "Translated by a volunteer.",
        ),
    ],
    ids=str,
)
def test_a_translated_entry_ends_with_its_provenance_and_the_day_of_its_review(
    client, fields, told, django_capture_on_commit_callbacks
):
    alert = make.AlertPageFactory(title="Call", ask="Call him.")
    with django_capture_on_commit_callbacks(execute=True):
        page = make.translate(alert, "es")
    AlertPage.objects.filter(pk=page.pk).update(**{"reviewed_on": None} | fields)
    (item,) = items(client, "es")
    assert {language for language, _text in paragraphs(item)} == {"es"}
    assert item["_alert"]["provenance"] == fields["provenance"]
    with override("es"):
        expected = gettext(told)
        if "reviewed_on" in fields:
            checked = gettext("Checked by a fluent speaker on %(date)s.")
            expected += " " + checked % {"date": "3 de junio de 2031"}
    assert paragraphs(item)[-1][1] == expected
    assert paragraphs(item)[1] == ("es", "[es] Call him.")


def test_an_entry_that_is_translated_in_part_names_the_translator(client):
    translation = begin(
        title="Call",
        outcome_text="<p>He vetoed it.</p>",
        starts_at=timezone.now() - 2 * DAY,
        ends_at=timezone.now() - DAY,
    )
    for string in translatable_strings(translation):
        if "vetoed" not in string.english:
            save_translation(string, f"[so] {string.english}")
    review.publish(translation.get_target_instance(), make.user())
    (item,) = items(client, "so")
    assert item["language"] == "so"
    assert ("en", "He vetoed it.") in paragraphs(item)
    assert item["_alert"]["provenance"] == "volunteer"
    with override("so"):
        note = gettext("Parts of this page are not translated yet. You see them in English.")
    assert paragraphs(item)[0] == ("so", note)


def test_a_change_of_a_translation_is_a_newer_version_of_its_entry(
    client, time_machine, django_capture_on_commit_callbacks
):
    time_machine.move_to("2031-06-03T12:00:00+00:00", tick=False)
    alert = make.ExplainerPageFactory(title="Why")
    time_machine.move_to("2031-06-04T12:00:00+00:00", tick=False)
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    (item,) = items(client, "so")
    assert item["date_modified"] == "2031-06-04T07:00:00-05:00" > item["date_published"]
