"""Counts of what comes from one address, without keeping the address.

The address is believed as `home.middleware` derives it from the trusted proxies. What is stored
in its place is 16 bits of its HMAC: about 65,000 addresses of IPv4 share each value, and a wrong
match only marks what a moderator or an editor looks at anyway. The HMAC's key has two halves:
a random one of the day, which is deleted with the day, and `SECRET_KEY`, which no copy of the
database holds. The same address has another value for each kind of thing that is counted.
"""

import logging
import secrets
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ..models.spam import AddressKey, RateCount

logger = logging.getLogger(__name__)

DAY = 24 * 60 * 60  # seconds
HEX_DIGITS = 4


def key_of(request, what):
    """Return what stands today for the address of `request` in counts of `what`; None without one.

    IPv6 by the 64 bits that a household or a phone has (RFC 6177): it may
    change the others with every request.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if not address:  # a server on a socket without a trusted proxy: all would count as one
        return None
    try:
        ip = ip_address(address)
        if ip.version == 6:
            address = str(ip.ipv4_mapped or ip_network((int(ip), 64), strict=False))
    except ValueError:
        pass  # whatever a proxy writes is the same for the same client
    digest = salted_hmac(_key_of_today(), f"{what} {address}", algorithm="sha256")
    return digest.hexdigest()[:HEX_DIGITS]


def _key_of_today():
    """Return the random half of the key; its day ends when the windows of a day do."""
    row, is_new = AddressKey.objects.get_or_create(
        day=_today(), defaults={"value": secrets.token_hex()}
    )
    if is_new:
        delete_old_counts()
    return row.value


def _today():
    return datetime.now(UTC).date()


def count(*events):
    """Count each event, a tuple of (what, key, window in seconds), once more in its present window.

    Returns the numbers before. Call it in the transaction of what is counted: it counts if that
    is stored. If counting fails that is logged, and nothing else is lost.
    """
    names = [f"{what}.{window}.{_start(window)}.{key}" for what, key, window in events]
    try:
        with transaction.atomic():
            before = _count(dict(zip(names, [window for *_, window in events], strict=True)))
    except DatabaseError:
        logger.exception("A limit cannot be counted")
        before = {}
    return [before.get(name, 0) for name in names]


def _count(windows):
    """Raise the counters with these names, of windows of so many seconds; return what they were."""
    RateCount.objects.bulk_create(
        [
            RateCount(name=name, ends_at=datetime.fromtimestamp(_start(window) + window, UTC))
            for name, window in windows.items()
        ],
        ignore_conflicts=True,
    )
    rows = RateCount.objects.filter(name__in=windows)
    before = dict(rows.select_for_update().order_by("name").values_list("name", "number"))
    rows.update(number=F("number") + 1)
    return before


def _start(window):
    now = int(time.time())
    return now - now % window


def is_first(what, key, seconds):
    """Return whether `what` happens for the first time for this key within so many seconds."""
    now = timezone.now()
    ends_at = now + timedelta(seconds=seconds)
    row, is_new = RateCount.objects.get_or_create(
        name=f"{what}.{key}", defaults={"number": 1, "ends_at": ends_at}
    )
    over = RateCount.objects.filter(pk=row.pk, ends_at__lte=now)
    return is_new or over.update(ends_at=ends_at) == 1


def delete_old_counts(*, dry_run=False):
    """Delete the keys of former days and the counts whose window is over; return how many."""
    old = (
        AddressKey.objects.filter(day__lt=_today()),
        RateCount.objects.filter(ends_at__lte=timezone.now()),
    )
    return sum(rows.count() if dry_run else rows.delete()[0] for rows in old)
