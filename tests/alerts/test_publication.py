"""Tests for the rules of publication, with each way to publish."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail.test.utils.form_data import nested_form_data, rich_text

from alerts.models import AlertPage
from tests import factories as make
from tests.support import translating

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def alert(**fields):
    page = make.AlertPageFactory(slug="call", live=False, has_unpublished_changes=True, **fields)
    page.save_revision(clean=False)
    return page


def alert_with_body(*body):
    return alert(body=list(body))


def explainer():
    page = make.ExplainerPageFactory(live=False, has_unpublished_changes=True, summary="")
    page.save_revision(clean=False)
    return page


def plain_page():
    page = make.StandardPageFactory(live=False, has_unpublished_changes=True, body="")
    page.save_revision(clean=False)
    return page


# Drafts that may be saved but not published, each with a word from the error message.
INCOMPLETE = {
    "no start": (lambda: alert(starts_at=None), "Starts"),
    "no end": (lambda: alert(ends_at=None), "Ends"),
    "an end before its start": (lambda: alert(ends_at=timezone.now() - DAY), "end after"),
    "no ask": (lambda: alert(ask=""), "Ask"),
    "an unknown name in braces": (lambda: alert(share_text="By {deadlin}"), "braces"),
    "a picture that is missing": (
        lambda: alert_with_body(("picture", {"image": None, "alt_text": "A door"})),
        "Image",
    ),
    "a quote without words": (
        lambda: alert_with_body(("quote", {"text": "", "attribution": "A neighbor"})),
        "Text",
    ),
    "an expiry that has passed": (lambda: alert(expire_at=timezone.now() - HOUR), "Expiry"),
    "an explainer without a summary": (explainer, "Summary"),
    "a plain page without text": (plain_page, "Body"),
}
each_incomplete = pytest.mark.parametrize("what", INCOMPLETE)


def is_live(page):
    return Page.objects.get(pk=page.pk).live


def bulk_publish(client, *pages, **sent):
    address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    chosen = "&".join(f"id={page.pk}" for page in pages)
    return client.post(f"{address}?{chosen}", sent, follow=True)


def api(client, page, action, **sent):
    return client.post(
        reverse("wagtailadmin_api:pages:action", args=[page.pk, action]),
        sent,
        content_type="application/json",
    )


@each_incomplete
def test_the_bulk_action_publishes_nothing_incomplete_and_says_what_is_missing(admin_of, what):
    make_draft, reason = INCOMPLETE[what]
    page = make_draft()
    answer = bulk_publish(admin_of("Editors"), page)
    assert not is_live(page)
    assert reason in answer.text
    assert page.title in answer.text


@each_incomplete
def test_the_admin_api_publishes_nothing_incomplete_and_says_what_is_missing(admin_of, what):
    page = INCOMPLETE[what][0]()
    answer = api(admin_of("Editors"), page, "publish")
    assert answer.status_code == 400
    assert not is_live(page)


@each_incomplete
def test_a_command_that_publishes_is_refused(what):
    page = INCOMPLETE[what][0]()
    with pytest.raises(ValidationError):
        page.get_latest_revision().publish()
    assert not is_live(page)


@each_incomplete
def test_nothing_incomplete_can_be_scheduled(admin_of, what):
    page = INCOMPLETE[what][0]()
    page.go_live_at = timezone.now() + HOUR
    if page.expire_at:
        page.expire_at = timezone.now() + HOUR / 2
    page.save_revision(clean=False)
    client = admin_of("Editors")
    assert api(client, page, "publish").status_code == 400
    assert page.title in bulk_publish(client, page).text
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_a_selection_with_one_incomplete_page_is_not_published(admin_of):
    whole, broken = make.AlertPageFactory(live=False), alert(ask="")
    whole.save_revision()
    answer = bulk_publish(admin_of("Editors"), whole, broken)
    assert not is_live(whole)
    assert broken.title in answer.text


def test_incomplete_pages_below_a_selected_page_are_not_published(admin_of):
    draft = alert(ends_at=None)
    answer = bulk_publish(admin_of("Editors"), draft.get_parent(), include_descendants="on")
    assert not is_live(draft)
    assert draft.title in answer.text


def test_a_refused_selection_names_the_pages_within_a_limit(admin_of):
    pages = [make.AlertPageFactory(live=False, starts_at=None) for _ in range(13)]
    for page in pages:
        page.save_revision(clean=False)
    answer = bulk_publish(admin_of("Editors"), *pages)
    assert "… and 3 more." in answer.text
    assert not AlertPage.objects.filter(live=True).exists()


def test_complete_pages_are_published_in_bulk_and_by_the_api(admin_of):
    first, second = make.AlertPageFactory(live=False), make.AlertPageFactory(live=False)
    for page in (first, second):
        page.save_revision()
    client = admin_of("Editors")
    bulk_publish(client, first)
    assert api(client, second, "publish").status_code == 200
    assert is_live(first)
    assert is_live(second)


@pytest.mark.parametrize("way", ["bulk", "api", "command", "schedule"])
@pytest.mark.parametrize("language", ["es", "so"])
def test_a_translation_without_its_core_fields_cannot_go_live(admin_of, way, language):
    english = make.ExplainerPageFactory(title="Why", summary="Because.")
    translation = make.submit(english, language)
    translation.save_target(publish=False)
    draft = translation.get_target_instance()
    client = admin_of()
    if way == "bulk":
        assert "First translate" in bulk_publish(client, draft).text
    elif way == "api":
        assert api(client, draft, "publish").status_code == 400
    elif way == "command":
        with pytest.raises(ValidationError):
            draft.get_latest_revision().publish()
    else:
        draft.go_live_at = timezone.now() + HOUR
        draft.save_revision()
        assert api(client, draft, "publish").status_code == 400
        assert not Revision.objects.exclude(approved_go_live_at=None)
    assert not is_live(draft)


def test_a_machine_translation_of_an_active_alert_cannot_go_live(admin_of):
    english = make.AlertPageFactory(slug="call")
    draft = make.translate(english, "so", kind="machine", publish=False)
    client = admin_of("Translators (Soomaali)")
    assert api(client, draft, "publish").status_code == 400
    assert "First translate" in bulk_publish(client, draft).text
    assert not is_live(draft)


def copy(client, page, **sent):
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": page.get_parent().pk}
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data | sent)


def live_but_incomplete(**fields):
    page = make.AlertPageFactory(slug="call")
    # Without checks, and only in the database.
    AlertPage.objects.filter(pk=page.pk).update(**fields)
    return page


LEFT = [{"starts_at": None}, {"ask": ""}, {"expire_at": "2011-06-03T12:00Z"}]


@pytest.mark.parametrize("fields", LEFT, ids=str)
def test_an_incomplete_copy_is_not_published(admin_of, fields):
    page = live_but_incomplete(**fields)
    client = admin_of("Editors")
    answer = copy(client, page, publish_copies="on")
    assert answer.status_code == 200
    assert "is not complete" in answer.text
    assert not Page.objects.filter(slug="copy").exists()
    copy(client, page)
    assert not Page.objects.get(slug="copy").live


@pytest.mark.parametrize("fields", LEFT, ids=str)
def test_the_api_copies_nothing_incomplete_as_a_live_page(admin_of, fields):
    page = live_but_incomplete(**fields)
    answer = api(admin_of("Editors"), page, "copy", slug="copy")
    assert answer.status_code == 400
    assert not Page.objects.filter(slug="copy", live=True).exists()


@pytest.mark.parametrize("slug", ["comment", "feed"])
def test_a_reserved_address_is_refused_in_the_form_that_copies(admin_of, slug):
    page = make.AlertPageFactory(slug="call")
    answer = copy(admin_of("Editors"), page, new_slug=slug, publish_copies="on")
    assert answer.status_code == 200
    assert "own addresses" in answer.text


def test_an_incomplete_older_version_is_not_published_again(admin_of):
    page = make.AlertPageFactory(slug="call")
    page.starts_at = None
    old = page.save_revision(clean=False)
    page = AlertPage.objects.get(pk=page.pk)
    page.save_revision().publish()
    client = admin_of("Editors")
    answer = api(client, page, "revert_to_page_revision", revision_id=old.pk)
    assert answer.status_code in (200, 400)
    assert api(client, page, "publish").status_code == 400
    assert AlertPage.objects.get(pk=page.pk).starts_at


def test_a_live_page_that_has_no_version_yet_is_not_taken_down_by_a_schedule(admin_of):
    home = make.home("es")  # as on a new site
    home.intro, home.go_live_at = "Nuevo.", timezone.now() + HOUR
    home.save_revision()
    answer = api(admin_of(), home, "publish")
    assert answer.status_code == 400
    assert is_live(home)


@pytest.mark.parametrize(
    "lacks",
    [
        {"starts_at": ""},
        {"ends_at": ""},
        {"ask": ""},
        {"body": [("quote", {"text": "", "attribution": ""})]},
    ],
    ids=str,
)
def test_the_editor_schedules_nothing_incomplete_and_keeps_what_was_typed(admin_of, lacks):
    form = translating.alert_form(title="Typed", go_live_at="2031-06-01 08:00", **lacks)
    answer = translating.add_alert(admin_of("Editors"), form, publish=True)
    assert answer.status_code == 200
    assert "Typed" in answer.text
    assert not Revision.objects.exists()


def test_a_draft_of_a_live_page_may_be_incomplete(admin_of):
    page = make.AlertPageFactory(slug="call", title="As it is")
    client = admin_of("Editors")
    form = translating.alert_form(slug="call", title="As it will be", starts_at="")
    assert translating.edit(client, page, form).status_code == 302
    page.refresh_from_db()
    assert (page.live, page.title, bool(page.starts_at)) == (True, "As it is", True)
    assert page.get_latest_revision_as_object().title == "As it will be"


def test_an_error_that_no_form_finds_is_shown_in_the_editor_and_the_draft_is_kept(admin_of):
    home = make.home("es")  # live without a revision, as on a new site
    form = nested_form_data(
        {
            "title": home.title,
            "slug": home.slug,
            "intro": "Nuevo.",
            "about": rich_text(""),
            "more-count": "0",
            "search_description": "",
            "go_live_at": "2031-06-01 08:00",
        }
    )
    client = admin_of("Translators (Español)")
    answer = client.get(translating.edit(client, home, form, publish=True)["Location"])
    assert "Publish the page now" in answer.text
    assert is_live(home)
    assert make.home("es").get_latest_revision_as_object().intro == "Nuevo."
