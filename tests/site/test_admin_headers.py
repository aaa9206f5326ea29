"""Tests for the headers of the project's pages in the admin."""

import pytest
from django.urls import reverse

from home.translation.exchange.models import TranslationImport
from tests import factories as make
from tests.support.soup import parse, words

pytestmark = pytest.mark.django_db


def header(client, name, *args):
    """Return the heading of an admin page, and the last of its breadcrumbs, which is shown."""
    page = parse(client.get(reverse(name, args=args)))
    return words(page.h1), words(page.select(".w-breadcrumbs li")[-1])


@pytest.mark.parametrize(
    "name", ["calls_index", "sample_content", "phrases", "translation_dashboard"]
)
def test_the_header_names_the_page(client, user, name):
    make.english_home()
    client.force_login(user())
    heading, shown = header(client, name)
    assert heading == shown != "Home"


def test_the_header_of_an_import_names_the_page(client, user):
    owner = user()
    client.force_login(owner)
    record = TranslationImport.objects.create(
        user=owner, locale=make.Locale.objects.get(language_code="so"), rows=[]
    )
    assert header(client, "exchange_import", record.pk) == ("Import: Somali", "Import")
