"""Tests for explainer pages."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from alerts.models import AlertExplainer
from tests import factories as make
from tests.support import every_page
from tests.support.markup import find, page_at, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client):
    return partial(page_at, client, "background/why/")


def section(root, heading):
    found = find(root, "section", aria_labelledby=heading)
    return found[0] if found else None


SOURCES = [
    ("source", {"title": "Veto letter", "publisher": "Governor", "url": "https://example.org/v"}),
    ("source", {"title": "A book", "publisher": "", "url": ""}),
]


def test_an_explainer_has_headline_summary_and_sections(read, django_capture_on_commit_callbacks):
    page = make.ExplainerPageFactory(
        slug="why",
        title="Why we call",
        summary="In short.",
        body=[("heading", "First"), ("text", "<p>Long <b>text</b>.</p>")],
    )
    root = read()
    assert [text_of(h) for h in find(root, "h1")] == ["Why we call"]
    assert text_of(find(root, "p", class_="intro")[0]) == "In short."
    assert text_of(find(root, "div", class_="body")[0]) == "First Long text."
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(page, "hmn")
    root = read("hmn")
    assert text_of(find(root, "p", class_="intro")[0]) == "[hmn] In short."
    assert text_of(find(root, "div", class_="body")[0]) == "[hmn] First [hmn] Long text."


@pytest.mark.parametrize("translated", [True, False])
def test_sources_keep_the_language_in_which_they_were_printed(
    read, translated, django_capture_on_commit_callbacks
):
    page = make.ExplainerPageFactory(slug="why", sources=SOURCES)
    if translated:
        with django_capture_on_commit_callbacks(execute=True):
            make.translate(page, "so")
    (listed,) = find(section(read("so"), "sources"), "ul", lang="en")
    assert [text_of(item) for item in listed] == ["Veto letter, Governor", "A book"]
    (link,) = find(listed, "a")
    assert (link.get("href"), text_of(link)) == ("https://example.org/v", "Veto letter")


def test_a_source_added_later_is_on_the_page_in_every_language(
    read, django_capture_on_commit_callbacks
):
    page = make.ExplainerPageFactory(slug="why")
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(page, "so")
    assert section(read("so"), "sources") is None
    page.sources = SOURCES
    page.save_revision().publish()
    assert "Veto letter" in text_of(section(read("so"), "sources"))


def test_alerts_that_link_to_an_explainer_are_listed_newest_first_in_the_readers_language(
    read, django_capture_on_commit_callbacks
):
    page = make.ExplainerPageFactory(slug="why")
    now = timezone.now()
    for days, title in [(5, "Five days old"), (1, "One day old"), (9, "Nine days old")]:
        alert = make.AlertPageFactory(title=title, starts_at=now - timedelta(days=days))
        AlertExplainer.objects.create(alert=alert, explainer=page)
        if days == 9:
            with django_capture_on_commit_callbacks(execute=True):
                make.translate(alert, "so")
    make.AlertPageFactory(title="Does not use it")
    listed = find(section(read("so"), "alerts"), "h3")
    assert [(text_of(title), title.get("lang")) for title in listed] == [
        ("One day old", "en"),
        ("Five days old", "en"),
        ("[so] Nine days old", None),
    ]


def test_an_alert_with_two_links_to_an_explainer_is_listed_once(read):
    page = make.ExplainerPageFactory(slug="why")
    alert = make.AlertPageFactory()
    AlertExplainer.objects.create(alert=alert, explainer=page)
    AlertExplainer.objects.create(alert=alert, explainer=page)
    assert len(find(section(read(), "alerts"), "h3")) == 1


@pytest.mark.parametrize("hide", ["unpublish", "restrict"])
def test_an_alert_that_is_not_public_is_not_listed(read, hide):
    page = make.ExplainerPageFactory(slug="why")
    alert = make.AlertPageFactory()
    AlertExplainer.objects.create(alert=alert, explainer=page)
    assert section(read(), "alerts") is not None
    alert.unpublish() if hide == "unpublish" else every_page.restrict(alert)
    assert section(read(), "alerts") is None
