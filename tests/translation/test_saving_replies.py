"""Tests for saving the selected answers of a pasted chat."""

import pytest
from django.db import OperationalError
from wagtail_localize.models import StringTranslation

from home.translation import batches
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests.support.exchange import found, page_text, save, texts
from tests.support.soup import parse, words

pytestmark = pytest.mark.django_db


def test_what_is_selected_is_saved_as_it_was_corrected(translator, six_strings, pasted):
    shown = pasted("{code}\n1. Cinwaan\n2. Codso\n3. Saddex")
    done = save(
        translator,
        six_strings,
        shown,
        **{"answer-0-text": "Cinwaan la saxay", "answer-1-take": None},
    )
    assert done.status_code == 200
    assert texts(six_strings)[:3] == ["Cinwaan la saxay", "", "Saddex"]
    page = page_text(done)
    assert "2 written" in page
    assert "Left out 2. Codso" in page


def test_one_of_two_answers_is_chosen(translator, six_strings, pasted):
    shown = pasted("{code}\n1. Cinwaan\n1. Cinwaan kale")
    both = {"answer-0-take": "on", "answer-1-take": "on"}
    refused = save(translator, six_strings, shown, **both)
    assert refused.status_code == 422
    assert "Choose only one translation" in page_text(refused)
    assert found(refused) == [(1, "Cinwaan", True), (1, "Cinwaan kale", True)]
    assert not StringTranslation.objects.exists()
    save(translator, six_strings, refused, **{"answer-0-take": None})
    assert texts(six_strings)[0] == "Cinwaan kale"


def test_good_answers_are_saved_beside_one_that_is_refused(translator, six_strings, pasted):
    shown = pasted("{code}\n1. Cinwaan\n2. Codso")
    refused = save(translator, six_strings, shown, **{"answer-1-text": " "})
    assert refused.status_code == 422
    assert "There is nothing in this box" in page_text(refused)
    assert found(refused) == [(2, " ", True)]
    assert texts(six_strings)[:2] == ["Cinwaan", ""]
    save(translator, six_strings, refused, **{"answer-1-text": "Codso"})
    assert texts(six_strings)[:2] == ["Cinwaan", "Codso"]


def test_nothing_is_saved_if_nothing_is_selected(translator, six_strings, pasted):
    shown = pasted("{code}\n1. Cinwaan")
    refused = save(translator, six_strings, shown, **{"answer-0-take": None})
    assert refused.status_code == 422
    assert "Nothing is selected" in page_text(refused)
    assert found(refused) == [(1, "Cinwaan", False)]


def test_a_reply_stays_in_the_form_if_the_database_is_busy(
    translator, six_strings, pasted, monkeypatch
):
    def fail(*args, **kwargs):
        raise OperationalError("database is locked")

    shown = pasted("{code}\n1. Cinwaan")
    monkeypatch.setattr(batches, "save", fail)
    busy = save(translator, six_strings, shown, **{"answer-0-text": "La saxay"})
    assert busy.status_code == 503
    assert found(busy) == [(1, "La saxay", True)]


def test_fields_of_answers_that_do_not_exist_do_nothing(translator, six_strings, pasted):
    shown = pasted("{code}\n1. Cinwaan")
    more = {"answer-7-take": "on", "answer-7-text": "x", "answer-TOTAL_FORMS": "99999999"}
    assert save(translator, six_strings, shown, **more).status_code == 200
    assert texts(six_strings)[:2] == ["Cinwaan", ""]


def test_each_answer_shows_who_sent_it_and_the_first_what_is_saved(translator, six_strings, pasted):
    save_translation(translatable_strings(six_strings)[0], "Hore")
    chat = "[6/3/31, 9:00:00 AM] Ayaan: {code}\n1. Cinwaan\n[6/3/31, 9:05:00 AM] Xasan: 1. Kale"
    shown = [words(one) for one in parse(pasted(chat)).select(".exchange-answer")]
    assert ["Saved until now: Hore" in one for one in shown] == [True, False]
    assert [one.startswith("1. Or this:") for one in shown] == [False, True]
    assert ["From Ayaan." in one for one in shown] == [True, False]
    assert ["From Xasan." in one for one in shown] == [False, True]
    unnamed = parse(pasted("{code}\n1. Cinwaan")).select_one(".exchange-answer")
    assert "From" not in words(unnamed)
