"""Tests for the admin's list of alerts with call results, and for the links to these results."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from alerts.calls import totals
from alerts.calls.admin.views import CallsIndexView
from alerts.calls.models import CallCount, SupportCount
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = date(2031, 6, 3)


@pytest.fixture
def alert():
    alert = make.AlertPageFactory(slug="call")
    make.call(alert, make.office(), make.office("Al Franken", ["+16512211016"]))
    return alert


def calls(alert, number, held=0, *, office=0, day=DAY, language="en", result="spoke"):
    CallCount.objects.create(
        alert=alert,
        office=alert.offices[office],
        day=day,
        language=language,
        result=result,
        number=number,
        held=held,
    )
    totals.rewrite(alert.pk)


def support(alert, number, held=0, *, day=DAY, language="en"):
    SupportCount.objects.create(alert=alert, day=day, language=language, number=number, held=held)
    totals.rewrite(alert.pk)


def address(alert, name="calls_of_alert", *more):
    return reverse(name, args=(alert.pk, *more))


def read(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib").main


def text_of(element):
    return " ".join(element.get_text(" ").split())


def test_the_index_has_public_counts_and_held_reports_latest_start_first(editor, alert):
    make.AlertPageFactory(title="The one before", starts_at=alert.starts_at - timedelta(days=9))
    calls(alert, 5, 3)
    support(alert, 4, 1)
    support(alert, 0, 1, language="so")
    rows = read(editor.get(reverse("calls_index"))).select("tbody tr")
    assert [[text_of(cell) for cell in row.select("td")] for row in rows] == [
        [alert.title, "Act now", "5 calls made, fewer than 5 supporters", "5"],
        [
            "The one before",
            "Act now",
            "fewer than 5 calls made, fewer than 5 supporters",
            "none",
        ],
    ]
    assert rows[0].a["href"] == address(alert)


def test_the_index_is_read_a_page_at_a_time(editor, alert, monkeypatch):
    monkeypatch.setattr(CallsIndexView, "PER_PAGE", 1)
    make.AlertPageFactory(title="The one before", starts_at=alert.starts_at - timedelta(days=9))
    index = reverse("calls_index")
    first, second = read(editor.get(index)), read(editor.get(f"{index}?p=2"))
    assert [text_of(row) for row in first.select("td.title")] == [alert.title]
    assert [text_of(row) for row in second.select("td.title")] == ["The one before"]
    assert "Page 1 of 2" in text_of(first)


def test_the_index_lists_english_pages_that_the_user_may_edit(
    admin_of, alert, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    index = reverse("calls_index")
    assert len(read(admin_of("Editors").get(index)).select("td.title")) == 1
    translator = read(admin_of("Translators (Soomaali)").get(index))
    assert "There is no alert that you may edit." in text_of(translator)


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
