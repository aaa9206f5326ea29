"""Report of the settings and behavior of the site in production, as JSON on standard output.

Run it as `python -m tests.support.production_report`, with `site` on the Python path, in an
environment that has only the variables of a server.
"""

import json
import os
import runpy
from logging import getLogger
from unittest.mock import patch

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.core.mail import get_connection
from django.db import connection
from django.template.loader import get_template
from django.test import Client
from django_tasks import task_backends
from environs import EnvValidationError

import config.wsgi  # noqa: F401  # sets up Django

PASSWORDS = ("1234567", "password", "4815162342", "ruaj khov nyob")
LOGGERS = ("root", "django", "django.request", "django.security", "django.server")
# URLs to request, and whether by HTTPS.
REQUESTS = {
    "/robots.txt": True,
    "/en/": False,
    "/healthz": False,
    "/healthz/": False,
    "/en/healthz": False,
    "/admin/": True,
    "/_util/login/?next=/en/": True,
}


def name_of(thing):
    return f"{type(thing).__module__}.{type(thing).__qualname__}"


def ask(path, **more):
    response = Client(headers={"host": "campaign.example.org"}).get(path, **more)
    return response.status_code, dict(response.headers)


def weaknesses(password):
    try:
        validate_password(password)
    except ValidationError as error:
        return sorted(one.code for one in error.error_list)
    return []


def pragma(name):
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


def with_environment(**variables):
    """Return a dict of the base settings that result from the environment and `variables`."""
    with patch.dict(os.environ, variables):
        read = runpy.run_module("config.settings.base")
    read["CACHE"] = read["CACHES"]["default"]["BACKEND"]
    read["ENGINE"] = read["DATABASES"]["default"]["ENGINE"]
    read["HAS_PRAGMAS"] = "init_command" in read["DATABASES"]["default"].get("OPTIONS", {})
    return {name: value for name, value in read.items() if name.isupper()}


def is_refused(**variables):
    try:
        with_environment(**variables)
    except EnvValidationError:
        return True
    return False


def report():
    """Return a dict of the settings and behavior that `test_production.py` checks."""
    mail = get_connection(settings.EMAIL_DELIVERY_BACKEND)
    cache = caches["default"]
    cache.set("kept", "in a file")
    return {
        "settings": {name: getattr(settings, name) for name in dir(settings) if name.isupper()},
        "answers": {path: ask(path, secure=secure) for path, secure in REQUESTS.items()},
        "password": make_password("secret"),
        "weaknesses": {one: weaknesses(one) for one in PASSWORDS},
        "cache": [name_of(cache), cache.get("kept"), str(cache._dir)],
        "cache of renditions": name_of(caches["renditions"]),
        "mail": [
            *(name_of(get_connection()), name_of(mail)),
            *(mail.host, mail.port, mail.timeout, settings.DEFAULT_FROM_EMAIL),
        ],
        "storages": {
            one: name_of(storages[one]) for one in ("default", "renditions", "staticfiles")
        },
        "tasks": {one: name_of(task_backends[one]) for one in ("default", "durable")},
        "pragmas": {one: pragma(one) for one in ("synchronous", "secure_delete", "busy_timeout")},
        "loggers": {
            one: [getLogger(one).getEffectiveLevel(), len(getLogger(one).handlers)]
            for one in LOGGERS
        },
        "template of Wagtail": get_template("wagtailadmin/login.html").template.name,
        "writes its log": not getLogger("config.wsgi").disabled,
        "formatter": name_of(getLogger().handlers[0].formatter),
        "given": with_environment(
            ALLOWED_HOSTS="a.example,b.example",
            TRUSTED_PROXIES="1",
            PROXY_SENDS_FILES="true",
            SECRET_KEY_FALLBACKS="old,older",
            DEFAULT_FROM_EMAIL="Us <us@campaign.example.org>",
            EMAIL_URL="submission://me:word@mail.example:2525?timeout=7",
            CACHE_URL="redis://127.0.0.1:1/0",
            DATABASE_URL="postgres://127.0.0.1:1/campaign",
            ERASURE_LEDGER="/srv/elsewhere/erasures.txt",
            MACHINE_TRANSLATOR="deepl",
            MACHINE_TRANSLATOR_LANGUAGES="es,so",
            MACHINE_TRANSLATOR_KEY="key",
            MACHINE_TRANSLATOR_URL="https://translator.example",
        ),
        "encrypted": with_environment(EMAIL_URL="smtp://me:word@mail.example?ssl=true"),
        "hsts": [
            with_environment(HSTS=one)["SECURE_HSTS_PRELOAD"] for one in ("subdomains", "preload")
        ],
        "refused": [
            is_refused(MACHINE_TRANSLATOR="babel"),
            is_refused(MACHINE_TRANSLATOR="libretranslate"),
            is_refused(HSTS="on"),
            *(is_refused(BACKUP_DAYS=days) for days in ("0", "1", "400", "401")),
        ],
    }


if __name__ == "__main__":
    print(json.dumps(report(), default=str))
