"""Check that holds implausible reports of calls and support, instead of counting them."""

from django.http import HttpRequest

from home import rate_limits

CALLS, SUPPORT = "report", "stand"
# A report is held if its IP address has sent this many of the same kind today, ...
MOST_A_DAY = {CALLS: 30, SUPPORT: 60}
# ... if today's count of calls to the office, or of supporters, has reached this number, ...
CAPS = {CALLS: 2_000, SUPPORT: 20_000}
# ... or if the alert has had `BURST` reports of the same kind within ten minutes, and its count
# today is at least `QUIET` and at least `TIMES` times yesterday's count.
BURST, TEN_MINUTES = 20, 10 * 60
# A call-in day may begin with a hundred people in a church.
QUIET, TIMES = 100, 10


def is_held(
    request: HttpRequest,
    what: str,
    alert_id: int,
    counts: tuple[int, int],  # today and yesterday
    of_office: int | None = None,  # calls to the same office today
) -> bool:
    """Count a report toward the limits in this module, and return True if it must be held."""
    today, yesterday = counts
    reached = today if of_office is None else of_office
    events = [(what, str(alert_id), TEN_MINUTES)]
    address = rate_limits.address_key(request, what)
    if address is not None:
        events.append((what, address, rate_limits.DAY))
    burst, *of_address = rate_limits.count(*events)
    is_outlier = burst >= BURST and today >= max(QUIET, TIMES * yesterday)
    is_flood = any(number >= MOST_A_DAY[what] for number in of_address)
    return reached >= CAPS[what] or is_outlier or is_flood
