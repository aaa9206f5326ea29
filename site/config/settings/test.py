"""Settings for `make test`: faster defaults, and a temporary data directory."""

import os
import tempfile

# Kept in a variable, because the folder is deleted with the object.
_folder = tempfile.TemporaryDirectory(prefix="campaign-test-")
os.environ["DATA_DIR"] = _folder.name
os.environ["SECRET_KEY"] = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"  # noqa: S105
os.environ["SITE_URL"] = "http://testserver"
os.environ["EMAIL_URL"] = "memory:"
# Parallel workers must not clear each other's cache, so CACHE_URL may contain a placeholder for the
# number. The placeholder is put back, because workers inherit this process's environment.
_cache_url = os.environ.get("CACHE_URL", "locmem://")
_worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
os.environ["CACHE_URL"] = _cache_url.replace("{worker}", _worker)

from .base import *  # noqa: E402, F403
from .base import DATA_DIR, DATABASES, SQLITE, STORAGES, TASKS  # noqa: E402

os.environ["CACHE_URL"] = _cache_url

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
if DATABASES["default"]["ENGINE"] == SQLITE:
    # A file, because a browser makes concurrent requests and threads cannot share the one
    # connection of an in-memory database.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
PAGE_CACHE = False
SECOND_FACTOR_REQUIRED = False
# Tests move the clock while somebody is signed in.
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
SESSION_MAX_AGE = 100 * 365 * 24 * 60 * 60
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# The search and reference indexes are updated only in tests that need them; this saves a fifth of
# the time.
TASKS = TASKS | {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
