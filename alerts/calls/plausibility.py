"""Plausibility of reports: whether to count one at once, or to hold it for an editor.

A sender gets the same thanks whether the report is held or not. A report is held if:

- its address has sent more than `MOST_A_DAY` today (addresses are not stored; see
  `alerts.comments.spam.limits`);
- the alert, or the office, has had more than `CAPS` today;
- it is an outlier: the alert has had more than `BURST` within ten minutes, on a day with ten
  times the count of the day before and more than `QUIET` at least, since a call-in day may begin
  with a hundred people in a church.
"""

from alerts.comments.spam import limits

CALLS, SUPPORT = "report", "stand"
MOST_A_DAY = {CALLS: 30, SUPPORT: 60}
CAPS = {CALLS: 2_000, SUPPORT: 20_000}
BURST, TEN_MINUTES = 20, 10 * 60
QUIET, TIMES = 100, 10


def is_held(request, what, alert_id, counts, of_office=None):
    """Return whether to hold one more of `what`. It counts as an event if the transaction is committed.

    `counts` are the alert's counts of today and yesterday, `of_office` is the office's of today.
    """
    today, yesterday = counts
    reached = today if of_office is None else of_office
    events = [(what, alert_id, TEN_MINUTES)]
    address = limits.key_of(request, what)
    if address is not None:
        events.append((what, address, limits.DAY))
    burst, *of_address = limits.count(*events)
    is_outlier = burst >= BURST and today >= max(QUIET, TIMES * yesterday)
    is_flood = any(number >= MOST_A_DAY[what] for number in of_address)
    return reached >= CAPS[what] or is_outlier or is_flood
