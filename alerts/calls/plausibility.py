"""Plausibility checks: an implausible report is held for an editor's decision, not counted at once.

The sender gets the same thanks whether the report is held or not. A report is held if:

- its IP address has sent `MOST_A_DAY` reports today (IP addresses are not stored; see
  `alerts.comments.spam.limits`);
- today's count for the office of a call, or for the alert of a supporter, has reached `CAPS`;
- it is an outlier: the alert has had `BURST` reports within ten minutes, and its count today is at
  least `QUIET` and at least `TIMES` times the count of yesterday. Smaller counts are never
  outliers, because a call-in day may begin with a hundred people in a church.
"""

from django.http import HttpRequest

from alerts.comments.spam import limits

CALLS, SUPPORT = "report", "stand"
MOST_A_DAY = {CALLS: 30, SUPPORT: 60}
CAPS = {CALLS: 2_000, SUPPORT: 20_000}
BURST, TEN_MINUTES = 20, 10 * 60
QUIET, TIMES = 100, 10


def is_held(
    request: HttpRequest,
    what: str,
    alert_id: int,
    counts: tuple[int, int],
    of_office: int | None = None,
) -> bool:
    """Count a report toward the limits of its sender and alert, and return whether to hold it.

    `what` is `CALLS` or `SUPPORT`. `counts` is a pair of the alert's counts today and yesterday.
    `of_office` is today's count for the called office, or None for a supporter.
    """
    today, yesterday = counts
    reached = today if of_office is None else of_office
    events = [(what, str(alert_id), TEN_MINUTES)]
    address = limits.key_of(request, what)
    if address is not None:
        events.append((what, address, limits.DAY))
    burst, *of_address = limits.count(*events)
    is_outlier = burst >= BURST and today >= max(QUIET, TIMES * yesterday)
    is_flood = any(number >= MOST_A_DAY[what] for number in of_address)
    return reached >= CAPS[what] or is_outlier or is_flood
