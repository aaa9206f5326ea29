"""Cache backends that behave like Django's `DummyCache` while their storage fails."""

import logging
from contextlib import suppress
from threading import Lock
from time import monotonic
from typing import Any, Self

from django.core.cache.backends import filebased
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.dummy import DummyCache

logger = logging.getLogger(__name__)

# Seconds before this process tries a failed backend again.
PAUSE = 10
# Seconds between two log messages about the same backend.
SILENCE = 300
# To store an entry, Django's file cache lists the whole folder, which takes 3 µs per file. Django's
# default of 300 files would evict pictures of pages at random.
MAX_FILES = 2_000
# Operations that read a stored value and fail if it was not written by Django.
_READING = {"get", "get_many", "has_key", "touch"}


def tolerant(config: dict[str, Any]) -> dict[str, Any]:
    """Return the cache configuration `config` with the tolerant version of its backend, if any."""
    backends = {
        "django.core.cache.backends.filebased.FileBasedCache": f"{__name__}.FileCache",
        "django.core.cache.backends.redis.RedisCache": "home.operations.redis_cache.RedisCache",
    }
    return config | {"BACKEND": backends.get(config["BACKEND"], config["BACKEND"])}


class Breaker:
    """Circuit breaker for one cache backend, shared by all threads of the process."""

    _all: dict[str, Self] = {}

    def __init__(self):
        self._lock = Lock()
        self._ask_at = None
        self._silent_until = 0

    @classmethod
    def of(cls, location):
        return cls._all.setdefault(str(location), cls())

    @property
    def is_open(self):
        return self._ask_at is not None

    def may_try(self):
        """Return True only for the first caller after each pause of an open breaker."""
        with self._lock:
            if self._ask_at is None or monotonic() < self._ask_at:
                return False
            self._ask_at = monotonic() + PAUSE
            return True

    def open(self, error):
        with self._lock:
            self._ask_at = monotonic() + PAUSE
        # The error's own text can hold an address, a password or a key.
        reason = getattr(error, "strerror", None) or type(error).__name__
        self.log("The cache fails (%s). Pages are slower until it works again.", reason)

    def close(self):
        with self._lock:
            self._ask_at = None

    def log(self, message, *args):
        """Log a warning, unless one was logged in the last `SILENCE` seconds."""
        with self._lock:
            if monotonic() < self._silent_until:
                return
            self._silent_until = monotonic() + SILENCE
        logger.warning(message, *args)


class Tolerant:
    """Mixin that makes a cache backend act like an empty cache while its storage fails."""

    faults: tuple[type[Exception], ...] = (OSError,)

    def __init__(self, location, params):
        self._breaker = Breaker.of(location)
        self._empty = DummyCache(location, params)
        super().__init__(location, params)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("add", key, value, timeout, version=version)

    def get(self, key, default=None, version=None):
        return self._ask("get", key, default, version=version)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("set", key, value, timeout, version=version)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("touch", key, timeout, version=version)

    def delete(self, key, version=None):
        return self._ask("delete", key, version=version)

    def has_key(self, key, version=None):
        return self._ask("has_key", key, version=version)

    def incr(self, key, delta=1, version=None):
        return self._ask("incr", key, delta, version=version)

    def get_many(self, keys, version=None):
        return self._ask("get_many", list(keys), version=version)

    def set_many(self, data, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("set_many", data, timeout, version=version)

    def delete_many(self, keys, version=None):
        return self._ask("delete_many", list(keys), version=version)

    def clear(self):
        return self._ask("clear")

    def _ask(self, name, *args, **kwargs):
        if self._is_usable():
            try:
                return getattr(super(), name)(*args, **kwargs)
            except self.faults as error:
                self._breaker.open(error)
            except Exception:
                if name not in _READING:
                    raise
                self._breaker.log("An entry of the cache cannot be read and counts as missing.")
                keys = args[0] if name == "get_many" else args[:1]
                self.delete_many(keys, **kwargs)
        return getattr(self._empty, name)(*args, **kwargs)

    def _is_usable(self):
        if not self._breaker.is_open:
            return True
        if self._breaker.may_try():
            try:
                # Its entries may be outdated.
                super().clear()
            except self.faults as error:
                self._breaker.open(error)
            else:
                self._breaker.close()
                return True
        return False


class FileCache(Tolerant, filebased.FileBasedCache):
    def __init__(self, folder, params):
        options = {"MAX_ENTRIES": MAX_FILES} | params.get("OPTIONS", {})
        # The folder is created here; if that fails, each operation fails by itself.
        with suppress(OSError):
            super().__init__(folder, params | {"OPTIONS": options})
