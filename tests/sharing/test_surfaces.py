"""Tests for every cell of the table “What readers see of a translation” in architecture.md."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from pypdf import PdfReader
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from alerts.models import AlertIndexPage, AlertPage
from home.translation import review, sync
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.by_link import begin
from tests.support.surfaces import (
    CHANGED,
    PUBLISHED,
    SURFACES,
    cell,
    change_english,
    english,
    message,
    text_of,
    texts,
)

pytestmark = pytest.mark.django_db

LANGUAGES = ["so", *(pytest.param(code, marks=pytest.mark.thorough) for code in ("es", "hmn"))]
DOCUMENT = Path(settings.BASE_DIR, "site/docs/architecture.md")
STATES = ("current", "outdated", "dangerous", "half done", "machine", "missing")


def list_in_the_menu():
    # The menu then shows the same title as the tests' alert.
    index = make.the(make.AlertIndexPageFactory)
    index.title, index.show_in_menus = english("title"), True
    index.save_revision().publish()
    return AlertIndexPage.objects.get(pk=index.pk)


@pytest.fixture
def put_into(time_machine, django_capture_on_commit_callbacks):
    """Return a function that creates an alert and the list of alerts in a state of translation."""

    def put(state, language):
        time_machine.move_to(PUBLISHED)
        index = list_in_the_menu()
        translations = []
        if state != "missing":  # otherwise it is an alias
            locale = Locale.objects.get(language_code=language)
            translations.append(sync.start_translation(index, locale))
        alert = begin(
            language,
            slug="call",
            script=[("line", english("line"))],
            ends_at=CHANGED + timedelta(days=9),
            **texts(),
        )
        translations.append(alert)
        page = AlertPage.objects.get(slug="call", locale__language_code="en")
        make.call(page, make.office())
        if state == "machine":
            with django_capture_on_commit_callbacks(execute=True):
                for source in (index, page):
                    make.translate(source, language, kind="machine")
        elif state != "missing":
            for translation in translations:
                for string in translatable_strings(translation):
                    save_translation(string, f"[{language}] {string.english}")
                review.publish(translation.get_target_instance(), make.user())
        time_machine.move_to(CHANGED)
        if state in ("outdated", "dangerous"):
            page.refresh_from_db()
            page.script[0].value = english("line", "do not call")
            change_english(
                urgent_fix=state == "dangerous", script=page.script, **texts("do not call")
            )
            index.refresh_from_db()
            index.title, index.urgent_fix = english("title", "do not call"), state == "dangerous"
            index.save_revision().publish()
        elif state == "half done":
            StringTranslation.objects.exclude(data__contains="English title").delete()
            for translation in translations:
                review.publish(translation.get_target_instance(), make.user())

    return put


def table():
    part = DOCUMENT.read_text().partition("## What readers see of a translation")[2]
    rows = re.findall(r"^\|(.*)\|$", part.partition("\n## ")[0], re.MULTILINE)[2:]
    cells = [[one.strip() for one in row.split("|")] for row in rows]
    return {name: row for name, *row in cells}


def test_the_table_has_every_surface():
    assert table().keys() == SURFACES.keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_each_surface_shows_what_the_table_says(client, put_into, state, language):
    put_into(state, language)
    expected = {name: row[STATES.index(state)] for name, row in table().items()}
    found = {name: cell(*surface, client, language) for name, surface in SURFACES.items()}
    assert found == expected


@pytest.mark.parametrize("state", ["outdated", "dangerous"])
@pytest.mark.parametrize("path", ["flyer.pdf", "flyer/all.pdf", "flyer/", "flyer/all/"])
def test_a_flyer_has_the_new_ask_only_in_print_too(
    client, put_into, settings, tmp_path, path, state
):
    settings.MEDIA_ROOT = tmp_path
    put_into(state, "so")
    response = client.get(f"/so/alerts/call/{path}")
    if path.endswith(".pdf"):
        reader = PdfReader(BytesIO(b"".join(response.streaming_content)))
        text = text_of(" ".join(page.extract_text() for page in reader.pages))
    else:
        text = text_of(BeautifulSoup(response.content, "html5lib").article)
    assert re.findall(r"English ask: ([\w ]+)\.", text) == ["do not call"] * (
        len(make.LANGUAGES) if "all" in path else 2
    )
    assert re.findall(r"English title: ([\w ]+)\.", text)
    assert "[so] English ask" not in text
    assert "[so] English title" not in text


def test_the_flyer_gives_no_sentence_of_the_action_beside_the_ask(client, put_into):
    put_into("outdated", "so")
    action = make.ask_for("of our own", "Ask {office} about {what}.")
    make.PhraseTranslation.objects.create(
        phrase=action.sentence, language="so", text="Weydii {office}: {what}.",
        reviewed_on=CHANGED.date(),
    )  # fmt: skip
    change_english(action_type=action, about="SF958", ask=english("ask", "do not call"))
    assert "Weydii" not in client.get("/so/alerts/call/flyer/").content.decode()
    assert "Weydii" not in message(client, "so")


def test_an_email_names_a_post_by_a_title_that_says_that_it_is_old(
    writer, put_into, time_machine, django_capture_on_commit_callbacks
):
    put_into("outdated", "so")
    writer.post = AlertPage.objects.get(slug="call", locale__language_code="en")
    writer.decide(writer.confirm(language="so"))
    mail = writer.outbox[-1]
    old = "Qoraalkii hore: [so] English title: call."
    assert old in mail.body
    assert old in mail.alternatives[0][0]
