"""Tests for the order, filters and permissions of the translation dashboard."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail_localize.models import StringTranslation, Translation

from alerts.models import AlertPage
from home.translation.admin.dashboard_views import TranslationDashboardView
from tests import factories as make
from tests.support import translating
from tests.support.dashboard_page import (
    DASHBOARD,
    alert,
    begin,
    edit_address,
    published,
    shown,
    titles,
    write,
)
from tests.support.queries import query_count

pytestmark = pytest.mark.django_db

EDITOR, SOMALI = "Editors", "Translators (Soomaali)"
SUBMIT_ONLY = "Submit-only translators (Soomaali)"


def a_page_of_each_urgency():
    now = timezone.now()
    hour = timedelta(hours=1)
    make.AlertPageFactory(
        title="Ended long ago", starts_at=now - 90 * hour, ends_at=now - 80 * hour
    )
    make.AlertPageFactory(title="Just ended", starts_at=now - 9 * hour, ends_at=now - hour)
    make.ExplainerPageFactory(title="Rights", first_published_at=now - hour)
    make.StandardPageFactory(title="Plain page", first_published_at=now - 2 * hour)
    make.AlertPageFactory(title="Later", starts_at=now + 2 * hour, ends_at=now + 9 * hour)
    make.AlertPageFactory(title="Soon", starts_at=now + hour, ends_at=now + 9 * hour)
    make.AlertPageFactory(title="Running", starts_at=now - hour, ends_at=now + 3 * hour)
    make.AlertPageFactory(title="Running out", starts_at=now - hour, ends_at=now + hour)


def test_the_most_urgent_page_comes_first(editor):
    a_page_of_each_urgency()
    order = [title for title in titles(shown(editor)) if title != "English list of explainers"]
    assert order == [
        "Running out",
        "Running",
        "Soon",
        "Later",
        "Rights",
        "Plain page",
        "Just ended",
        "Ended long ago",
    ]


def test_a_translator_sees_what_is_to_be_done_before_what_is_done(admin_of):
    client = admin_of(SOMALI)
    published(client)
    make.StandardPageFactory(title="Plain page")
    order = titles(shown(client))
    assert order.index("Plain page") < order.index("English title")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=PLAIN", {"Plain page"}),
        ("?kind=standardpage", {"Plain page"}),
        ("?kind=alertpage&state=missing", {"English title"}),
        ("?kind=alertpage&state=missing&language=so", set()),
        ("?state=true", {"English title"}),
        ("?state=true&language=es", set()),
        ("?state=open&language=so&kind=alertpage", set()),
        ("?state=open&kind=alertpage", {"English title"}),  # other languages lack it
        ("?q=title&state=true", {"English title"}),
    ],
)
def test_pages_are_found_by_title_kind_state_and_language(editor, query, expected):
    published(editor)
    make.StandardPageFactory(title="Plain page")
    assert set(titles(shown(editor, query))) == expected


def test_a_language_that_is_asked_for_is_the_only_column(editor):
    alert()
    heads = [
        head.get_text()
        for head in shown(editor, "?language=so").select(".translation-dashboard thead th")
    ]
    assert heads == ["Page", "Somali"]


def test_a_state_is_looked_for_on_all_pages_and_the_next_page_keeps_the_filter(editor):
    write(editor, begin(alert("Oldest", first_published_at=None)), "English ask")
    for number in range(35):
        make.ExplainerPageFactory(title=f"Explainer {number:02}")
    make.StandardPageFactory(title="Plain page")
    first = shown(editor, "?state=missing")
    assert len(first.select(".translation-dashboard tbody tr")) == 30
    query = first.select_one(".pagination .next a")["href"]
    second = shown(editor, address=query)
    assert titles(second)
    assert not set(titles(first)) & set(titles(second))
    assert "Oldest" in titles(shown(editor, "?state=part-done"))


@pytest.mark.parametrize(
    "query",
    [
        "?state=nonsense",
        "?kind=user",
        "?language=fr",
        "?language=en",
        "?q=" + "x" * 201,
    ],
)
def test_a_filter_that_does_not_exist_is_refused_and_says_why(editor, query):
    alert()
    response = editor.get(DASHBOARD + query)
    assert response.status_code == 400
    assert "errorlist" in response.content.decode()


@pytest.mark.parametrize("query", ["?p=abc", "?p=-1", "?p=99999999999999999999", "?p=", "?other=1"])
def test_a_page_number_that_does_not_exist_leads_to_one_that_does(editor, query):
    alert()
    assert titles(shown(editor, query)) == ["English title"]


def test_a_title_does_no_harm(editor):
    alert("<script>alert(1)</script>")
    html = editor.get(DASHBOARD).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html


@pytest.mark.parametrize("role", ["Moderators"])
def test_users_who_translate_nothing_have_no_dashboard(admin_of, role):
    page = alert()
    client = admin_of(role)
    for response in (
        client.get(DASHBOARD),
        client.post(reverse("start_translation", args=[page.pk, "so"])),
    ):
        assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert DASHBOARD not in client.get("/admin/").content.decode()
    assert not Translation.objects.exists()


@pytest.mark.parametrize("role", [SOMALI, SUBMIT_ONLY])
def test_a_translator_sees_their_own_language_and_no_draft_of_others(admin_of, role):
    alert()
    draft = make.AlertPageFactory(title="Secret plan", live=False, first_published_at=None)
    draft.save_revision()
    begin(draft, "es")
    withdrawn = alert("Taken back")
    AlertPage.objects.get(pk=withdrawn.pk).unpublish()
    client = admin_of(role)
    soup = shown(client)
    assert {tag["data-language"] for tag in soup.select("td[data-language]")} == {"so"}
    for address in (DASHBOARD, "/admin/"):
        html = client.get(address).content.decode()
        assert "English title" in html
        assert "Secret plan" not in html
        assert "Taken back" not in html
    client.post(reverse("start_translation", args=[draft.pk, "so"]))
    assert not Translation.objects.filter(target_locale__language_code="so").exists()


def test_a_draft_whose_translation_has_begun_is_on_its_translators_dashboard(admin_of):
    draft = make.AlertPageFactory(title="First words", live=False, first_published_at=None)
    draft.title = "Newest words"
    draft.save_revision()
    begin(draft)
    assert titles(shown(admin_of(SOMALI))) == ["Newest words"]


def test_the_draft_of_a_published_page_is_not_shown_to_its_translators(admin_of):
    page = alert()
    page.title = "Secret correction"
    page.save_revision()
    assert titles(shown(admin_of(SOMALI))) == ["English title"]


def test_a_page_that_not_everybody_may_read_is_on_the_editors_dashboard_only(admin_of, user):
    page = alert()
    page.view_restrictions.create(restriction_type="login")
    client = admin_of(SOMALI)
    assert titles(shown(client)) == []
    client.post(reverse("start_translation", args=[page.pk, "so"]))
    assert not Translation.objects.exists()
    client.force_login(user(EDITOR))
    assert titles(shown(client)) == ["English title"]


def test_a_translation_is_begun_by_post_in_ones_own_language_only(admin_of):
    page = alert()
    client = admin_of(SOMALI)
    address = reverse("start_translation", args=[page.pk, "so"])
    assert client.get(address).status_code == 405
    for language in ("es", "en", "fr"):
        response = client.post(reverse("start_translation", args=[page.pk, language]))
        assert (response.status_code, response["Location"]) == (302, "/admin/")
    client.post(reverse("start_translation", args=[999999, "so"]))
    assert not Translation.objects.exists()
    client.post(address)
    assert not translating.translation_of(page, "so").get_target_instance().live


def test_a_translation_that_is_under_way_is_opened_not_begun_again(admin_of):
    page = alert()
    translation = begin(page)
    client = admin_of(SOMALI)
    write(client, translation, "English title")
    response = client.post(reverse("start_translation", args=[page.pk, "so"]))
    assert response["Location"] == edit_address(translation)
    assert StringTranslation.objects.count() == 1


def test_the_pages_of_the_list_count_english_pages_of_one_kind(editor, monkeypatch):
    monkeypatch.setattr(TranslationDashboardView, "PER_PAGE", 2)
    make.ExplainerPageFactory()
    plain = [make.StandardPageFactory(title=f"Page {number}") for number in range(5)]
    make.translate(plain[0], "so")
    assert "Page 1 of 3" in editor.get(f"{DASHBOARD}?kind=standardpage").text


def test_the_admins_home_shows_an_editor_what_is_running(editor):
    a_page_of_each_urgency()
    assert titles(shown(editor, address="/admin/")) == ["Running out", "Running"]


def test_the_admins_home_shows_a_translator_the_most_urgent_work(admin_of):
    client = admin_of(SOMALI)
    published(client, title="Already done")
    a_page_of_each_urgency()
    for number in range(12):
        make.StandardPageFactory(title=f"Page {number}")
    soup = shown(client, address="/admin/")
    assert len(soup.select(".translation-dashboard tbody tr")) == 10
    order = titles(soup)
    assert order[:4] == ["Running out", "Running", "Soon", "Later"]
    assert not {"Already done", "Just ended"} & set(order)


def test_a_translation_is_begun_from_the_admins_home(admin_of):
    page = alert()
    client = admin_of(SOMALI)
    form = shown(client, address="/admin/").select_one(".translation-dashboard form")
    assert form.select_one("[name=csrfmiddlewaretoken]")["value"]
    client.post(form["action"])
    assert translating.translation_of(page, "so")


@pytest.mark.thorough
@pytest.mark.parametrize("role", [EDITOR, SOMALI])
def test_the_dashboard_costs_as_many_queries_with_2_as_with_20_posts(admin_of, role):
    client = admin_of(role)
    addresses = (DASHBOARD, f"{DASHBOARD}?state=part-done", "/admin/")
    counts = []
    for size in (2, 18):
        for number in range(size):
            make.ExplainerPageFactory()
            translation = begin(alert(f"Alert {size} {number}"))
            if number % 2:
                write(client, translation, "English ask")
        counts.append([query_count(client, address) for address in addresses])
    assert counts[0] == counts[1]
    # Wagtail makes nine of these queries on every page of the admin. The menu makes one for "Write
    # an alert", and one for the recordings.
    # Three find, count and load the rows of one page of the list.
    assert counts[0][0] <= 22
