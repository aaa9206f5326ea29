"""Production settings, on which the settings in `dev` and `test` are based.

Values that differ between servers come from environment variables, which the README lists.
SECRET_KEY and SITE_URL are required.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from environs import Env, validate

from config import __version__
from home.operations.cache import tolerant

from .languages import *  # noqa: F403
from .packages import *  # noqa: F403

env = Env()

# However a process is started, others can read nothing that it writes. A stricter umask is kept.
_umask = 0o027
os.umask(os.umask(_umask) | _umask)

BASE_DIR = Path(__file__).resolve().parents[3]
DATA_DIR = env.path("DATA_DIR", BASE_DIR / "var")
DATA_DIR.mkdir(parents=True, exist_ok=True)

# Identity

VERSION = __version__
SECRET_KEY = env.str("SECRET_KEY")
# Old keys still verify existing signatures: sessions, and forms that readers have open.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
SITE_URL = env.str("SITE_URL").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [urlsplit(SITE_URL).hostname])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
WAGTAILADMIN_BASE_URL = SITE_URL
SITE_ID = 1
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEBUG = False
# Count of proxies that add an address to X-Forwarded-For; with 0 the header is ignored.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)

INSTALLED_APPS = [
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.snippets",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail_localize",
    "modelcluster",
    "taggit",
    "phonenumber_field",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django_comments_xtd",
    "django_comments",
    "home.people",
    "home.media",
    "home.translation",
    "home.translation.exchange",
    "home.translation.teamwork",
    "home.publishing",
    "home.operations",
    "home",
    "alerts",
    "alerts.calls",
    "alerts.sharing",
    # After django_comments_xtd, because it disconnects a signal of that app.
    "alerts.comments",
]

MIDDLEWARE = [
    "home.headers.HeadersMiddleware",
    "home.middleware.TrustedProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "home.revalidation.RevalidationMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "home.middleware.ReaderLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Inside the middleware that sets Content-Length.
    "home.glosses.GlossesMiddleware",
    "home.middleware.NoCookieForReadersMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "home.people.middleware.SignedInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # After the CSRF middleware, whose refusals it handles.
    "home.translation.typed_text.TypedTextMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "home.admin.transactions.AtomicPageChangesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Storage

SQLITE = "home.operations.sqlite"
dj_database_url.register("sqlite", SQLITE)
# Connections stay open for ten minutes: to open one takes a third of the time of the home page,
# because SQLite reads the schema again, and PostgreSQL starts a process.
DATABASES = {
    "default": env.dj_db_url(
        "DATABASE_URL",
        f"sqlite:///{DATA_DIR / 'db.sqlite3'}",
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == SQLITE:
    # WAL: readers and a writer do not block each other. A writer takes its lock at once instead of
    # failing later with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: a committed transaction survives a power cut. secure_delete: erased data is
        # overwritten.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
else:
    INSTALLED_APPS += ["django.contrib.postgres"]  # for the search index of Wagtail
    options = DATABASES["default"].get("OPTIONS", {})
    # If the network loses the database's host, a connection is refused after five seconds and lost
    # after ten (`tcp_user_timeout`, in milliseconds, also limits the keepalive probes).
    patience = {
        "connect_timeout": 5,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "tcp_user_timeout": 10_000,
    }
    # To compile a query for a page (JIT) takes a second, and to run it takes milliseconds.
    start = {"options": f"-c jit=off {options.get('options', '')}".strip()}
    DATABASES["default"]["OPTIONS"] = patience | options | start
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": tolerant(env.dj_cache_url("CACHE_URL", f"file://{DATA_DIR / 'cache'}")),
    # Wagtail writes to this cache whenever a page shows a picture, which takes longer than the query
    # that finds the picture.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
PAGE_CACHE = env.bool("PAGE_CACHE", True)
# Other hosts that share the database may change a page at any time.
SEVERAL_HOSTS = env.bool("SEVERAL_HOSTS", False)
# CDNs and other caches in front of the site, as Wagtail documents them, as JSON. They are told which
# pages have changed.
WAGTAILFRONTENDCACHE = env.json("WAGTAILFRONTENDCACHE", {})
WAGTAILFRONTENDCACHE_LANGUAGES: list[str] = []  # The addresses of all languages are listed.
# The folder is known even if the cache is off, so that the proxy can be kept from sending old pages.
PAGE_CACHE_ROOT = DATA_DIR / "pages"
LOCALE_PATHS = [BASE_DIR / "locale"]
# List of erasures and other changes that a restore must not undo. They are redone in a restored
# database. No restore may touch this file.
ERASURE_LEDGER = env.path("ERASURE_LEDGER", DATA_DIR / "erasures.txt")
# Full backups are encrypted to this public key of age, if there is one.
BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", "")
# Shell command that sends a full backup away; its argument $1 is the path of the file.
BACKUP_COMMAND = env.str("BACKUP_COMMAND", "")
# Backups must not be kept for longer than the ledger and the privacy page say.
BACKUP_DAYS = env.int("BACKUP_DAYS", 30, validate=validate.Range(1, 400))
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "site" / "static"]
WHITENOISE_ROOT = BASE_DIR / "site" / "root"  # files without /static/, such as /favicon.ico
# Private: a view checks permission before a file is sent.
MEDIA_ROOT = DATA_DIR / "private"
MEDIA_URL = "/media/"
# The owner may read and write, and the proxy's group may read.
FILE_UPLOAD_PERMISSIONS = 0o640
# True if the proxy handles X-Accel-Redirect, as in site/deploy/Caddyfile; otherwise this process
# sends files.
PROXY_SENDS_FILES = env.bool("PROXY_SENDS_FILES", False)
STORAGES = {
    "default": {"BACKEND": "home.media.storage.UploadStorage"},
    "renditions": {"BACKEND": "home.media.storage.PrivateStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
TASKS = {
    # Immediate: the search and reference indexes are current without a worker.
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    # In the database: for long tasks and tasks that must survive a restart.
    "durable": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}
_email = env.dj_email_url("EMAIL_URL", "smtp://localhost:25")
# Emails of Django and Wagtail are queued like our own; the worker delivers through the second
# backend.
EMAIL_BACKEND = "home.mail.QueueBackend"
EMAIL_DELIVERY_BACKEND = _email["EMAIL_BACKEND"].replace(
    "django.core.mail.backends.smtp", "home.smtp"
)
EMAIL_HOST = _email["EMAIL_HOST"]
EMAIL_PORT = _email["EMAIL_PORT"]
EMAIL_HOST_USER = _email["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _email["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _email["EMAIL_USE_SSL"]
EMAIL_FILE_PATH = _email["EMAIL_FILE_PATH"]
# Seconds; a silent mail server must not block the queue.
EMAIL_TIMEOUT = _email["EMAIL_TIMEOUT"] or 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"webmaster@{urlsplit(SITE_URL).hostname}")

# Machine drafts of translations: off unless a provider is set

MACHINE_TRANSLATOR = env.str(
    "MACHINE_TRANSLATOR", "", validate=validate.OneOf(["", "deepl", "libretranslate"])
)
# Only Spanish by default, because neither provider is good enough at Somali and Hmong.
MACHINE_TRANSLATOR_LANGUAGES = env.list("MACHINE_TRANSLATOR_LANGUAGES", ["es"])
_key = env.str("MACHINE_TRANSLATOR_KEY", "")
MACHINE_TRANSLATOR_OPTIONS = {
    "AUTH_KEY": _key,  # name used by DeepL
    "API_KEY": _key,  # name used by LibreTranslate
    "LIBRETRANSLATE_URL": env.str("MACHINE_TRANSLATOR_URL", "https://libretranslate.com"),
}

# Parts of pages in every state at /styleguide/, for developers
STYLE_GUIDE = False

# Users

AUTH_USER_MODEL = "people.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
# Required of everybody who can publish or moderate.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", True)
# Seconds until an unused session ends, and until any session ends.
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_MAX_AGE = 7 * 24 * 60 * 60

# Security

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_HSTS_SECONDS = 63072000
# The operator decides: other hosts of the domain may have no TLS, and browsers remember HSTS for
# years.
HSTS = env.str("HSTS", "host", validate=validate.OneOf(["host", "subdomains", "preload"]))
SECURE_HSTS_INCLUDE_SUBDOMAINS = HSTS != "host"
SECURE_HSTS_PRELOAD = HSTS == "preload"
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # which ask for both
# With "no-referrer" browsers send "Origin: null", like a forged form.
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"  # Wagtail relaxes it for its own preview
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # A long page has many form fields in Wagtail.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"private": {"()": "home.logs.PrivateFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "private"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # No handlers: Django's default would email each failed request to ADMINS in full.
        "django": {"handlers": []},
        # Warnings are refused requests, which say nothing about the site.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        # The request log of `make run`.
        "django.server": {"handlers": [], "level": "CRITICAL"},
    },
}
