"""Tests for limits on the number of forms from one IP address."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from alerts.comments.models import PostComment
from alerts.comments.spam import checks as rules
from home import rate_limits
from home.models import AddressKey, RateCount
from home.operations import housekeeping
from tests import factories as make
from tests.support.everything import everything_stored
from tests.support.reader_form import form_address, form_fields, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

ADDRESS = "203.0.113.77"
WINDOW, MOST = rules.RATES[0]


def key(rf, address, what="comment"):
    return rate_limits.address_key(rf.get("/", REMOTE_ADDR=address), what)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("unknown", "unknown", True),
        ("unknown", "x\x00\ud800".encode("utf-8", "replace").decode(), False),
    ],
)
def test_ipv6_counts_by_the_network_of_a_household(rf, monkeypatch, one, other, same):
    monkeypatch.setattr(rate_limits, "HEX_DIGITS", 64)  # two shortened keys can be equal
    assert (key(rf, one) == key(rf, other)) is same


def test_a_request_without_an_address_is_not_counted_with_all_others(rf):
    assert key(rf, "") is None


def test_the_key_of_an_address_is_another_one_on_the_next_day(rf, time_machine, monkeypatch):
    monkeypatch.setattr(rate_limits, "HEX_DIGITS", 64)
    before = key(rf, ADDRESS)
    assert key(rf, ADDRESS) == before
    time_machine.move_to("2031-06-04T00:00:01+00:00")
    assert key(rf, ADDRESS) != before


def test_the_same_address_has_nothing_in_common_in_counts_of_different_things(rf, monkeypatch):
    monkeypatch.setattr(rate_limits, "HEX_DIGITS", 64)
    keys = {key(rf, ADDRESS, what) for what in ("comment", "report", "stand", "flag")}
    assert len(keys) == 4


def test_a_key_is_shared_by_thousands_of_addresses(rf):
    network = [f"198.18.{number // 256}.{number % 256}" for number in range(3000)]
    keys = [key(rf, address) for address in network]
    assert all(re.fullmatch("[0-9a-f]{4}", one) for one in keys)
    # Addresses share a short key, so that a key does not identify an address.
    assert len(set(keys)) < len(keys)


def test_a_copy_of_the_database_alone_does_not_reveal_a_key(rf, settings, monkeypatch):
    monkeypatch.setattr(rate_limits, "HEX_DIGITS", 64)
    before = key(rf, ADDRESS)
    settings.SECRET_KEY = "another-server"
    assert key(rf, ADDRESS) != before


def test_no_address_and_no_whole_hash_is_stored_by_any_form(client, alert):
    office, comment = make.office(), make.comment(alert)
    make.call(alert, office)
    address = form_address(alert)
    for form, fields in (
        ("comment", {"comment": "Words."}),
        ("report", {"call": f"{office.pk}-spoke"}),
        ("stand", {}),
        (f"comments/{comment.pk}/flag", {}),
    ):
        path = address.replace("comment/", f"{form}/")
        data = form_fields(client.get(path)) | fields
        assert client.post(path, data, REMOTE_ADDR=ADDRESS).status_code in (302, 303)
    assert {name.split(".")[0] for name in RateCount.objects.values_list("name", flat=True)} == {
        "comment",
        "report",
        "stand",
        "flag",
    }
    assert ADDRESS not in everything_stored()
    for name in RateCount.objects.values_list("name", flat=True):
        assert len(name.rpartition(".")[2]) <= 4, name


def test_the_key_goes_with_its_day_when_the_next_is_made_and_the_counts_with_it(
    rf, client, alert, time_machine
):
    write(client, form_address(alert), REMOTE_ADDR=ADDRESS)
    assert (AddressKey.objects.count(), RateCount.objects.count()) == (1, 2)
    time_machine.move_to("2031-06-04T00:00:01+00:00")
    key(rf, ADDRESS)
    assert AddressKey.objects.get().day.isoformat() == "2031-06-04"
    assert not RateCount.objects.exists()


def test_housekeeping_deletes_what_is_over_and_leaves_what_counts(rf, time_machine):
    step = "counts by address, and the keys of former days"
    rate_limits.count(("x", key(rf, ADDRESS), 600), ("x", key(rf, ADDRESS), rate_limits.DAY))
    assert dict(housekeeping.run())[step] == 0
    time_machine.shift(601)
    assert dict(housekeeping.run(dry_run=True))[step] == 1
    call_command("housekeeping", verbosity=0)
    assert (RateCount.objects.count(), AddressKey.objects.count()) == (1, 1)
    time_machine.shift(timedelta(days=1))
    call_command("housekeeping", verbosity=0)
    assert (RateCount.objects.count(), AddressKey.objects.count()) == (0, 0)


def test_a_count_lasts_its_window_and_no_longer(time_machine):
    assert [rate_limits.count(("x", "k", 3600)) for _again in range(3)] == [[0], [1], [2]]
    assert rate_limits.count(("x", "other", 3600), ("y", "k", 3600), ("x", "k", 60)) == [0, 0, 0]
    time_machine.shift(3500)
    assert rate_limits.count(("x", "k", 3600)) == [3]
    time_machine.shift(100)
    assert rate_limits.count(("x", "k", 3600)) == [0]
    assert RateCount.objects.latest("pk").ends_at == datetime(2031, 6, 3, 14, tzinfo=UTC)


def test_a_first_time_is_remembered_for_the_given_seconds(time_machine):
    assert [rate_limits.is_first("x", "k", 60) for _again in range(2)] == [True, False]
    time_machine.shift(59)
    assert not rate_limits.is_first("x", "k", 60)
    time_machine.shift(1)
    assert [rate_limits.is_first("x", "k", 60) for _again in range(2)] == [True, False]


def reasons_for(client, alert, number, **headers):
    answer = write(client, form_address(alert), f"Words of number {number}.", **headers)
    assert answer.status_code == 302
    return [name for name, _points, _detail in PostComment.objects.latest("pk").screening.reasons]


def test_the_limit_outlives_an_empty_cache(client, alert):
    for number in range(MOST):
        cache.clear()
        assert "rate" not in reasons_for(client, alert, number)
    cache.clear()
    assert "rate" in reasons_for(client, alert, "last")


def test_a_comment_that_was_refused_does_not_count(client, alert):
    for _again in range(MOST + 1):
        assert write(client, form_address(alert), "").status_code == 422
    assert "rate" not in reasons_for(client, alert, "one")


def test_a_limit_that_cannot_be_counted_loses_no_comment(client, alert, monkeypatch, caplog):
    def fail(*args):
        raise DatabaseError("deadlock detected")

    monkeypatch.setattr(rate_limits, "_count", fail)
    assert "rate" not in reasons_for(client, alert, "one")
    assert "A limit cannot be counted" in caplog.text
    assert ADDRESS not in caplog.text


def test_the_queries_of_a_limit_do_not_grow_with_the_counts(client, alert, rf):
    key(rf, ADDRESS)  # the first key of a day deletes old counts
    costs = []
    for size in (1, 30):
        for number in range(size):
            rate_limits.count(
                ("comment", str(number), WINDOW), ("flag", str(number), rate_limits.DAY)
            )
        data = form_fields(client.get(form_address(alert))) | {"comment": f"Words {size}."}
        with CaptureQueriesContext(connection) as captured:
            client.post(form_address(alert), data)
        costs.append(len([q for q in captured if "home_ratecount" in q["sql"]]))
    assert costs == [3, 3]


def test_the_tables_of_limits_name_no_secret_of_the_server(client, alert):
    write(client, form_address(alert))
    assert settings.SECRET_KEY not in everything_stored()
