"""Tests for the glossary in the admin."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from home.translation.models import GlossaryTerm, GlossaryTranslation
from tests.support.queries import query_count
from tests.support.soup import words

pytestmark = pytest.mark.django_db
LIST = "wagtailsnippets_translation_glossaryterm:list"


def term(english="cold snap", so="qabow", note=""):
    made = GlossaryTerm.objects.create(term=english, note=note)
    GlossaryTranslation.objects.create(term=made, language="so", text=so)
    return made


def add(client, *translations, english="cold snap"):
    rows = [{"id": "", "language": language, "text": text} for language, text in translations]
    form = nested_form_data(
        {"term": english, "note": "The weather.", "translations": inline_formset(rows)}
    )
    return client.post(reverse("wagtailsnippets_translation_glossaryterm:add"), form)


def listed(client, query=""):
    response = client.get(reverse(LIST) + query)
    assert response.status_code == 200
    rows = BeautifulSoup(response.content, "html.parser").select("table.listing tbody tr")
    return [words(row) for row in rows]


def test_an_editor_adds_a_term_with_its_translations(admin_of):
    client = admin_of("Editors")
    assert add(client, ("so", "qabow"), ("es", "ola de frío")).status_code == 302
    made = GlossaryTerm.objects.get(term="cold snap")
    assert {one.language: one.text for one in made.translations.all()} == {
        "so": "qabow",
        "es": "ola de frío",
    }


@pytest.mark.parametrize(
    "translations", [[("so", "qabow"), ("so", "dhaxan")], [("so", "x" * 151)], [("fr", "froid")]]
)
def test_an_invalid_term_is_refused_with_a_reason_and_the_typed_text_kept(admin_of, translations):
    response = add(admin_of("Editors"), *translations)
    assert response.status_code == 200
    assert not GlossaryTerm.objects.filter(term="cold snap").exists()
    html = response.content.decode()
    assert "error-message" in html
    assert "cold snap" in html


def test_a_term_is_entered_once(admin_of):
    term()
    assert add(admin_of("Editors"), ("so", "qabow")).status_code == 200
    assert GlossaryTerm.objects.filter(term="cold snap").count() == 1


@pytest.mark.parametrize("role", ["Translators (Soomaali)", "Submit-only translators (Hmoob)"])
@pytest.mark.parametrize("query", ["?q=cold", "?q=weather"])
def test_a_translator_finds_a_term_and_how_each_language_says_it(admin_of, role, query):
    term(note="Of the weather")
    (row,) = listed(admin_of(role), query)
    assert "cold snap" in row
    assert "qabow" in row


@pytest.mark.parametrize("query", ["?q=" + "x" * 3000, "?p=abc", "?q=%25_"])
def test_a_strange_search_does_no_harm(admin_of, query):
    assert admin_of("Editors").get(reverse(LIST) + query).status_code == 200


def test_the_list_costs_as_many_queries_with_2_as_with_20_terms(admin_of):
    client = admin_of("Editors")
    counts = []
    for size in (2, 18):
        for number in range(size):
            term(f"cold snap {size} {number}")
        counts.append(query_count(client, f"{reverse(LIST)}?q=cold"))
    assert counts[0] == counts[1]
