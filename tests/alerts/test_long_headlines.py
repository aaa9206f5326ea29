"""Tests for short slugs from long headlines, and for share messages that fit into one SMS."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from alerts.models import AlertPage
from alerts.models.offices import first_number
from alerts.sharing import sms
from alerts.sharing.share_links import message
from home.addresses import LONGEST_SLUG, short_slug
from home.templatetags.site_tags import by_length
from tests import factories as make
from tests.support import translating

pytestmark = pytest.mark.django_db

HEADLINE = (
    "Today: ask Governor Dayton to stand firm in his opposition to the Secure Communities program"
    " and to every other such law"
)
DEADLINE = datetime(2031, 6, 3, 17, tzinfo=ZoneInfo("America/Chicago"))


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        (HEADLINE, "today-ask-governor-dayton-to-stand-firm"),
        ("Call now", "call-now"),
        ("a" * 60, "a" * LONGEST_SLUG),
        ("Say no to SF 958 and to all that follows it", "say-no-to-sf-958-and-to-all-that-follows"),
        ("¿Por qué? — ¡Ahora!", "por-qué-ahora"),
        ("…", ""),
    ],
)
def test_a_slug_ends_after_a_whole_word(title, slug):
    assert short_slug(title) == slug


@pytest.mark.parametrize("publish", [False, True])
def test_the_form_shortens_the_slug_that_a_browser_makes_of_a_long_headline(editor, publish):
    whole = "today-ask-governor-dayton-to-stand-firm-in-his-opposition-to-the-secure-communities"
    for number, slug in enumerate(("today-ask-governor-dayton-to-stand-firm",) * 2):
        form = translating.alert_form(title=HEADLINE, slug=whole)
        assert translating.add_alert(editor, form, publish=publish).status_code == 302
        newest = AlertPage.objects.order_by("-pk")[0]
        assert newest.slug == (f"{slug}-{number}" if number else slug)


def test_a_chosen_slug_and_the_address_of_a_published_page_stay(editor):
    chosen = "a-slug-that-an-editor-has-chosen-although-it-is-long"
    form = translating.alert_form(title=HEADLINE, slug=chosen)
    translating.add_alert(editor, form)
    assert AlertPage.objects.get().slug == chosen
    old = "today-ask-governor-dayton-to-stand-firm-in-his-opposition"
    page = make.AlertPageFactory(slug=old)
    form = translating.alert_form(title=HEADLINE, slug=old)
    translating.edit(editor, page, form, publish=True)
    assert AlertPage.objects.get(pk=page.pk).slug == old


def test_a_form_without_a_slug_gets_a_short_one(editor):
    translating.add_alert(editor, translating.alert_form(title=HEADLINE, slug=""))
    assert AlertPage.objects.get().slug == "today-ask-governor-dayton-to-stand-firm"
    translating.add_alert(editor, translating.alert_form(title="…", slug=""))
    assert AlertPage.objects.order_by("-pk")[0].slug == "page"


@pytest.fixture
def alert():
    action = make.ask_for()
    made = make.AlertPageFactory(
        slug="today-ask-governor-dayton-to-stand-firm", title=HEADLINE, action_type=action,
        about="SF958", starts_at=DEADLINE.replace(day=1), ends_at=DEADLINE, ask=HEADLINE,
    )  # fmt: skip
    make.call(made, make.office())
    return made


@pytest.fixture(autouse=True)
def on_the_day(time_machine):
    time_machine.move_to(DEADLINE.replace(hour=9))


def at_a_short_address(alert, **fields):
    # A short address leaves room for words in a message.
    parent = alert.url_path.rsplit("/", 2)[0]
    AlertPage.objects.update(slug="a", url_path=f"{parent}/a/", **fields)


def ready(alert):
    alert = AlertPage.objects.get(pk=alert.pk)
    return message(alert, first_number(alert.offices), "en")


def test_a_message_with_a_long_ask_takes_one_sms(alert):
    whole = ready(alert).whole
    assert sms.length_of(whole).messages == 1, (len(whole), whole)
    for part in ("Ask Mark Dayton to veto SF958.", "(651) 201-3400", "June 3, 2031, 5:00 p.m."):
        assert part in whole


def test_a_message_that_fits_keeps_the_editors_ask_and_the_weekday(alert):
    at_a_short_address(alert, ask="Call him.")
    text = ready(alert).text
    assert text.startswith("Call him. Call (651) 201-3400.")
    assert "Tuesday, June 3" in text


def test_curly_quotation_marks_do_not_halve_the_room_of_an_editors_text(alert):
    text = "Don’t let them pass “SF958” – call {number} by {deadline}"
    at_a_short_address(alert, share_text=text)
    shown = ready(alert)
    assert sms.length_of(shown.whole).messages == 1
    assert shown.text.startswith('Don\'t let them pass "SF958" - call (651) 201-3400')


@pytest.mark.parametrize("text", ["Don’t.", "¡Llámelo! ’", "x" * 300])
def test_words_that_gain_nothing_by_it_stay_as_the_editor_wrote_them(alert, text):
    at_a_short_address(alert, share_text=text)
    assert ready(alert).text == text


@pytest.mark.parametrize(
    ("length", "name"), [(60, ""), (61, " long"), (90, " long"), (91, " very-long")]
)
def test_a_long_headline_has_smaller_letters(length, name):
    assert by_length("a" * length) == name
