"""Tests for exporting and importing all strings of a language in one file."""

import pytest
from django.urls import reverse

from alerts.models import AlertPage
from tests.support.exchange import (
    FILL,
    begin,
    page_text,
    upload,
)
from tests.support.queries import query_count

pytestmark = pytest.mark.django_db


def whole(client, language, kind):
    return client.get(reverse("exchange_language_file", args=[language, kind]))


def test_a_language_in_which_nothing_is_begun_has_an_empty_file(translator, kind):
    assert whole(translator, "so", kind).status_code == 200
    response = translator.get(reverse("exchange_language", args=["so"]))
    assert response.status_code == 200


def test_a_whole_language_is_exported_and_imported_in_one_file(translator, kind):
    begin()
    begin(title="English other", ask="English other ask", response="")
    content = FILL[kind](
        whole(translator, "so", kind).content,
        {"English title": "Cinwaan", "English other": "Kale"}.get,
    )
    response = upload(translator, reverse("exchange_language", args=["so"]), content)
    assert "2 written" in page_text(response)


def test_a_whole_language_holds_only_pages_that_the_user_may_edit(translator, user, client):
    shown = begin()
    begin(title="English secret", ask="English secret ask")
    english = AlertPage.objects.get(title="English title", locale__language_code="en")
    english.title = "English draft"
    english.save_revision()
    begin("es", title="English of another language")
    one = user("Translators (Soomaali)")
    group = one.groups.get()
    target = shown.get_target_instance()
    for permission in group.page_permissions.all():
        permission.page = target
        permission.save()
    client.force_login(one)
    content = whole(client, "so", "po").content.decode()
    assert "English title" in content
    for secret in ("secret", "English draft", "another language"):
        assert secret not in content


def test_a_whole_language_costs_as_many_queries_with_2_as_with_20_pages(translator, kind):
    counts, made = [], 0
    for number in (2, 20):
        while made < number:
            begin(title=f"English title {made}", slug=f"page-{made}")
            made += 1
        counts.append(query_count(translator, reverse("exchange_language_file", args=["so", kind])))
    assert counts[0] == counts[1]
