"""Tests that no random request to any URL, and no form with hostile values, is a server error."""

import pytest
from django.conf import settings

from tests.site.test_admin_urls import hidden  # noqa: F401
from tests.support.fuzzing import Fuzzer

ROLES = ("Editors", "Submit-only translators (Soomaali)", "Moderators (Soomaali)")


def fuzz(user, seed, number):
    """Make requests as a reader, an administrator and the roles, and return the `Fuzzer`.

    The table of routes, statuses and counts is written to `var/fuzz-….txt`.
    """
    users = [None, None, user(), *(user(group) for group in ROLES)]
    fuzzer = Fuzzer(seed, users)
    fuzzer.run(number)
    rows = sorted(fuzzer.counts.items())
    table = settings.BASE_DIR / "var" / f"fuzz-{seed}.txt"
    table.parent.mkdir(exist_ok=True)
    table.write_text("".join(f"{status} {count:5} {route}\n" for (route, status), count in rows))
    return fuzzer


@pytest.mark.usefixtures("hidden")
def test_five_hundred_random_requests_are_no_server_errors(user):
    fuzzer = fuzz(user, 0, 500)
    assert fuzzer.failures == []
    assert {route for route, _status in fuzzer.counts} == set(fuzzer.addresses)


@pytest.mark.audit
@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize("seed", range(1, 11))
def test_ten_thousand_random_requests_are_no_server_errors(user, seed):
    fuzzer = fuzz(user, seed, 1000)
    assert fuzzer.failures == []
