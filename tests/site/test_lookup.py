"""Tests for the lookup of pages, posts, URLs of comments, and a user's languages."""

from dataclasses import FrozenInstanceError
from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone
from wagtail.models import Page

from alerts.lookup import (
    alerts_about,
    comment_address,
    find_open_post,
    find_post,
    get_alert_or_404,
)
from alerts.models import ExplainerPage
from alerts.models.alert_links import AlertExplainer
from home.lookup import resolve_page
from home.people.languages import LanguageAccess
from tests import factories as make
from tests.support.every_page import restrict

pytestmark = pytest.mark.django_db

PATH = "alerts/call/"


@pytest.fixture
def alert(django_capture_on_commit_callbacks):
    page = make.AlertPageFactory(slug="call")
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(page, "so")
    return page


@pytest.fixture
def asks(django_assert_num_queries):
    """Return a function that calls another, checks its query count, and returns its result."""

    def call(number, function, *args):
        with django_assert_num_queries(number):
            return function(*args)

    return call


@pytest.mark.parametrize(("language", "shown"), [("en", "en"), ("so", "so"), ("es", "en")])
def test_a_path_has_a_page_in_each_language(alert, asks, language, shown):
    resolve_page(language, PATH)  # fills Wagtail's cache of sites
    resolved = asks(2, resolve_page, language, PATH)
    assert asks(0, lambda: resolved.page.language) == shown
    assert asks(0, lambda: resolved.source.pk) == alert.pk
    assert asks(0, lambda: resolved.is_open)
    assert resolved.live_languages == ("en", "so")
    assert resolved.moved_translation is None
    with pytest.raises(FrozenInstanceError):
        resolved.page = None


def test_a_path_without_a_live_page_has_none(alert):
    assert resolve_page("so", "alerts/other/") is None
    alert.unpublish()
    assert resolve_page("es", PATH) is None


def test_a_translation_that_has_moved_is_known_at_the_english_path(alert):
    index = make.the(make.AlertIndexPageFactory)
    moved = Page.objects.get(translation_key=alert.translation_key, locale__language_code="so")
    Page.objects.filter(pk=moved.pk).update(
        slug="wac", url_path=moved.url_path.replace("/call/", "/wac/")
    )
    resolved = resolve_page("so", PATH)
    assert resolved.page.pk == alert.pk
    assert resolved.moved_translation.pk == moved.pk
    assert resolve_page("so", f"{index.slug}/wac/").page.pk == moved.pk


@pytest.mark.parametrize("restricted", ["en", "so"])
def test_a_translation_is_open_only_with_its_english_page(alert, restricted):
    page = Page.objects.get(translation_key=alert.translation_key, locale__language_code=restricted)
    restrict(page)
    assert not resolve_page("so", PATH).is_open
    assert find_post("so", PATH)
    assert find_open_post("so", PATH) is None
    assert resolve_page("es", PATH).is_open is (restricted == "so")


def test_only_posts_are_found_as_posts(rf):
    make.StandardPageFactory(slug="privacy")
    make.ExplainerPageFactory(slug="why")
    assert resolve_page("en", "privacy/")
    assert find_post("en", "privacy/") is None
    request = rf.get("/en/background/why/")
    request.LANGUAGE_CODE = "en"
    assert find_open_post("en", "background/why/")
    with pytest.raises(Http404):
        get_alert_or_404(request, "background/why/")


def test_a_comment_has_its_address_in_its_own_language(alert):
    comment = make.comment(alert, "so")
    assert comment_address(comment) == f"/so/alerts/call/comments/{comment.pk}/"


@pytest.mark.parametrize(
    ("group", "editable", "publishable"),
    [
        (None, [*make.LANGUAGES], [*make.LANGUAGES]),
        ("Translators (Soomaali)", ["so"], ["so"]),
        ("Moderators", [], []),
    ],
)
def test_a_person_works_in_the_languages_of_their_groups(user, group, editable, publishable):
    access = LanguageAccess(user(group))
    assert sorted(access.editable) == sorted(editable)
    assert sorted(access.publishable) == sorted(publishable)
    assert access.edits_english is ("en" in editable)


def test_a_translator_sees_public_pages_and_begun_translations(user, alert):
    draft = make.AlertPageFactory(slug="draft", live=False)
    private = make.AlertPageFactory(slug="private")
    restrict(private)
    pages = Page.objects.filter(pk__in=[alert.pk, draft.pk, private.pk])
    assert set(LanguageAccess(user()).visible(pages)) == set(pages)
    access = LanguageAccess(user("Translators (Soomaali)"))
    assert [page.pk for page in access.visible(pages)] == [alert.pk]
    make.submit(draft, "so").save_target(publish=False)
    assert {page.pk for page in access.visible(pages)} == {alert.pk, draft.pk}
    assert [page.pk for page in access.visible(pages, [])] == [alert.pk]


def test_the_preview_of_a_new_explainer_lists_no_alerts():
    index = make.ExplainerIndexPageFactory()
    new = ExplainerPage(title="New", locale=index.locale)
    assert alerts_about(new) == []


def test_an_explainer_lists_the_running_alert_first_then_the_next_one():
    explainer, now = make.ExplainerPageFactory(), timezone.now()
    times = {"ended": (-9, -8), "running": (-1, 3), "next": (4, 5), "long ago": (-30, -29)}
    for title, (start, end) in times.items():
        alert = make.AlertPageFactory(
            title=title,
            starts_at=now + timedelta(days=start),
            ends_at=now + timedelta(days=end),
        )
        AlertExplainer.objects.create(alert=alert, explainer=explainer)
    assert [alert.title for alert in alerts_about(explainer)] == [
        "running",
        "next",
        "ended",
        "long ago",
    ]
