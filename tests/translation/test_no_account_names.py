"""Tests that look for names of accounts on readers' and volunteers' pages and in files."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from home.translation import review
from home.translation.models import TranslationLink
from tests import factories as make
from tests.support import every_page, translating
from tests.support.by_link import address, steps
from tests.support.campaign import LANGUAGES, Campaign

pytestmark = [pytest.mark.django_db, pytest.mark.audit]

SECRET = "Qzvolunteer"


@pytest.fixture
def campaign():
    campaign = Campaign()
    for number, user in enumerate(campaign.accounts.values()):
        # In all names and email addresses.
        user.username = user.first_name = user.last_name = f"{SECRET}{number}"
        user.email = f"{SECRET}{number}@example.org"
        user.save()
    campaign.write()
    campaign.submit(*LANGUAGES)
    for language in LANGUAGES:
        campaign.translate(language)
        campaign.publish(language)
        review.mark_reviewed(campaign.in_language(language), by=campaign.accounts["en"])
    return campaign


def contents(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    found = [body, str(response.headers).encode()]
    # A spreadsheet.
    if body.startswith(b"PK"):
        with ZipFile(BytesIO(body)) as book:
            found += [book.read(name) + name.encode() for name in book.namelist()]
    return b"\n".join(found)


def names_in(response):
    return SECRET.lower().encode() in contents(response).lower()


def test_no_page_of_readers_names_an_account(campaign):
    kinds = ("home", "alert index", "alert", "comment form", "not found")
    paths = [every_page.address(kind, language)[0] for kind in kinds for language in make.LANGUAGES]
    paths += ["/sitemap.xml", "/robots.txt"]
    answers = {path: Client().get(path) for path in paths}
    assert b"[so] English title" in answers["/so/alerts/call/"].content
    assert [path for path, answer in answers.items() if names_in(answer)] == []


def test_the_public_name_that_a_translator_chose_is_shown_and_nothing_else_of_the_account(campaign):
    translator = campaign.accounts["so"]
    translator.public_name = "Hibo"
    translator.save()
    response = Client().get("/so/alerts/call/")
    assert b"Hibo" in response.content
    assert not names_in(response)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_goes_out_to_a_volunteer_names_an_account(campaign, language):
    page = campaign.in_language(language)
    client = campaign.at_work(language)
    found = []
    for kind in ("po", "xlsx"):
        for name, about in (
            ("exchange_page_file", page.pk),
            ("exchange_language_file", language),
        ):
            response = client.get(reverse(name, args=[about, kind]))
            assert response.status_code == 200
            found += [(name, kind)] * names_in(response)
    response = client.get(reverse("exchange_message", args=[page.pk]) + "?all=1")
    found += ["message"] * (SECRET in response.context["message"])
    assert "English title" in response.context["message"]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_a_link_names_an_account(campaign, language):
    campaign.write("ask")
    translation = translating.translation_of(campaign.page, language)
    _link, token = TranslationLink.issue(translation, campaign.accounts["en"])
    url = address(translation, token)
    pages = [url, *steps(Client(), url)]
    assert len(pages) > 1
    assert [path for path in pages if names_in(Client().get(path))] == []
