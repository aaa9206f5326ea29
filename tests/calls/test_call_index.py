"""Tests for the admin's list of alerts with call results, and for the links to these results."""

from datetime import timedelta

import pytest
from django.urls import reverse

from alerts.calls.admin.views import CallsIndexView
from tests import factories as make
from tests.support.call_results import address, count_calls, count_support
from tests.support.soup import page_of, words

pytestmark = pytest.mark.django_db


def read(response):
    return page_of(response).main


def test_the_index_has_public_counts_and_held_reports_latest_start_first(editor, alert):
    make.AlertPageFactory(title="The one before", starts_at=alert.starts_at - timedelta(days=9))
    count_calls(alert, 5, 3)
    count_support(alert, 4, 1)
    count_support(alert, 0, 1, language="so")
    rows = read(editor.get(reverse("calls_index"))).select("tbody tr")
    assert [[words(cell) for cell in row.select("td")] for row in rows] == [
        [alert.title, "Act now", "5 calls made, fewer than 5 supporters", "5"],
        [
            "The one before",
            "Act now",
            "fewer than 5 calls made, fewer than 5 supporters",
            "none",
        ],
    ]
    assert rows[0].a["href"] == address(alert)


def test_the_index_has_thirty_alerts_on_a_page(editor, alert):
    assert editor.get(reverse("calls_index")).context["page_obj"].paginator.per_page == 30


def test_the_index_is_read_a_page_at_a_time(editor, alert, monkeypatch):
    monkeypatch.setattr(CallsIndexView, "PER_PAGE", 1)
    make.AlertPageFactory(title="The one before", starts_at=alert.starts_at - timedelta(days=9))
    index = reverse("calls_index")
    first, second = read(editor.get(index)), read(editor.get(f"{index}?p=2"))
    assert [words(row) for row in first.select("td.title")] == [alert.title]
    assert [words(row) for row in second.select("td.title")] == ["The one before"]
    assert "Page 1 of 2" in words(first)


def test_the_index_lists_english_pages_that_the_user_may_edit(
    admin_of, alert, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    index = reverse("calls_index")
    assert len(read(admin_of("Editors").get(index)).select("td.title")) == 1
    translator = read(admin_of("Translators (Soomaali)").get(index))
    assert "There is no alert that you may edit." in words(translator)


def test_call_results_are_offered_to_those_who_may_see_them(
    admin_of, alert, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        somali = make.translate(alert, "so")
    explainer = make.ExplainerPageFactory()
    index, here = reverse("calls_index"), address(alert)

    def explore(page):
        return client.get(reverse("wagtailadmin_explore", args=[page.pk])).text

    assert index not in admin_of("Moderators").get("/admin/").text
    client = admin_of("Editors")
    assert index in client.get("/admin/").text
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[alert.pk])).text
    assert f'href="{here}"' in edit
    client = admin_of()
    assert f'href="{here}"' in explore(alert)
    for page in (somali, explainer):
        assert reverse("calls_of_alert", args=(page.pk,)) not in explore(page)
