"""Rate limits: counts of events by IP address or account, without storing either.

Only 16 bits of an HMAC of an address or username are stored. Many addresses share each value, and
invented addresses cannot fill the table. The key of the HMAC is made from `SECRET_KEY` and from a
random key that is deleted after its day.
"""

import logging
import secrets
import time
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db import DatabaseError, models, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from home.kept_data import about_readers

logger = logging.getLogger(__name__)

HOUR = 60 * 60  # seconds
DAY = 24 * HOUR
HEX_DIGITS = 4

# Kind of event, key, and window in seconds.
Event = tuple[str, str, int]


class AddressKey(models.Model):
    """Random key for hashing the addresses and usernames of one day, deleted after that day."""

    personal_data = about_readers(
        what="The random key of a day's hashes of addresses.",
        why="Without it, these hashes cannot be computed again.",
        until="Until the end of the day.",
        days=2,
        since="day",
        paragraphs=("privacy.body.4",),
    )

    day = models.DateField(unique=True, help_text="In UTC.")
    value = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True
    left_out_of_backups = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"of {self.day}"


class RateCount(models.Model):
    """Count of events within a time window. `name` does not reveal an address or username."""

    personal_data = about_readers(
        what="Counts of forms and of attempts to sign in, under 16 bits of a keyed hash of an address"
        " or username.",
        why="One person cannot send very many forms, and passwords and codes cannot be guessed.",
        until="Until the quarter of an hour, the hour or the day that is counted ends.",
        days=2,
        since="ends_at",
        paragraphs=("privacy.body.4",),
    )

    name = models.CharField(max_length=160, unique=True)
    number = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True
    left_out_of_backups = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number} until {self.ends_at}"


def address_key(request: HttpRequest, what: str) -> str | None:
    """Return today's key for counting `what` by the address of `request`, or None without one."""
    address = request.META.get("REMOTE_ADDR", "")
    if not address:  # a server on a socket without a trusted proxy: all requests would be one
        return None
    return key(what, network_of(address))


def network_of(address: str) -> str:
    """Return `address` or, for IPv6, the IPv4 address in it or its /64 network."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address  # not an IP address, but the same for the same client
    # A household or phone can use all addresses in its /64 network (RFC 6177).
    if ip.version == 6:
        return str(ip.ipv4_mapped or ip_network((int(ip), 64), strict=False))
    return address


def key(what: str, value: str) -> str:
    """Return today's key for counting `what` by `value`, such as an address."""
    text = f"{what} {value}".encode(errors="replace")
    digest = salted_hmac(_key_of_today(), text, algorithm="sha256")
    return digest.hexdigest()[:HEX_DIGITS]


def _key_of_today() -> str:
    row, is_new = AddressKey.objects.get_or_create(
        day=_today(), defaults={"value": secrets.token_hex()}
    )
    if is_new:
        delete_old_counts()
    return row.value


def _today() -> date:
    return datetime.now(UTC).date()


def count(*events: Event) -> list[int]:
    """Count each event in its current window, and return the previous counts in the same order.

    Call this in the transaction that stores the events, so that they count only if they are stored.
    After a database error, the previous counts are zeros.
    """
    names = [_name(event) for event in events]
    try:
        with transaction.atomic():
            before = _count(dict(zip(names, [window for *_, window in events], strict=True)))
    except DatabaseError:
        logger.exception("A limit cannot be counted")
        before = {}
    return [before.get(name, 0) for name in names]


def _count(windows: dict[str, int]) -> dict[str, int]:
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


def take_back(event: Event) -> None:
    """Subtract one from the count of `event` in its current window, unless the count is zero."""
    RateCount.objects.filter(name=_name(event), number__gt=0).update(number=F("number") - 1)


def clear(*events: Event) -> None:
    """Delete the counts of `events` in their current windows."""
    RateCount.objects.filter(name__in=[_name(event) for event in events]).delete()


def _name(event: Event) -> str:
    what, key_of_event, window = event
    return f"{what}.{window}.{_start(window)}.{key_of_event}"


def _start(window: int) -> int:
    now = int(time.time())
    return now - now % window


def is_first(what: str, key: str, seconds: int) -> bool:
    """Record that `what` happens for `key`, or return False if it did within `seconds`."""
    now = timezone.now()
    ends_at = now + timedelta(seconds=seconds)
    row, is_new = RateCount.objects.get_or_create(
        name=f"{what}.{key}", defaults={"number": 1, "ends_at": ends_at}
    )
    over = RateCount.objects.filter(pk=row.pk, ends_at__lte=now)
    return is_new or over.update(ends_at=ends_at) == 1


def delete_old_counts(*, dry_run: bool = False) -> int:
    """Delete keys of former days and counts of past windows, and return the count of rows.

    With `dry_run`, only count them.
    """
    old = (
        AddressKey.objects.filter(day__lt=_today()),
        RateCount.objects.filter(ends_at__lte=timezone.now()),
    )
    return sum(rows.count() if dry_run else rows.delete()[0] for rows in old)
