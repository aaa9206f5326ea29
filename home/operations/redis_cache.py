"""Tolerant version of Django's Redis cache, with short timeouts.

It has a module of its own, because the client takes 16 MB of memory in every process that imports
it.
"""

from django.core.cache.backends import redis
from redis.exceptions import RedisError

from .cache import Tolerant

# Seconds to wait for Redis. A page waits this long at most, and only one page in each PAUSE.
PATIENCE = 0.5


class RedisCache(Tolerant, redis.RedisCache):
    faults = (OSError, RedisError)

    def __init__(self, server, params):
        patience = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        options = patience | params.get("OPTIONS", {})
        super().__init__(server, params | {"OPTIONS": options})
