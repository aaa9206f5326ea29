"""Tests for dates typed into the admin in American formats."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail import blocks
from wagtail.admin.panels import get_edit_handler
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from alerts.models import AlertPage, Office
from home.models import Meeting
from home.typed_dates.forms import TypedInput
from home.typed_dates.reading import read_date, read_datetime, read_time
from tests import factories as make
from tests.support import translating
from tests.support.all_or_nothing import assert_all_or_nothing

CENTRAL = ZoneInfo("America/Chicago")
# The time in all tests: 3 p.m. on Thanksgiving Day.
NOW = datetime(2026, 11, 26, 15, 0, tzinfo=CENTRAL)


@pytest.fixture(autouse=True)
def thanksgiving(time_machine):
    time_machine.move_to(NOW, tick=False)


def field_of(response, name):
    """Return (value, error, value in words) for an input. Error and words may be ""."""
    page = BeautifulSoup(response.content, "html.parser")
    field = page.find("input", {"name": name})
    shown = page.find(class_="typed-date", attrs={"data-for": field["id"]})
    errors = field.find_parent(class_="w-field").find(class_="error-message")
    # The schedule dialog is a `template` element, whose content the parser does not count as text.
    return field["value"], errors.decode_contents() if errors else "", shown.decode_contents()


# Reading


@pytest.mark.parametrize(
    "typed",
    [
        *("11/27/2026 5:00 pm", "11/27/26 5pm", "11-27-2026 17:00", "11.27.2026 5 PM"),
        *("2026-11-27 17:00", "2026-11-27T17:00", "2026-11-27T17:00:00", "2026/11/27 17:00"),
        *("November 27, 2026 at 5 p.m.", "Nov. 27th 5pm", "Nov 27 5:00PM", "27 Nov 2026 5p"),
        *("Friday, November 27, 5 p.m. Central Time", "5 p. m. on Fri, Nov 27", "11/27 17:00 CST"),
        *("11/27/2026 05:00 PM", "  11/27/2026   5:00 pm ", "11／27／2026 @ 5pm"),
        *("2026-11-27T23:00Z", "2026-11-27T18:00:00-05:00", "\u200e11/27/2026\u00a05:00\u202fPM"),
    ],
)
def test_a_moment_is_read_as_americans_type_it(typed):
    assert read_datetime(typed.strip()) == datetime(2026, 11, 27, 17, 0, tzinfo=CENTRAL)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        *((text, "We cannot read") for text in ("tonight", "next Friday", "Friday 5pm", "now")),
        *((text, "We cannot read") for text in ("11/27/20226 5pm", "5 pm EST Nov 27", "x" * 900)),
        ("Nov 27 midnight", "A day begins at 12:00 am and ends at 11:59 pm"),
        ("11/27/2026", "is a day without a time"),
        ("Nov 27", "is a day without a time"),
        ("5pm", "is a time without a day"),
        ("13/45/2026", "There is no month 13."),
        ("27/11/2026 5pm", "Write the month before the day"),
        ("2/30 5pm", "February has no day 30"),
        ("2/29/2027 5pm", "February 2027 has no day 29"),
        ("Foo 27 5pm", "“foo” is no month"),
        ("11/27/0206 5pm", "The year 206 is not plausible"),
        ("Thursday, Nov 27 5pm", "November 27, 2026 is a Friday, not a Thursday"),
        ("11/27/2026 5:00", "Write 5:00 am or 5:00 pm"),
        ("11/27/2026 17:00 pm", "There is no 17 p.m."),
        ("11/27/2026 25:00", "There is no hour 25"),
        ("11/27/2026 12:75 pm", "60 minutes"),
        ("3/14/2027 2:30 am", "this time does not exist"),
        ("11/7/2027 1:30 am", "this time exists twice"),
        ("7/4/2027 5pm CST", "it is CDT in Minnesota"),
    ],
)
def test_an_ambiguous_moment_is_refused_with_a_reason(typed, reason):
    with pytest.raises(ValidationError, match=reason):
        read_datetime(typed)


@pytest.mark.parametrize(("zone", "hour"), [("CDT", 6), ("CST", 7)])
def test_the_repeated_autumn_hour_is_distinguished_by_its_zone(zone, hour):
    moment = read_datetime(f"11/7/2027 1:30 am {zone}")
    assert moment.astimezone(UTC) == datetime(2027, 11, 7, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("11/27/2026", date(2026, 11, 27)),
        ("11/27/26", date(2026, 11, 27)),
        ("Saturday, November 28", date(2026, 11, 28)),
        ("Jan 5", date(2027, 1, 5)),  # the next January 5
        ("Nov 20", date(2026, 11, 20)),  # a few days ago
        ("2/29", date(2028, 2, 29)),
    ],
)
def test_a_day_without_a_year_is_the_next_one_unless_it_is_just_over(typed, day):
    assert read_date(typed) == day


@pytest.mark.parametrize("typed", ["5", "28", "today", "2/30", "6-5", "11/27/2026 5pm", "26-11-27"])
def test_a_day_that_could_be_another_is_refused(typed):
    with pytest.raises(ValidationError):
        read_date(typed)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        *(("5pm", time(17)), ("5 p.m.", time(17)), ("17:00", time(17)), ("noon", time(12))),
        *(("12 am", time(0)), ("08:30", time(8, 30)), ("8:30a", time(8, 30)), ("12pm", time(12))),
    ],
)
def test_a_time_of_day_is_read(typed, moment):
    assert read_time(typed) == moment


@pytest.mark.parametrize("typed", ["8:30", "5", "closing time", "24:00", "13 pm", "Friday 5pm"])
def test_a_time_that_could_be_another_is_refused(typed):
    with pytest.raises(ValidationError):
        read_time(typed)


@pytest.mark.parametrize(("typed", "written"), [("17", "17:00"), ("0", "0:00")])
def test_an_unambiguous_hour_needs_minutes_but_no_am_or_pm(typed, written):
    with pytest.raises(ValidationError, match=f"like {written}") as refusal:
        read_time(typed)
    assert " pm" not in refusal.value.message


# The forms


@pytest.mark.parametrize(
    ("typed", "kept", "understood"),
    [
        ("11/27/2026 5:00 pm", "11/27/2026 05:00 PM", "Friday, November 27, 5:00 p.m."),
        ("Nov 28 5pm", "11/28/2026 05:00 PM", "Saturday, November 28, 5:00 p.m."),
    ],
)
def test_a_form_shows_how_it_understood_the_saved_value(editor, typed, kept, understood):
    translating.add_alert(
        editor, translating.alert_form(starts_at="Nov 26, noon", ends_at=typed), publish=True
    )
    alert = AlertPage.objects.get()
    assert alert.ends_at == read_datetime(typed)
    page = editor.get(reverse("wagtailadmin_pages:edit", args=[alert.pk]))
    value, error, shown = field_of(page, "ends_at")
    assert (value, error) == (kept, "")
    assert shown.startswith(f"{understood} Central Time, in ")


def test_the_feedback_says_how_far_away_the_moment_is(editor):
    alert = make.AlertPageFactory(ends_at=datetime(2026, 11, 27, 17, 0, tzinfo=CENTRAL))
    page = editor.get(reverse("wagtailadmin_pages:edit", args=[alert.pk]))
    shown = field_of(page, "ends_at")[2]
    assert shown == "Friday, November 27, 5:00 p.m. Central Time, in 26 hours"


@pytest.mark.parametrize("name", ["starts_at", "ends_at", "decided_at", "answered_on"])
@pytest.mark.parametrize("typed", ["tonight", "next Friday", "13/45/2026", "27/11/2026 5pm"])
def test_a_refused_value_stays_in_the_field_with_a_reason(editor, name, typed):
    form = translating.alert_form(**{name: typed})
    value, error, shown = field_of(translating.add_alert(editor, form, publish=True), name)
    assert value == typed
    assert error
    assert shown == ""
    assert not AlertPage.objects.exists()


def test_a_page_is_scheduled_with_a_typed_moment(editor):
    form = translating.alert_form(go_live_at="Nov 27 8am", expire_at="tonight")
    response = translating.add_alert(editor, form, publish=True)
    assert field_of(response, "expire_at")[0] == "tonight"
    assert "We cannot read “tonight”" in field_of(response, "expire_at")[1]
    assert field_of(response, "go_live_at")[2].startswith("Friday, November 27, 8:00 a.m.")
    response = translating.add_alert(editor, form | {"expire_at": "12/1/26 5pm"}, publish=True)
    assert response.status_code == 302
    assert not AlertPage.objects.get().live
    revision = AlertPage.objects.get().scheduled_revision
    assert revision.approved_go_live_at == datetime(2026, 11, 27, 8, 0, tzinfo=CENTRAL)


def test_office_hours_and_the_day_of_an_interpreter_are_read_as_typed(editor):
    url = reverse("wagtailsnippets_alerts_office:add")
    form = translating.office_form("651-201-3400", opens_at="8 am", closes_at="closing time")
    form |= {
        "interpreters-TOTAL_FORMS": "1",
        "interpreters-0-language": "so",
        "interpreters-0-checked_on": "yesterday",
        "interpreters-0-id": "",
    }
    response = editor.post(url, form)
    assert field_of(response, "closes_at")[0] == "closing time"
    assert field_of(response, "opens_at")[2] == "8:00 a.m. Central Time"
    assert field_of(response, "interpreters-0-checked_on")[0] == "yesterday"
    form |= {"closes_at": "noon", "interpreters-0-checked_on": "Nov 20"}
    assert editor.post(url, form).status_code == 302
    office = Office.objects.get()
    assert (office.opens_at, office.closes_at) == (time(8), time(12))
    assert office.interpreters.get().checked_on == date(2026, 11, 20)


def test_a_meeting_is_created_in_its_chooser_with_a_typed_moment(editor):
    url = reverse("wagtailsnippetchoosers_home_meeting:create")
    form = {"what": "Meeting", "place": "Church", "address": "31st St", "starts_at": "Saturday"}
    answer = editor.post(url, form).json()
    assert "We cannot read “Saturday”" in answer["htmlFragment"]
    assert 'value="Saturday"' in answer["htmlFragment"]
    sent = form | {"starts_at": "Sat, Nov 28, 1 p.m."}
    assert_all_or_nothing(lambda: editor.post(url, sent))
    assert Meeting.objects.get().starts_at == datetime(2026, 11, 28, 13, 0, tzinfo=CENTRAL)


def test_a_users_time_zone_does_not_change_the_clock(client, user):
    editor = user("Editors")
    profile = editor.wagtail_userprofile if hasattr(editor, "wagtail_userprofile") else None
    profile = profile or editor._meta.get_field("wagtail_userprofile").related_model(user=editor)
    profile.current_time_zone = "Asia/Tokyo"
    profile.save()
    client.force_login(editor)
    translating.add_alert(
        client, translating.alert_form(ends_at="12/01/2031 11:59 PM"), publish=True
    )
    alert = AlertPage.objects.get()
    assert alert.ends_at == datetime(2031, 12, 1, 23, 59, tzinfo=CENTRAL)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[alert.pk]))
    assert field_of(page, "ends_at")[0] == "12/01/2031 11:59 PM"


def test_saving_does_not_move_a_moment_in_the_repeated_hour(editor):
    moment = datetime(2027, 11, 7, 1, 30, tzinfo=CENTRAL, fold=1)
    alert = make.AlertPageFactory(slug="call", ends_at=moment)
    page = editor.get(reverse("wagtailadmin_pages:edit", args=[alert.pk]))
    value = field_of(page, "ends_at")[0]
    assert value == "11/07/2027 01:30 AM CST"
    form = translating.alert_form(slug="call", starts_at="Nov 26, 8am", ends_at=value)
    translating.edit(editor, alert, form, publish=True)
    assert AlertPage.objects.get().ends_at.timestamp() == moment.timestamp()


# Feedback while typing


@pytest.mark.parametrize(
    ("kind", "typed", "status", "says"),
    [
        ("datetime", "Nov 28 5pm", 200, "Saturday, November 28, 5:00 p.m. Central Time, in 2 days"),
        ("datetime", "11/26/2026 3:45 pm", 200, "3:45 p.m. Central Time, in 45 minutes"),
        ("datetime", "11/26/2026 5 am", 200, "5:00 a.m. Central Time, 10 hours ago"),
        ("datetime", "Jan 5 5pm", 200, "Tuesday, January 5, 2027, 5:00 p.m. Central Time, in 40"),
        ("date", "11/27/26", 200, "Friday, November 27, tomorrow"),
        ("time", "noon", 200, "12:00 p.m. Central Time"),
        ("datetime", "tonight", 422, "We cannot read “tonight”."),
        ("datetime", "<b>", 422, "We cannot read “<b>”."),
    ],
)
def test_the_admin_shows_how_a_value_is_understood(editor, kind, typed, status, says):
    response = editor.get(reverse("typed_date", args=[kind]), {"text": typed})
    assert response.status_code == status
    assert says in response.content.decode()
    assert response["Content-Type"].startswith("text/plain")


def test_feedback_exists_for_three_kinds_only(editor):
    assert editor.get(reverse("typed_date", args=["week"]), {"text": "x"}).status_code == 404


def test_readers_cannot_use_the_feedback(client, db):
    assert client.get(reverse("typed_date", args=["date"]), {"text": "x"}).status_code == 302


@pytest.mark.parametrize("typed", ["11/25/2026", "11/25/26", "11-25-2026", "Nov 25, 2026"])
def test_wagtails_own_filters_read_american_dates_and_keep_what_they_cannot_read(editor, typed):
    make.AlertPageFactory(title="From yesterday").save_revision()
    url = reverse("wagtailadmin_explore", args=[make.the(make.AlertIndexPageFactory).pk])
    listed = editor.get(url, {"latest_revision_created_at_from": typed}).content.decode()
    assert "From yesterday" in listed
    assert "Enter a valid date" not in listed
    refused = editor.get(url, {"latest_revision_created_at_from": "tonight"}).content.decode()
    assert "Enter a valid date" in refused
    assert 'value="tonight"' in refused


# All forms


def _admin_forms():
    models = [model for model in apps.get_models() if issubclass(model, Page) and model is not Page]
    for model in [*models, *get_snippet_models()]:
        yield model.__name__, get_edit_handler(model).get_form_class()


def _fields(form_class):
    yield from form_class.base_fields.items()
    for name, formset in getattr(form_class, "formsets", {}).items():
        for child, field in _fields(formset.form):
            yield f"{name}.{child}", field


def _leaves(block, name):
    children = getattr(block, "child_blocks", {})
    if isinstance(block, blocks.ListBlock):
        children = {"item": block.child_block}
    for child, inner in children.items():
        yield from _leaves(inner, f"{name}.{child}")
    if not children:
        yield name, getattr(block, "field", None)


def test_no_admin_field_uses_widgets_that_guess():
    found, dated = [], (forms.DateField, forms.TimeField, forms.DateTimeField)
    fields = [
        (f"{form}.{name}", field)
        for form, form_class in _admin_forms()
        for name, field in _fields(form_class)
    ]
    for model in apps.get_models():
        for stream in model._meta.get_fields():
            if isinstance(stream, StreamField):
                fields += _leaves(stream.stream_block, f"{model.__name__}.{stream.name}")
    for name, field in fields:
        if isinstance(field, dated):
            found.append(name)
            assert isinstance(field.widget, TypedInput), name
            assert "placeholder" in field.widget.attrs, name
    assert {"AlertPage.starts_at", "AlertPage.go_live_at", "StandardPage.expire_at"} <= set(found)
    assert {"Office.opens_at", "Office.interpreters.checked_on", "Meeting.ends_at"} <= set(found)
