"""Tests for texts in doubt on pages that are translated by hand."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text

from alerts.models import AlertPage
from home.models import StandardPage
from home.translation.by_hand import find_doubtful
from home.translation.teamwork.models import TextConfirmation
from tests import factories as make
from tests.support import translating
from tests.support.held_back import OLD, SOMALI, SOMALI_OLD, now, publish_translation, told
from tests.support.soup import parse

pytestmark = pytest.mark.django_db
ENGLISH_WORDS = "Wac the governor and tell her that Juun 4."
DOUBTFUL = pytest.mark.parametrize(
    ("ask", "question"),
    [
        (OLD["ask"], "This is the same as the English."),
        (ENGLISH_WORDS, "These words are English: “the”, “and”, “her”, “that”."),
        ("Wac barasaabka ka hor Juun 5.", "The translation has “5”."),
        ("Wac barasaabka ka hor Luulyo 4.", "The English has “June”."),
    ],
)


@pytest.fixture
def page():
    translation = publish_translation()
    translation.enabled = False
    translation.save()
    return now(translation)


def form(page, **fields):
    return translating.alert_form(
        **{
            "title": page.title,
            "slug": page.slug,
            "ask": page.ask,
            "share_text": page.share_text,
        }
        | fields
    )


def write(client, page, *, publish=True, confirmed=(), **fields):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = form(page, body=[], **fields) | {"confirmed": list(confirmed)}
    return client.post(url, data | ({"action-publish": "1"} if publish else {}), follow=True)


def boxes(client, page):
    shown = parse(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    return [box["value"] for box in shown.select("input[type=checkbox][name=confirmed]")]


def stored(page):
    return AlertPage.objects.get(pk=page.pk)


@DOUBTFUL
def test_a_text_in_doubt_is_published_only_when_its_box_is_ticked(translator, page, ask, question):
    answer = write(translator, page, ask=ask)
    assert "Not published. First correct or confirm" in told(answer)
    assert question in told(answer)
    assert stored(page).ask == SOMALI_OLD[OLD["ask"]]
    assert stored(page).get_latest_revision_as_object().ask == ask  # the draft is kept
    shown = parse(translator.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    assert question in " ".join(shown.select_one(".help-warning").text.split())
    (box,) = boxes(translator, page)
    answer = write(translator, page, ask=ask, confirmed=[box])
    assert "has been published" in told(answer)
    assert stored(page).ask == ask
    assert boxes(translator, page) == []


def test_a_ticked_box_does_not_confirm_another_text(translator, page):
    write(translator, page, ask=OLD["ask"])
    (box,) = boxes(translator, page)
    write(translator, page, ask=ENGLISH_WORDS, confirmed=[box])
    assert stored(page).ask == SOMALI_OLD[OLD["ask"]]
    assert boxes(translator, page) != [box]


@DOUBTFUL
def test_a_draft_is_never_refused_and_keeps_its_ticked_box(translator, page, ask, question):
    assert "has been updated" in told(write(translator, page, publish=False, ask=ask))
    (box,) = boxes(translator, page)
    write(translator, page, publish=False, ask=ask, confirmed=[box])
    TextConfirmation.objects.get().full_clean()  # PostgreSQL refuses what is too long
    assert boxes(translator, page) == []
    write(translator, page, ask=ask)
    assert stored(page).ask == ask


def live_before_the_check(page, **fields):
    AlertPage.objects.filter(pk=page.pk).update(**fields)
    stored(page).save_revision(clean=False)


def test_what_readers_have_already_stops_nothing_and_is_a_hint(translator, page):
    live_before_the_check(page, ask="Wac barasaabka ka hor Juun 5.")
    shown = parse(translator.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    assert "The translation has “5”." in shown.select_one("form .help-info").text
    answer = write(translator, stored(page), title="Socod")
    assert "has been published" in told(answer)
    assert stored(page).title == "Socod"


def test_an_old_text_is_asked_about_when_its_english_has_changed(translator, page):
    english = AlertPage.objects.get(locale__language_code="en")
    english.ask = "Call the governor by June 9."
    english.save_revision().publish()
    answer = write(translator, stored(page), title="Socod")
    assert "The English has “9”." in told(answer)
    assert stored(page).title == SOMALI_OLD[OLD["title"]]


@pytest.mark.parametrize(
    ("field", "kind", "is_in_doubt"),
    [("script", "line", False), ("talking_points", "point", True)],
)
def test_only_a_line_to_say_aloud_may_stand_above_its_translation(page, field, kind, is_in_doubt):
    call = "Call the governor and tell her that you want this."
    both = f"{call}\nWac barasaabka oo u sheeg inaad tan rabto."
    for one, text in ((page.source, call), (page, both)):
        setattr(one, field, [(kind, text)])
        one.save()
    found = [text.path.partition(".")[0] for text in find_doubtful(stored(page))]
    assert found == [field] * is_in_doubt


def test_a_text_without_doubt_is_published_at_once(translator, page):
    answer = write(translator, page, ask="Barasaabka wac ka hor Juun 4.")
    assert "has been published" in told(answer)
    assert boxes(translator, page) == []


def test_the_bulk_action_refuses_a_text_in_doubt(admin_of, translator, page):
    write(translator, page, publish=False, ask=OLD["ask"])
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = admin_of(None).post(f"{url}?id={page.pk}&next=/admin/", follow=True)
    assert "This is the same as the English." in told(answer)
    assert stored(page).ask == SOMALI_OLD[OLD["ask"]]


def test_a_schedule_refuses_a_text_in_doubt(translator, page):
    write(translator, page, publish=False, ask=OLD["ask"])
    revision = stored(page).get_latest_revision()
    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now())
    with pytest.raises(CommandError, match="Not published"):
        call_command("publish_due")
    assert stored(page).ask == SOMALI_OLD[OLD["ask"]]


def test_a_preview_confirms_nothing(translator, page):
    write(translator, page, publish=False, ask=OLD["ask"])
    ticked = boxes(translator, page)
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    translator.post(url, form(page, body=[], ask=OLD["ask"]) | {"confirmed": ticked})
    assert boxes(translator, page) == ticked


def test_a_reviewer_confirms_what_is_in_doubt_first(admin_of, page):
    live_before_the_check(page, ask=ENGLISH_WORDS)
    client, url = admin_of(SOMALI), reverse("review_translation", args=[page.pk])
    data = {"revision": stored(page).live_revision_id}
    refused = client.post(url, data)
    assert refused.status_code == 422
    (box,) = parse(refused).select("input[name=confirmed]")
    assert client.post(url, data | {"confirmed": box["value"]}).status_code == 302
    assert stored(page).reviewed_on


def by_hand(body, english=None):
    """Create a draft of a Somali page that was never translated string by string."""
    page = StandardPage(title="Xuquuq", slug="xuquuq", body=body, live=False)
    page.locale = make.home("so").locale
    # Without `english`, the page has no English page.
    if english:
        source = StandardPage(title="Rights", slug="rights", body=english)
        make.english_home().add_child(instance=source)
        page.translation_key = source.translation_key
    make.home("so").add_child(instance=page)
    page.save_revision()
    return page


@pytest.mark.parametrize(
    ("english", "body", "question"),
    [
        ("<p>2 rights.</p>", "<p>Xuquuqda:</p><p>3 xuquuqood.</p>", "The translation has “3”."),
        ("<p>Stay.</p><p>Call.</p>", "<p>Call.</p>", "This is the same as the English."),
        (None, "<p>You have the right to stay and to speak.</p>", "These words are English"),
    ],
)
def test_paragraphs_of_another_structure_are_asked_about_too(admin_of, english, body, question):
    page = by_hand(body, english)
    client, url = admin_of(None), reverse("wagtailadmin_pages:edit", args=[page.pk])
    shown = parse(client.get(url)).select_one(".help-warning")
    assert question in " ".join(shown.text.split())


def test_a_page_that_was_begun_by_hand_is_published_once_it_is_confirmed(admin_of):
    page = by_hand("<p>3 xuquuqood.</p>", "<p>2 rights.</p>")
    client, url = admin_of(None), reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = {"title": page.title, "slug": page.slug, "body": rich_text(page.body), "more-count": "0"}
    data = nested_form_data(data | {"action-publish": "1", "search_description": ""})
    assert "First correct or confirm" in told(client.post(url, data, follow=True))
    assert not StandardPage.objects.get(pk=page.pk).live
    confirmed = {"confirmed": boxes(client, page)}
    assert "has been published" in told(client.post(url, data | confirmed, follow=True))
    assert StandardPage.objects.get(pk=page.pk).live
