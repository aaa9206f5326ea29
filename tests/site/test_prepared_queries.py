"""Tests for prepared queries, whose SQL is compiled once per process."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db import models
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Page

from home.page_links import ReaderPageLinkHandler
from home.prepared import Moment, Parameter, ReaderLanguage, ids_to_parameters, prepared
from home.translation.models import Phrase, PhraseTranslation
from tests import factories as make

pytestmark = pytest.mark.django_db


@prepared
def phrases(count):
    texts = [Parameter(f"text_{number}", models.CharField()) for number in range(count)]
    return Phrase.objects.filter(text__in=texts).order_by("text").prefetch_related("translations")


@prepared
def translations():
    found = PhraseTranslation.objects.filter(phrase__text="Meeting", language=ReaderLanguage())
    return found.select_related("phrase")


@prepared
def pages_since():
    return Page.objects.filter(depth=1, last_published_at__gt=Moment(before=timedelta(hours=1)))


@pytest.fixture
def words():
    made = [Phrase.objects.create(text=text) for text in ("Meeting", "Mayor")]
    for language in ("so", "es"):
        text = f"Meeting in {language}"
        PhraseTranslation.objects.create(phrase=made[0], language=language, text=text)
    return made


def test_each_run_has_its_own_values_and_sees_the_current_rows(words):
    assert phrases(1).run(text_0="Mayor") == [words[1]]
    assert phrases(1).run(text_0="Sheriff") == []
    sheriff = Phrase.objects.create(text="Sheriff")
    assert phrases(1).run(text_0="Sheriff") == [sheriff]
    assert phrases(2).run(text_0="Mayor", text_1="Meeting") == [words[1], words[0]]


def test_links_to_any_count_of_pages_need_few_queries(django_assert_num_queries):
    # Otherwise, a process would keep a prepared query for each count of links.
    counts = {len(ids_to_parameters(range(count))) for count in range(1000)}
    assert counts == {0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024}
    assert ids_to_parameters([7, 5, 7, 9]) == {"id_0": 7, "id_1": 5, "id_2": 9, "id_3": 9}
    pages = [make.StandardPageFactory(slug=f"page-{number}") for number in range(4)]
    links = [{"id": str(page.pk)} for page in pages]
    expand = ReaderPageLinkHandler.expand_db_attributes_many
    every = expand(links)
    assert len(set(every)) == 4
    with mock.patch.object(SQLCompiler, "pre_sql_setup", side_effect=AssertionError):
        with django_assert_num_queries(1):
            assert expand(links[:3]) == every[:3]
        assert expand([*links, *links, {"id": "x"}][:5]) == [*every, every[0]]


def test_the_sql_is_compiled_once(words, django_assert_num_queries):
    translations().run()
    with mock.patch.object(SQLCompiler, "pre_sql_setup", side_effect=AssertionError):
        with override("so"), django_assert_num_queries(1):
            assert [(one.text, one.phrase) for one in translations().run()] == [
                ("Meeting in so", words[0])
            ]
        with override("es"):
            assert [one.text for one in translations().run()] == ["Meeting in es"]


def test_related_rows_are_prefetched(words, django_assert_num_queries):
    with django_assert_num_queries(2):
        [phrase] = phrases(1).run(text_0="Meeting")
        assert len(phrase.translations.all()) == 2


def test_the_moment_is_that_of_the_run():
    root = Page.objects.filter(depth=1)
    root.update(last_published_at=timezone.now() - timedelta(minutes=59))
    assert len(pages_since().run()) == 1
    later = timezone.now() + timedelta(minutes=2)
    with mock.patch("home.prepared.now", return_value=later):
        assert pages_since().run() == []


def test_a_value_that_looks_like_sql_stays_a_value(words):
    for text in ("' OR 1=1 --", "%s", "Mayor%", ""):
        assert phrases(1).run(text_0=text) == []


def test_a_missing_value_is_an_error_and_not_another_result(words):
    with pytest.raises(KeyError):
        phrases(2).run(text_0="Mayor")


def test_late_values_work_in_ordinary_querysets_too(words):
    with override("es"):
        found = PhraseTranslation.objects.filter(phrase=words[0], language=ReaderLanguage())
        assert found.get().text == "Meeting in es"
