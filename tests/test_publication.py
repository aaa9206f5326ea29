"""One set of rules for every way to publish a page, and a sentence for whoever is refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision

from . import factories as make

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


# Drafts that an editor may save and must not publish, and a word of the sentence that says why.
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


def test_of_a_selection_with_one_incomplete_page_nothing_is_published(admin_of):
    whole, broken = make.AlertPageFactory(live=False), alert(ask="")
    whole.save_revision()
    answer = bulk_publish(admin_of("Editors"), whole, broken)
    assert not is_live(whole)
    assert broken.title in answer.text
