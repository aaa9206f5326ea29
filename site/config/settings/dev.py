"""Settings for `make run`: production settings, relaxed for one developer on 127.0.0.1."""

import os
import secrets

from environs import Env

env = Env()
PORT = env.int("PORT", 8000)
os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{PORT}")
os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
os.environ.setdefault("EMAIL_URL", "console:")

from .base import *  # noqa: E402, F403
from .base import DATA_DIR, STORAGES  # noqa: E402

# Off by default, so that `make run` shows the site's own error pages.
DEBUG = env.bool("DEBUG", False)
if DEBUG:
    LOGGING = {}  # Django's default, with every request and the values in errors
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

# The secret is stored with the data, so that a restart signs nobody out.
_secret = DATA_DIR / "secret-key"
if not _secret.exists():
    _secret.write_text(os.environ["SECRET_KEY"])
    _secret.chmod(0o600)
SECRET_KEY = _secret.read_text()

SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Changes of templates and code are seen at once.
PAGE_CACHE = env.bool("PAGE_CACHE", False)
STYLE_GUIDE = True
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", False)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # Browsers allow passkeys on http://localhost.
# Accounts to try the site with; the password is random unless this is set.
DEMO_ACCOUNTS = True
MANY_POSTS = True  # `manage.py manyposts` may fill the database.
DEMO_PASSWORD = env.str("DEMO_PASSWORD", "")
