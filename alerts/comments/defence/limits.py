"""How much comes from one address, without knowing which address that is.

The address is believed as `home.middleware` derives it from the trusted proxies.
It is counted under its HMAC; the secret of that is random, replaced after a day, and
lives in the cache alone, as the counts do. Once it is gone nobody, not the
server's owner either, can tell which address a count was of.

A count is a help to moderators, not a lock: a cache may forget (Django's file cache,
the default, throws entries away beyond its 300, and keeps what expired on disk until
it is asked for again), and only Redis and Memcached count two at the very
same moment as two: others read and write in two steps, and may count them as one.
Either way somebody is marked too seldom, and nothing is lost.
"""

import hmac
import secrets
import time
from hashlib import sha256
from ipaddress import ip_address, ip_network

from django.core.cache import cache

SECRET = "comments.defence.secret"  # noqa: S105 (its name in the cache)
DAY = 24 * 60 * 60  # seconds


def key_of(request):
    """What stands for the address of `request` today; None where it has none.

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
    secret = cache.get_or_set(SECRET, secrets.token_hex, DAY)
    return hmac.new(secret.encode(), address.encode(), sha256).hexdigest()


def so_far(what, key, window):
    """How many of `what` were counted for `key` in the present window of so many seconds."""
    return cache.get(_name(what, key, window), 0)


def count(what, key, window):
    """Count one more."""
    name = _name(what, key, window)
    cache.add(name, 0, window)
    try:
        cache.incr(name)
    except ValueError:
        return  # it was thrown away between the two
    # Where a cache has no counters of its own, Django's `incr` forgets how long to keep the number.
    cache.touch(name, window)


def is_first(what, key, seconds):
    """Whether `what` happens for the first time for this key, within so many seconds."""
    return cache.add(f"comments.defence.{what}.{key}", 1, seconds)


def forget_old():
    """Let the cache delete what has expired of its own accord nowhere: yesterday's secret."""
    cache.get(SECRET)


def _name(what, key, window):
    return f"comments.defence.{what}.{int(time.time()) // window}.{key}"
