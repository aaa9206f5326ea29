"""Tests for the style guide, which exists in development only."""

import importlib

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.conf import settings as site_settings
from wagtail.models import Page

from alerts.style_guide import examples, objects
from tests import factories as make

pytestmark = pytest.mark.django_db

STATES = {
    "includes/post_list.html": {
        "running", "upcoming", "ended", "outdated", "machine draft", "half done", "long word", "empty",
    },
    "includes/provenance.html": {"machine draft", "outdated", "half done", "reviewed"},
    "includes/call_card.html": {
        "running", "upcoming", "ended", "ten offices", "names from right to left", "long word",
    },
    "includes/body.html": {"no picture", "long word", "empty"},
    "comments/comment.html": {"from right to left", "long word", "removed by its writer"},
    "comments/fields.html": {"empty", "error"},
}  # fmt: skip


@pytest.fixture
def development(settings):
    settings.STYLE_GUIDE = True


def read(client, language="en"):
    response = client.get(f"/styleguide/?language={language}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_it_is_unknown_in_production(client):
    assert site_settings.STYLE_GUIDE is False
    assert client.get("/styleguide/").status_code == 404
    assert client.get("/styleguide/?language=so").status_code == 404


def test_the_settings_of_development_alone_turn_it_on():
    base = importlib.import_module("config.settings.base")
    assert base.STYLE_GUIDE is False
    source = (base.BASE_DIR / "site/config/settings/dev.py").read_text()
    assert "\nSTYLE_GUIDE = True\n" in source


def test_it_is_in_no_site_map(client, development):
    assert b"styleguide" not in client.get("/sitemap.xml").content


def test_each_part_is_shown_in_each_of_its_states(client, development):
    page = read(client)
    shown = {
        code.get_text().removeprefix("templates/"): {
            state["data-state"]
            for state in code.find_parent().find_next_siblings("div", limit=100)
            if state.find_previous("code") is code
        }
        for code in page.select("code")
    }
    assert shown == {
        part.template: {example.state for example in part.examples} for part in examples.parts()
    }
    for template, states in STATES.items():
        assert states <= shown[template], template


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_it_is_rendered_from_the_sites_templates_in_each_language(client, development, language):
    page = read(client, language)
    assert page.html["lang"] == language
    examples = page.select("[data-state] > div")
    languages = {one["lang"] for one in examples}
    assert languages >= {language, "so"}  # translations are shown as their readers see them
    assert "" not in languages
    assert len(page.select(".card")) > 10
    assert len(page.select(".call-card")) >= 7
    assert page.select(".field-error")
    assert page.select(".comment.from-campaign")
    assert objects.RIGHT_TO_LEFT[0] in page.get_text()


def test_it_changes_nothing_in_the_database(client, development):
    def counts():
        return {model: model._default_manager.count() for model in apps.get_models()}

    before = counts()
    read(client)
    assert counts() == before
    assert not Page.objects.filter(slug="example").exists()


def test_an_unknown_language_is_not_found(client, development):
    assert client.get("/styleguide/?language=fr").status_code == 404
