"""Tests that the settings are safe in production, and that a wrong configuration is refused."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

SECRET = "an-example-of-a-secret-0123456789-abcdefghijklmnopqrstuvwxyz"
PRODUCTION = {"SECRET_KEY": SECRET, "SITE_URL": "https://campaign.example.org"}


@pytest.fixture
def run(tmp_path):
    """Return a function that runs Python with production settings in a clean environment."""

    def run(*arguments, **variables):
        clean = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
        return subprocess.run(  # noqa: S603
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=clean | {"DJANGO_SETTINGS_MODULE": "config.settings.base"} | variables,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def shell(run):
    def shell(code):
        done = run("manage.py", "shell", "--no-imports", "--command", code, **PRODUCTION)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return shell


@pytest.mark.parametrize("missing", list(PRODUCTION))
@pytest.mark.parametrize(
    "start",
    [
        ("manage.py", "check"),
        ("-c", "import sys; sys.path[:0] = ['.', 'site']; import config.wsgi"),
    ],
    ids=["command", "server"],
)
def test_a_missing_secret_or_address_stops_the_start_and_is_named(run, missing, start):
    variables = {name: value for name, value in PRODUCTION.items() if name != missing}
    done = run(*start, **variables)
    assert done.returncode != 0
    assert missing in done.stderr.splitlines()[-1]


def test_production_settings_pass_the_deployment_checks(run):
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_a_server_starts_with_production_settings_by_default(run):
    code = (
        "import os, sys; sys.path[:0] = ['.', 'site']; del os.environ['DJANGO_SETTINGS_MODULE'];"
        "import config.wsgi; from django.conf import settings;"
        "print(settings.DEBUG, settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS)"
    )
    done = run("-c", code, **PRODUCTION)
    assert done.stdout.strip() == "False True ['campaign.example.org']", done.stderr


def test_development_needs_no_environment_and_keeps_its_secret(run, tmp_path):
    code = ("manage.py", "shell", "--no-imports", "--command")
    show = (
        "from django.conf import settings as s; print(s.SECRET_KEY);"
        "print(s.DEBUG, s.SITE_URL, s.ALLOWED_HOSTS, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS,"
        " s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.EMAIL_DELIVERY_BACKEND, s.DEMO_PASSWORD)"
    )
    dev = {"DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    first, second = (run(*code, show, **dev) for _time in range(2))
    assert first.returncode == 0, first.stderr
    secret, relaxed = first.stdout.splitlines()
    assert len(secret) >= 50
    assert first.stdout == second.stdout
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert relaxed.split() == [
        *("False", "http://127.0.0.1:8000", "['127.0.0.1',", "'localhost',", "'[::1]']"),
        *("False", "0", "False", "False", "django.core.mail.backends.console.EmailBackend"),
    ]


def test_sqlite_writes_ahead_and_a_transaction_takes_its_lock_at_once(shell):
    code = """
import sqlite3
from django.db import connection, transaction
with connection.cursor() as cursor:
    print(cursor.execute("PRAGMA journal_mode").fetchone()[0])
other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0, isolation_level=None)
with transaction.atomic():
    other.execute("SELECT count(*) FROM sqlite_master").fetchone()
    print("readers go on")
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        print(error)
"""
    assert shell(code).splitlines() == ["wal", "readers go on", "database is locked"]


def test_postgresql_compiles_no_queries_and_keeps_the_options_of_the_address(run):
    code = "import sys; sys.path[:0] = ['.', 'site']; from config.settings import base;"
    code += "print(base.DATABASES['default']['OPTIONS'])"
    patience = {"connect_timeout": 5, "keepalives_idle": 5, "keepalives_interval": 2}
    patience["tcp_user_timeout"] = 10_000
    options = "?sslmode=disable&keepalives_idle=9&options=-c%20statement_timeout%3D9000"
    given = {"sslmode": "disable", "keepalives_idle": 9}
    given["options"] = "-c jit=off -c statement_timeout=9000"
    for query, expected in (("", {"options": "-c jit=off"}), (options, given)):
        address = {"DATABASE_URL": f"postgres://ann@127.0.0.1/site{query}"}
        done = run("-c", code, **PRODUCTION | address)
        assert done.stdout.strip() == str(patience | expected), done.stderr


def test_a_reader_without_https_is_sent_to_it(shell):
    code = """
from django.test import Client
response = Client().get("/en/", headers={"host": "campaign.example.org"})
print(response.status_code, response["Location"])
"""
    assert shell(code) == "301 https://campaign.example.org/en/"


def test_users_pictures_and_documents_are_our_own_models():
    models = [get_user_model(), get_image_model(), get_document_model()]
    assert [model._meta.label for model in models] == [
        "people.User",
        "media.CustomImage",
        "media.CustomDocument",
    ]


PROXY = "10.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded_for", "address"),
    [
        (0, None, PROXY),
        (0, "203.0.113.9", PROXY),
        (0, "203.0.113.9, 198.51.100.7", PROXY),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (1, " 203.0.113.9 ,  2001:db8::7 ", "2001:db8::7"),
        (1, None, PROXY),
        (1, "", PROXY),
        (1, " , ,", PROXY),
        (2, "198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "10.0.0.2", PROXY),
        (2, None, PROXY),
    ],
)
@pytest.mark.django_db
def test_a_clients_address_comes_from_trusted_proxies_alone(
    client, settings, proxies, forwarded_for, address
):
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded_for is None else {"x-forwarded-for": forwarded_for}
    headers |= {"x-real-ip": "203.0.113.9", "forwarded": "for=203.0.113.9"}
    request = client.get("/robots.txt", headers=headers, REMOTE_ADDR=PROXY).wsgi_request
    assert request.META["REMOTE_ADDR"] == address
    assert "x-forwarded-for" not in request.headers


@pytest.mark.parametrize(
    ("proxies", "scheme", "secure"),
    [(0, "https", False), (1, "https", True), (1, "http", False), (1, None, False)],
)
def test_https_is_believed_from_a_trusted_proxy_alone(client, settings, proxies, scheme, secure):
    settings.TRUSTED_PROXIES = proxies
    headers = {"x-forwarded-proto": scheme} if scheme else {}
    request = client.get("/robots.txt", headers=headers, REMOTE_ADDR=PROXY).wsgi_request
    assert request.is_secure() is secure


@pytest.mark.django_db
def test_a_forged_header_of_a_proxy_does_not_get_around_the_redirect_to_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    address = reverse("wagtailadmin_login")
    assert client.get(address, headers={"x-forwarded-proto": "https"}).status_code == 301
    settings.TRUSTED_PROXIES = 1
    assert client.get(address, headers={"x-forwarded-proto": "https"}).status_code == 200


def test_the_readme_lists_every_variable_that_the_settings_read():
    folder = Path(settings.BASE_DIR)
    code = "".join(
        (folder / "site/config/settings" / name).read_text() for name in ("base.py", "dev.py")
    )
    read = set(re.findall(r'env\.\w+\("([A-Z_]+)"', code))
    assert read
    readme = (folder / "README.md").read_text()
    assert {name for name in read if f"`{name}`" not in readme} == set()
