"""Counting by address without knowing the address."""

import pytest

from alerts.comments.defence import limits


@pytest.fixture(autouse=True)
def noon(time_machine):
    """No test runs over the end of a window or of a day."""
    time_machine.move_to("2031-06-03T12:00:01+00:00")


def key(rf, address):
    return limits.key_of(rf.get("/", REMOTE_ADDR=address))


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
def test_ipv6_counts_by_the_network_of_a_household(rf, one, other, same):
    assert (key(rf, one) == key(rf, other)) is same


def test_a_request_without_an_address_is_not_counted_with_all_others(rf):
    assert key(rf, "") is None


@pytest.mark.usefixtures("cache_by_our_clock")
def test_the_key_of_an_address_is_another_one_after_a_day(rf, time_machine):
    before = key(rf, "203.0.113.7")
    assert key(rf, "203.0.113.7") == before
    time_machine.shift(limits.DAY + 1)
    assert key(rf, "203.0.113.7") != before
    assert "203" not in before


def test_a_counter_lasts_its_window_in_djangos_own_file_cache(settings, tmp_path, time_machine):
    """Its `incr` would keep the number for five minutes only."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(tmp_path),
        }
    }
    limits.count("x", "k", 3600)
    limits.count("x", "k", 3600)
    time_machine.shift(3000)
    assert limits.so_far("x", "k", 3600) == 2
