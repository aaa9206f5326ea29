"""Check of the plausibility of reports: an implausible report is held instead of counted.

A held report counts only if an editor decides so. Its sender gets the same thanks as other senders.
A report of a call or of support is held if one of these conditions is met:

- Its IP address has sent `MOST_A_DAY` reports of the same kind today. The address is not stored
  (see `home.rate_limits`).
- Today's count has reached the number in `CAPS`. Calls are counted for each office of the alert,
  and supporters for the alert.
- The alert has had `BURST` reports of the same kind within ten minutes, and its count today is at
  least `QUIET` and at least `TIMES` times yesterday's count.
"""

from django.http import HttpRequest

from home import rate_limits

CALLS, SUPPORT = "report", "stand"
MOST_A_DAY = {CALLS: 30, SUPPORT: 60}
CAPS = {CALLS: 2_000, SUPPORT: 20_000}
BURST, TEN_MINUTES = 20, 10 * 60
# A call-in day may begin with a hundred people in a church.
QUIET, TIMES = 100, 10


def is_held(
    request: HttpRequest,
    what: str,
    alert_id: int,
    counts: tuple[int, int],
    of_office: int | None = None,
) -> bool:
    """Count a report toward the limits in this module, and return True if it must be held.

    `what` is `CALLS` or `SUPPORT`. `counts` is a pair of the alert's counts today and yesterday.
    `of_office` is today's count of the alert's calls to the same office, or None for a supporter.
    """
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
