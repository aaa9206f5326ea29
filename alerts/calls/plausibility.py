"""Whether a number is to be believed at once, or held until an editor has looked.

Nobody is refused and nobody is told: what is held is stored and thanked for like the rest. A
number is held when one of these holds:

- its address has sent more than so many today (`MOST_A_DAY`). Which address that is is not
  kept; see `alerts.comments.spam.limits`;
- the alert, or the office, has had more than so many today (`CAPS`);
- it is an outlier: more than `BURST` on one alert within ten minutes, on a day that has ten
  times what the day before had, and more than `QUIET` at least, for a call-in day may well begin
  with a hundred people in a church.
"""

from alerts.comments.spam import limits

CALLS, SUPPORT = "report", "stand"
MOST_A_DAY = {CALLS: 30, SUPPORT: 60}
CAPS = {CALLS: 2_000, SUPPORT: 20_000}
BURST, TEN_MINUTES = 20, 10 * 60
QUIET, TIMES = 100, 10


def is_held(request, what, alert_id, numbers, of_office=None):
    """Return whether one more of `what` on the alert is held; it counts if the transaction ends well.

    `numbers` are the alert's of today and of yesterday, `of_office` is the office's of today.
    """
    today, yesterday = numbers
    reached = today if of_office is None else of_office
    events = [(what, alert_id, TEN_MINUTES)]
    address = limits.key_of(request, what)
    if address is not None:
        events.append((what, address, limits.DAY))
    burst, *of_address = limits.count(*events)
    is_outlier = burst >= BURST and today >= max(QUIET, TIMES * yesterday)
    is_flood = any(number >= MOST_A_DAY[what] for number in of_address)
    return reached >= CAPS[what] or is_outlier or is_flood
