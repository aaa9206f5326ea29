"""Whether a number is to be believed at once, or held until an editor has looked.

Nobody is refused and nobody is told: what is held is stored and thanked for like the rest. A
number is held when one of these holds:

- its address has sent more than so many today (`MOST_A_DAY`). Which address that is nobody
  can tell, and only the cache knows of it; see `alerts.comments.defence.limits`;
- the alert, or the office, has had more than so many today (`CAPS`);
- it is an outlier: more than `BURST` on one alert within ten minutes, on a day that has ten
  times what the day before had, and more than `QUIET` at least, for a call-in day may well begin
  with a hundred people in a church.
"""

from functools import partial

from django.db import transaction

from alerts.comments.defence import limits

CALLS, STANDS = "report", "stand"
MOST_A_DAY = {CALLS: 30, STANDS: 60}
CAPS = {CALLS: 2_000, STANDS: 20_000}
BURST, TEN_MINUTES = 20, 10 * 60
QUIET, TIMES = 100, 10


def is_held(request, what, alert_id, numbers, of_office=None):
    """Whether one more of `what` on the alert is held; it is counted once the transaction ends well.

    `numbers` are the alert's of today and of yesterday, `of_office` is the office's of today.
    """
    today, yesterday = numbers
    reached = today if of_office is None else of_office
    reasons = [reached >= CAPS[what], is_outlier(what, alert_id, today, yesterday)]
    seen = [(alert_id, TEN_MINUTES)]
    address = limits.key_of(request)
    if address is not None:
        reasons.append(limits.so_far(what, address, limits.DAY) >= MOST_A_DAY[what])
        seen.append((address, limits.DAY))
    for key, window in seen:
        transaction.on_commit(partial(limits.count, what, key, window), robust=True)
    return any(reasons)


def is_outlier(what, alert_id, today, yesterday):
    """Whether so many come so fast on a day that is so unlike the day before."""
    is_burst = limits.so_far(what, alert_id, TEN_MINUTES) >= BURST
    return is_burst and today >= max(QUIET, TIMES * yesterday)
