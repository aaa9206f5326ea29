"""Tests for the query counts of pages with little and much content."""

from datetime import timedelta

import pytest
from django.test import TestCase
from django.utils import timezone

from tests import factories as make
from tests.support import every_page
from tests.support.queries import query_count

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def alert(size):
    every_page.full_alert(size)
    return "alerts/call/"


def alert_index(size):
    past = timezone.now() - timedelta(days=30)
    for number in range(size):
        make.AlertPageFactory()
        make.AlertPageFactory(
            starts_at=past - timedelta(days=number), ends_at=past + timedelta(hours=1)
        )
    return "alerts/"


def explainer(size):
    page = make.ExplainerPageFactory(slug="why")
    for _ in range(size):
        every_page.AlertExplainer.objects.create(alert=make.AlertPageFactory(), explainer=page)
        make.comment(page, "so")
        make.comment(page, "en")
    return "background/why/"


def explainer_index(size):
    for _ in range(size):
        make.ExplainerPageFactory()
    return "background/"


def home(size):
    for _ in range(size):
        make.AlertPageFactory()
        make.ExplainerPageFactory()
        make.meeting()
        make.StandardPageFactory(show_in_menus=True)
    return ""


def comment_form(size):
    return every_page.full_alert(size) and "alerts/call/comment/"


def own_comment(size):
    alert = every_page.full_alert(size)
    for language in make.LANGUAGES:
        every_page.own_comments(alert, language)
    return "comment/token-{}/"


def plain_page(size):
    for number in range(size):
        make.StandardPageFactory(slug=f"page-{number}", show_in_menus=True)
    return "page-0/"


def meetings(size):
    make.the(make.MeetingsPageFactory)
    for number in range(size):
        for day in (number, -number - 1):
            what = make.phrase(f"Kind {size}, {day}", so=f"Nooca {day}")
            make.meeting(what=what, starts_at=timezone.now() + timedelta(days=day, hours=1))
    return "meetings/"


@pytest.mark.parametrize(
    "build",
    [
        home,
        plain_page,
        meetings,
        alert_index,
        alert,
        explainer_index,
        explainer,
        comment_form,
        own_comment,
    ],
)
@pytest.mark.parametrize("language", ["en", "so"])
def test_a_page_costs_as_many_queries_with_2_as_with_20_of_everything(client, build, language):
    counts = []
    for size in (2, 20):
        with TestCase.captureOnCommitCallbacks():
            address = f"/{language}/{build(size)}".format(language)
        counts.append(query_count(client, address))
        for page in make.HomePage.objects.get(locale__language_code="en").get_children():
            page.delete()
    assert counts[0] == counts[1]


def test_a_translated_alert_costs_as_many_queries_with_2_as_with_20_of_everything(client):
    counts = []
    for size in (2, 20):
        every_page.translate_with_markup(every_page.full_alert(size, slug=f"call-{size}"), "so")
        counts.append(query_count(client, f"/so/alerts/call-{size}/"))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_the_sample_alert_with_comments_costs_at_most_15_queries(client, sample, language):
    for _ in range(3):
        make.comment(sample, language)
    assert query_count(client, f"/{language}/alerts/{sample.slug}/") <= 15


@pytest.mark.parametrize("language", ["en", "es", "so"])
def test_an_alert_with_everything_on_it_costs_at_most_15_queries(client, language):
    every_page.translate_with_markup(every_page.full_alert(), "es")
    assert query_count(client, f"/{language}/alerts/call/") <= 15
