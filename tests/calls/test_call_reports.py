"""Tests for call reports."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.calls import plausibility
from alerts.calls.models import CallCount, CallTotals
from alerts.comments.models import CommentSettings, PostComment, Status
from alerts.comments.services import Decision, set_status
from home.addresses import page_address
from home.models import UsedFormToken
from home.operations import housekeeping
from tests import factories as make
from tests.support.call_reports import address
from tests.support.everything import everything_stored
from tests.support.reader_form import form_fields, thread, typed
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

PHONE = "192.0.2.77"


def press(client, alert, office, result="spoke", language="en", **more):
    form_token = form_fields(client.get(address(alert, language)))["form_token"]
    data = {"form_token": form_token, "call": f"{office.pk}-{result}"} | more.pop("fields", {})
    return client.post(address(alert, language), data, **more)


def counted():
    rows = CallCount.objects.order_by("pk")
    return [(r.office.name, r.language, r.result, r.number, r.held) for r in rows]


def test_the_alert_leads_to_the_buttons_and_a_press_is_counted_with_its_day(
    client, alert, office, time_machine
):
    time_machine.move_to("2031-06-04T04:59:59+00:00", tick=False)  # one second before midnight
    alert.ends_at = timezone.now() + timedelta(days=1)
    alert.starts_at = timezone.now() - timedelta(days=1)
    alert.save()
    page = parse(client.get(page_address(alert, "so")))
    (link,) = page.select("#response ~ p a.button")
    assert link["href"] == address(alert, "so")
    form = client.get(link["href"])
    buttons = parse(form).select("button[name=call]")
    assert len(buttons) == 10

    answer = client.post(
        link["href"], {"form_token": form_fields(form)["form_token"], "call": buttons[0]["value"]}
    )

    assert (answer.status_code, answer["Location"]) == (303, address(alert, "so") + "thanks/")
    assert client.get(answer["Location"]).status_code == 200
    assert counted() == [("Mark Dayton", "so", "spoke", 1, 0)]
    assert str(CallCount.objects.get().day) == "2031-06-03"
    assert not client.cookies
    assert form["Cache-Control"] == "private, no-cache"


def test_nothing_about_the_caller_is_stored(client, alert, office):
    press(client, alert, office, fields={"comment": "They listened."}, REMOTE_ADDR=PHONE)
    stored = everything_stored()
    assert "They listened." in stored
    assert PHONE not in stored


def test_a_form_that_is_sent_twice_counts_once_and_gets_the_same_answer(client, alert, office):
    data = form_fields(client.get(address(alert))) | {"call": f"{office.pk}-busy"}
    answers = [client.post(address(alert), data) for _click in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert counted() == [("Mark Dayton", "en", "busy", 1, 0)]


def test_with_the_same_form_a_call_to_a_second_office_counts_too(client, alert, office):
    form_token = form_fields(client.get(address(alert)))["form_token"]
    for one in alert.offices:
        client.post(address(alert), {"form_token": form_token, "call": f"{one.pk}-spoke"})
    assert [number for *_who, number, _held in counted()] == [1, 1]


def test_a_callers_text_waits_for_a_moderator_and_then_names_the_office(
    client, alert, office, moderator
):
    answer = press(client, alert, office, "message", "es", fields={"comment": "Van a llamarme."})

    comment = PostComment.objects.get()
    assert (comment.status, comment.language) == (Status.PENDING, "es")
    private = parse(client.get(answer["Location"]))
    assert private.select_one(".web-address")
    assert "Mark Dayton" in private.main.text
    queued = parse(moderator.get("/admin/comments/")).select_one(".queue-comment").text
    assert "Called Mark Dayton: left a message" in queued
    assert thread(client, alert, "es") == []

    set_status(comment.pk, Decision(Status.PUBLISHED, by=None))

    shown = parse(client.get(page_address(alert, "es"))).select_one(f"#comment-{comment.pk}")
    assert "Mark Dayton" in shown.select_one(".call-result").text
    assert "left a message" not in shown.text


def test_personal_data_must_be_confirmed_and_the_pressed_button_is_kept(client, alert, office):
    words = "Call me at 612-555-0177."
    asked = press(client, alert, office, fields={"comment": words})
    assert (asked.status_code, typed(asked)) == (422, [words])
    assert not CallCount.objects.exists()
    (button,) = parse(asked).select("button[name=as_it_is]")
    # The notice must name this button, because the last button on the page reports a refusal to
    # talk.
    assert f"press “{button.text.strip()}”" in parse(asked).select_one(".notice.error").text

    answer = client.post(address(alert), form_fields(asked) | {"as_it_is": button["value"]})

    assert answer.status_code == 303
    assert counted() == [("Mark Dayton", "en", "spoke", 1, 0)]
    assert PostComment.objects.get().comment == words


def test_closed_comments_return_the_typed_text_and_the_call_still_counts(client, alert, office):
    form_token = form_fields(client.get(address(alert)))["form_token"]
    CommentSettings.objects.create(is_paused=True)
    data = {"form_token": form_token, "call": f"{office.pk}-spoke"}

    refused = client.post(address(alert), data | {"comment": "My words."})

    assert (refused.status_code, typed(refused)) == (422, ["My words."])
    assert not CallCount.objects.exists()
    assert press(client, alert, office).status_code == 303
    assert not PostComment.objects.exists()


@pytest.mark.parametrize("starts_in", [-2, 1], ids=["over", "to come"])
def test_an_alert_that_is_not_active_counts_nothing_and_shows_the_words_to_copy(
    client, alert, office, starts_in
):
    form_token = form_fields(client.get(address(alert)))["form_token"]
    alert.starts_at = timezone.now() + timedelta(days=starts_in)
    alert.ends_at = alert.starts_at + timedelta(days=1)
    alert.save()
    data = {"form_token": form_token, "call": f"{office.pk}-spoke", "comment": "My words."}

    answer = client.post(address(alert), data)

    assert (answer.status_code, typed(answer)) == (403, ["My words."])
    assert not CallCount.objects.exists()
    assert client.get(address(alert)).status_code == 403
    assert f"{address(alert)}" not in client.get(page_address(alert)).text


@pytest.mark.hostile
def test_a_value_that_no_button_sends_is_refused_and_the_typed_text_is_kept(client, alert, office):
    stranger = make.office("Somebody else", ["+16125550100"])
    fields = form_fields(client.get(address(alert)))
    wrong = ("", f"{stranger.pk}-spoke", f"{office.pk}-won", f"{office.pk}", "x-spoke", "\x00", "-")
    for call in wrong:
        answer = client.post(address(alert), fields | {"call": call, "comment": "My words."})
        assert (answer.status_code, typed(answer)[0].strip()) == (422, "My words."), call
    for form_token in (
        "",
        "forged",
        form_fields(client.get(page_address(alert) + "stand/"))["form_token"],
    ):
        data = {"form_token": form_token, "call": f"{office.pk}-spoke", "comment": "My words."}
        answer = client.post(address(alert), data)
        assert (answer.status_code, typed(answer)[0].strip()) == (422, "My words."), form_token
    data = fields | {"call": f"{office.pk}-spoke", "comment": "My words."}
    elsewhere = client.post(address(alert), data, headers={"Origin": "https://elsewhere.example"})
    assert (elsewhere.status_code, typed(elsewhere)[0].strip()) == (403, "My words.")
    assert client.post("/en/alerts/gone/report/", data).status_code == 404
    assert not CallCount.objects.exists()
    assert not PostComment.objects.exists()


@pytest.mark.usefixtures("noon")
def test_too_many_from_one_address_are_held_and_their_sender_is_thanked(
    client, alert, office, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setitem(plausibility.MOST_A_DAY, plausibility.CALLS, 2)
    for _call in range(4):
        with django_capture_on_commit_callbacks(execute=True):
            answer = press(client, alert, office, REMOTE_ADDR=PHONE)
        assert answer["Location"] == address(alert) + "thanks/"
    assert counted() == [("Mark Dayton", "en", "spoke", 2, 2)]
    press(client, alert, office, REMOTE_ADDR="192.0.2.78")
    assert counted() == [("Mark Dayton", "en", "spoke", 3, 2)]


@pytest.mark.usefixtures("noon")
def test_a_burst_is_held_only_on_a_day_that_is_ten_times_the_day_before(
    client, alert, office, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(plausibility, "BURST", 1)
    monkeypatch.setattr(plausibility, "QUIET", 2)
    yesterday = timezone.localdate() - timedelta(days=1)
    before = CallCount.objects.create(
        alert=alert, office=office, language="en", result="spoke", day=yesterday, number=1
    )
    alert.starts_at, alert.ends_at = timezone.now(), timezone.now() + timedelta(days=1)
    alert.save()
    CallCount.objects.create(
        alert=alert,
        office=office,
        language="es",
        result="spoke",
        day=timezone.localdate(),
        number=9,
    )
    for _call in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            press(client, alert, office)
    assert counted()[-1] == ("Mark Dayton", "en", "spoke", 1, 1)
    before.number = 5
    before.save()
    press(client, alert, office)
    assert counted()[-1] == ("Mark Dayton", "en", "spoke", 2, 1)


def test_reports_beyond_the_daily_limit_of_an_office_are_held(client, alert, office, monkeypatch):
    monkeypatch.setitem(plausibility.CAPS, plausibility.CALLS, 1)
    for _call in range(2):
        press(client, alert, office)
    press(client, alert, alert.offices[1])
    assert counted() == [
        ("Mark Dayton", "en", "spoke", 1, 1),
        ("Al Franken", "en", "spoke", 1, 0),
    ]


def test_used_form_tokens_are_deleted_after_days_and_counts_stay(client, alert, office):
    press(client, alert, office)
    assert dict(housekeeping.run())["used form tokens"] == 0
    UsedFormToken.objects.update(day=timezone.localdate() - timedelta(days=3))
    assert dict(housekeeping.run(dry_run=True))["used form tokens"] == 1
    assert dict(housekeeping.run())["used form tokens"] == 1
    assert not UsedFormToken.objects.exists()
    assert CallCount.objects.count() == CallTotals.objects.count() == 1
