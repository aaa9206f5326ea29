"""Settings of the bare Wagtail project, with an SQLite database in DATA_DIR."""

import os
from pathlib import Path

SECRET_KEY = "only-for-the-bench"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.bench.bare.urls"
LANGUAGE_CODE = "en"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
WAGTAIL_SITE_NAME = "Bare"
STATIC_URL = "/static/"
INSTALLED_APPS = [
    "tests.bench.bare",
    *(f"wagtail.{name}" for name in ("contrib.redirects", "sites", "users", "documents", "images")),
    *("wagtail.search", "wagtail.admin", "wagtail", "modelcluster", "taggit"),
    *(
        f"django.contrib.{name}"
        for name in ("auth", "contenttypes", "sessions", "messages", "staticfiles")
    ),
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": Path(os.environ.get("DATA_DIR", "."), "bare.sqlite3"),
    }
}
# The tables are made from the models, which takes seconds instead of half a minute.
MIGRATION_MODULES = {name.rsplit(".", 1)[-1]: None for name in INSTALLED_APPS} | {
    f"wagtail{name}": None
    for name in ("redirects", "sites", "users", "docs", "images", "search", "admin", "core")
}
