"""Tests for the limits beyond which reported calls and support are held."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.calls.models import CallCount, SupportCount
from home.addresses import page_address
from home.models import RateCount
from tests import factories as make
from tests.support.reader_form import form_fields

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def offices():
    return [make.office(), make.office("Al Franken", ["+16512211016"])]


@pytest.fixture
def alert(noon, offices):
    alert = make.AlertPageFactory(slug="call")
    make.call(alert, *offices)
    return alert


def had_calls(alert, office, number, *, days_ago=0):
    day = timezone.localdate() - timedelta(days=days_ago)
    CallCount.objects.create(
        alert=alert, office=office, language="es", result="spoke", day=day, number=number
    )


def had_support(alert, number):
    SupportCount.objects.create(alert=alert, language="es", day=timezone.localdate(), number=number)


def had_events(what, window, number):
    rows = RateCount.objects.filter(name__startswith=f"{what}.{window}.")
    assert rows.update(number=number) == 1


def report(client, alert, office, **more):
    """Report a call, and return (counted, held) reports for the office."""
    address = page_address(alert) + "report/"
    form_token = form_fields(client.get(address))["form_token"]
    data = {"form_token": form_token, "call": f"{office.pk}-spoke"}
    assert client.post(address, data, **more).status_code == 303
    return CallCount.objects.filter(language="en", office=office).values_list("number", "held")[0]


def stand(client, alert, **more):
    """Press “I support this alert”, and return (counted, held) presses."""
    address = page_address(alert) + "stand/"
    assert client.post(address, form_fields(client.get(address)), **more).status_code == 303
    return SupportCount.objects.filter(language="en").values_list("number", "held")[0]


def test_an_office_is_called_two_thousand_times_a_day_and_not_once_more(client, alert, offices):
    had_calls(alert, offices[0], 1_999)
    had_calls(alert, offices[1], 5_000, days_ago=1)
    assert report(client, alert, offices[0]) == (1, 0)
    assert report(client, alert, offices[0]) == (1, 1)
    assert report(client, alert, offices[1]) == (1, 0)


def test_an_alert_has_twenty_thousand_supporters_a_day_and_not_one_more(client, alert):
    had_support(alert, 19_999)
    assert stand(client, alert) == (1, 0)
    assert stand(client, alert) == (1, 1)


def test_thirty_reports_a_day_count_from_one_address(client, alert, offices):
    report(client, alert, offices[0])
    had_events("report", 86_400, 29)
    assert report(client, alert, offices[0]) == (2, 0)
    assert report(client, alert, offices[0]) == (2, 1)


def test_sixty_presses_a_day_count_from_one_address(client, alert):
    stand(client, alert)
    had_events("stand", 86_400, 59)
    assert stand(client, alert) == (2, 0)
    assert stand(client, alert) == (2, 1)


def test_reports_without_an_address_are_not_counted_as_one_callers(client, alert, offices):
    report(client, alert, offices[0], REMOTE_ADDR="")
    assert not RateCount.objects.filter(name__startswith="report.86400.").exists()
    RateCount.objects.filter(name__startswith="report.").update(number=60)
    assert report(client, alert, offices[0], REMOTE_ADDR="") == (2, 0)


@pytest.mark.parametrize(("burst", "held"), [(19, 0), (20, 1)])
def test_twenty_reports_in_ten_minutes_are_a_burst(client, alert, offices, burst, held):
    had_calls(alert, offices[0], 60)
    had_calls(alert, offices[1], 40)
    report(client, alert, offices[0])
    had_events("report", 600, burst)
    assert report(client, alert, offices[0]) == (2 - held, held)


@pytest.mark.parametrize(("today", "held"), [(98, 0), (99, 1)])
def test_a_burst_counts_on_a_day_with_less_than_a_hundred_reports(
    client, alert, offices, today, held
):
    had_calls(alert, offices[0], today)
    report(client, alert, offices[0])
    had_events("report", 600, 500)
    assert report(client, alert, offices[0]) == (2 - held, held)


@pytest.mark.parametrize(("today", "held"), [(198, 0), (199, 1)])
def test_a_burst_counts_on_a_day_with_less_than_ten_times_the_reports_of_the_day_before(
    client, alert, offices, today, held
):
    had_calls(alert, offices[0], 12, days_ago=1)
    had_calls(alert, offices[1], 8, days_ago=1)
    had_calls(alert, offices[0], 900, days_ago=2)
    had_calls(alert, offices[0], today)
    report(client, alert, offices[0])
    had_events("report", 600, 500)
    assert report(client, alert, offices[0]) == (2 - held, held)


def test_a_burst_of_presses_is_held(client, alert):
    had_support(alert, 99)
    assert stand(client, alert) == (1, 0)
    had_events("stand", 600, 20)
    assert stand(client, alert) == (1, 1)


def test_each_alert_has_counts_of_its_own(client, alert, offices):
    other = make.AlertPageFactory(slug="other")
    make.call(other, offices[0])
    had_calls(other, offices[0], 2_000)
    had_support(other, 20_000)
    assert report(client, alert, offices[0]) == (1, 0)
    assert stand(client, alert) == (1, 0)
