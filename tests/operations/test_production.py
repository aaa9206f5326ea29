"""Tests for the production settings."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests import factories as make
from tests.support.content_security_policy import directives


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.production_report"],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": "site",
            "DATA_DIR": str(tmp_path_factory.mktemp("live") / "new" / "data"),
            "SECRET_KEY": "an-example-of-a-secret-0123456789-abcdefghijklmnopqrstuvwxyz",
            "SITE_URL": "https://campaign.example.org/",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def values(live):
    return live["settings"]


def test_the_site_knows_its_address_and_serves_no_other(values):
    assert values["SITE_URL"] == "https://campaign.example.org"
    assert values["WAGTAILADMIN_BASE_URL"] == "https://campaign.example.org"
    assert values["CSRF_TRUSTED_ORIGINS"] == ["https://campaign.example.org"]
    assert values["ALLOWED_HOSTS"] == ["campaign.example.org"]
    assert values["SITE_ID"] == 1
    assert values["TRUSTED_PROXIES"] == 0
    assert values["SEVERAL_HOSTS"] is values["STYLE_GUIDE"] is False
    assert values["PROXY_SENDS_FILES"] is False
    assert values["DEBUG"] is False
    assert values["SECRET_KEY_FALLBACKS"] == []


def test_browsers_are_told_to_use_https_for_two_years_on_this_host_only(live):
    status, headers = live["answers"]["/robots.txt"]
    assert status == 200
    assert [headers["Strict-Transport-Security"], *live["hsts"]] == ["max-age=63072000", 0, 1]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert int(headers["Content-Length"]) > 0
    policy = headers["Content-Security-Policy"]
    assert directives(policy)["default-src"] == ["'none'"]
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/en/", "/healthz/", "/en/healthz"])
def test_a_request_without_https_is_redirected(live, path):
    status, headers = live["answers"][path]
    assert (status, headers["Location"]) == (301, f"https://campaign.example.org{path}")


def test_a_monitor_on_the_same_machine_asks_for_health_without_https(live):
    status, _headers = live["answers"]["/healthz"]
    assert status == 200


def test_the_admin_has_a_policy_of_its_own_and_is_not_cached(live):
    status, headers = live["answers"]["/_util/login/?next=/en/"]
    assert (status, headers["Location"]) == (302, "/admin/login/?next=/en/")
    status, headers = live["answers"]["/admin/"]
    assert (status, headers["Location"]) == (302, "/admin/login/?next=/admin/")
    assert "private" in headers["Cache-Control"]
    names = ("default-src", "script-src", "base-uri", "form-action", "frame-ancestors")
    assert directives(headers["Content-Security-Policy"]) == {
        **{name: ["'self'"] for name in names},
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
    }


def test_cookies_travel_encrypted_only_and_messages_stay_out_of_them(values):
    assert values["SESSION_COOKIE_SECURE"] is True
    assert values["CSRF_COOKIE_SECURE"] is True
    assert values["SESSION_COOKIE_HTTPONLY"] is values["SECOND_FACTOR_REQUIRED"] is True
    assert values["SESSION_COOKIE_SAMESITE"] == values["CSRF_COOKIE_SAMESITE"] == "Lax"
    assert values["SESSION_COOKIE_AGE"] == 8 * 3600
    assert values["SESSION_MAX_AGE"] == 7 * 86400
    assert values["MESSAGE_STORAGE"] == "django.contrib.messages.storage.session.SessionStorage"


def test_passwords_are_hashed_slowly_and_weak_ones_are_refused(live, values):
    algorithm, iterations, *_rest = live["password"].split("$")
    assert algorithm == "pbkdf2_sha256"
    assert int(iterations) >= 600_000
    assert live["weaknesses"] == {
        "1234567": ["password_entirely_numeric", "password_too_common", "password_too_short"],
        "password": ["password_too_common", "password_too_short"],
        "4815162342": live["weaknesses"]["1234567"],
        "ruaj khov nyob": [],
    }
    names = [one["NAME"].rpartition(".")[2] for one in values["AUTH_PASSWORD_VALIDATORS"]]
    assert "UserAttributeSimilarityValidator" in names


def test_without_redis_the_cache_is_a_folder_beside_the_data(live, values):
    backend, kept, folder = live["cache"]
    assert backend == "home.operations.cache.FileCache"
    assert kept == "in a file"
    assert folder == f"{values['DATA_DIR']}/cache"
    assert values["PAGE_CACHE"] is True
    assert live["cache of renditions"] == "django.core.cache.backends.dummy.DummyCache"


def test_everything_that_is_stored_is_below_one_folder_that_is_made_at_the_start(values):
    folder = values["DATA_DIR"]
    assert os.path.isdir(folder)
    database = values["DATABASES"]["default"]
    assert database["NAME"] == f"{folder}/db.sqlite3"
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (600, True)
    assert values["ERASURE_LEDGER"] == f"{folder}/erasures.txt"
    assert values["STATIC_ROOT"] == f"{folder}/static"
    assert values["MEDIA_ROOT"] == f"{folder}/private"
    assert values["FILE_UPLOAD_PERMISSIONS"] == 0o640
    assert (values["STATIC_URL"], values["MEDIA_URL"]) == ("/static/", "/media/")
    assert values["BACKUP_DAYS"] == 30


def test_uploads_are_cleaned_renditions_are_private_and_static_files_are_named_by_their_content(
    live,
):
    assert live["storages"] == {
        "default": "home.media.storage.UploadStorage",
        "renditions": "home.media.storage.PrivateStorage",
        "staticfiles": "whitenoise.storage.CompressedManifestStaticFilesStorage",
    }


def test_short_tasks_run_at_once_and_long_ones_survive_a_restart(live):
    assert live["tasks"] == {
        "default": "django_tasks.backends.immediate.ImmediateBackend",
        "durable": "django_tasks_db.backend.DatabaseBackend",
    }


def test_each_part_of_an_answer_is_made_in_its_turn(live, values):
    assert [
        name.rpartition(".")[2].removesuffix("Middleware") for name in values["MIDDLEWARE"]
    ] == [
        *("Headers", "TrustedProxy", "Security", "WhiteNoise", "Revalidation", "CSP", "Session"),
        *("ReaderLocale", "Common", "Glosses", "NoCookieForReaders", "CsrfView"),
        *("Authentication", "SignedIn", "Account", "Message", "TypedText", "XFrameOptions"),
        *("Redirect", "AtomicPageChanges"),
    ]
    assert live["template of Wagtail"] == "wagtailadmin/login.html"


def test_a_power_cut_loses_no_commit_and_erased_data_is_overwritten(live):
    assert live["pragmas"] == {"synchronous": 2, "secure_delete": 1, "busy_timeout": 20_000}


def test_mail_is_queued_and_then_sent_by_the_local_server_within_ten_seconds(live):
    assert live["mail"] == [
        "home.mail.QueueBackend",
        "home.smtp.EmailBackend",
        "localhost",
        25,
        10,
        "webmaster@campaign.example.org",
    ]


def test_the_mail_server_is_the_one_of_the_environment(live):
    given, encrypted = live["given"], live["encrypted"]
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL", "TIMEOUT")
    assert [given[f"EMAIL_{name}"] for name in names] == [
        *("mail.example", 2525, "me", "word", True, False, 7)
    ]
    assert (encrypted["EMAIL_USE_SSL"], encrypted["EMAIL_USE_TLS"]) == (True, False)
    assert encrypted["EMAIL_TIMEOUT"] == 10
    assert given["DEFAULT_FROM_EMAIL"] == "Us <us@campaign.example.org>"


def test_the_environment_chooses_hosts_proxies_keys_and_services(live):
    given = live["given"]
    assert given["ALLOWED_HOSTS"] == ["a.example", "b.example"]
    assert given["TRUSTED_PROXIES"] == 1
    assert given["PROXY_SENDS_FILES"] is True
    assert given["SECRET_KEY_FALLBACKS"] == ["old", "older"]
    assert given["CACHE"] == "home.operations.redis_cache.RedisCache"
    assert given["ENGINE"] == "django.db.backends.postgresql"
    assert given["HAS_PRAGMAS"] is False
    assert given["ERASURE_LEDGER"] == "/srv/elsewhere/erasures.txt"


def test_no_machine_translates_unless_the_operator_names_a_provider(live, values):
    assert values["MACHINE_TRANSLATOR"] == ""
    assert values["MACHINE_TRANSLATOR_LANGUAGES"] == ["es"]
    assert values["MACHINE_TRANSLATOR_OPTIONS"]["LIBRETRANSLATE_URL"] == (
        "https://libretranslate.com"
    )
    given = live["given"]
    assert given["MACHINE_TRANSLATOR"] == "deepl"
    assert given["MACHINE_TRANSLATOR_LANGUAGES"] == ["es", "so"]
    assert given["MACHINE_TRANSLATOR_OPTIONS"] == {
        "AUTH_KEY": "key",
        "API_KEY": "key",
        "LIBRETRANSLATE_URL": "https://translator.example",
    }
    assert live["refused"] == [True, False, True, True, False, False, True]


def test_the_log_has_failures_but_no_refused_requests(live):
    info, warning, error, critical = 20, 30, 40, 50
    assert live["loggers"] == {
        "root": [warning, 1],
        "django": [info, 0],
        "django.request": [error, 0],
        "django.security": [error, 0],
        "django.server": [critical, 0],
    }
    assert live["writes its log"]
    assert live["formatter"] == "home.logs.PrivateFormatter"


def test_no_language_is_called_reviewed_before_a_fluent_reader_has_reviewed_it(values):
    assert values["INTERFACE_REVIEWED_ON"] == {}
    assert [code for code, _name in values["LANGUAGES"]] == list(make.LANGUAGES)
    assert values["TIME_ZONE"] == "America/Chicago"
    assert values["WAGTAIL_USER_TIME_ZONES"] == ["America/Chicago"]
    assert values["WAGTAILADMIN_PERMITTED_LANGUAGES"] == [["en", "English"]]
    assert values["WAGTAIL_SITE_NAME"] == "No More Deportations"


def test_the_admin_shows_dates_in_american_notation(values):
    assert [values[f"WAGTAIL_{kind}_FORMAT"] for kind in ("DATE", "TIME", "DATETIME")] == [
        *("%m/%d/%Y", "%I:%M %p", "%m/%d/%Y %I:%M %p")
    ]


def test_the_admin_calls_no_other_host(values):
    assert values["WAGTAIL_GRAVATAR_PROVIDER_URL"] is None
    assert values["WAGTAIL_ENABLE_UPDATE_CHECK"] is False
    assert values["WAGTAIL_ENABLE_WHATS_NEW_BANNER"] is False


def test_readers_get_no_cookie_from_a_shared_password(values):
    for name in ("WAGTAIL_PRIVATE_PAGE_OPTIONS", "WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS"):
        assert values[name] == {"SHARED_PASSWORD": False}
    assert values["WAGTAIL_FRONTEND_LOGIN_URL"] == values["LOGIN_URL"] == "/admin/login/"


def test_accounts_and_their_limits_are_our_own(values):
    assert values["LOGIN_REDIRECT_URL"] == "/admin/"
    assert values["ACCOUNT_ADAPTER"] == "home.people.adapters.AccountAdapter"
    assert values["MFA_ADAPTER"] == "home.people.adapters.MFAAdapter"
    assert values["ACCOUNT_EMAIL_VERIFICATION"] == "none"
    assert values["ACCOUNT_SIGNUP_FIELDS"] == ["username*", "password1*", "password2*"]
    assert values["ACCOUNT_REAUTHENTICATION_METHODS"] == ["password", "mfa"]
    assert values["ACCOUNT_RATE_LIMITS"] is values["MFA_RATE_LIMITS"] is False
    assert values["MFA_ALLOW_UNVERIFIED_EMAIL"] is True
    assert values["MFA_SUPPORTED_TYPES"] == ["totp", "webauthn", "recovery_codes"]
    assert values["MFA_TOTP_TOLERANCE"] == 1
    assert sorted(values["MFA_FORMS"]) == ["authenticate", "reauthenticate"]


def test_what_wagtail_would_do_by_itself_is_switched_off(values):
    assert values["WAGTAIL_WORKFLOW_ENABLED"] is False
    assert values["WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE"] is False
    assert values["WAGTAILLOCALIZE_DISABLE_ON_DELETE"] is True
    assert values["COMMENTS_XTD_CONFIRM_EMAIL"] is False
    assert values["COMMENTS_XTD_MODEL"] == "alerts.comments.models.PostComment"
    assert values["WAGTAIL_AUTOSAVE_INTERVAL"] == 5_000


def test_uploads_are_limited_to_what_a_small_server_can_open(values):
    assert values["WAGTAILIMAGES_MAX_UPLOAD_SIZE"] == 20 * 1024 * 1024
    assert values["WAGTAILDOCS_MAX_UPLOAD_SIZE"] == 20 * 1024 * 1024
    assert values["WAGTAILIMAGES_MAX_IMAGE_PIXELS"] == 50_000_000
    assert "svg" not in values["WAGTAILIMAGES_EXTENSIONS"]
    assert values["WAGTAILDOCS_EXTENSIONS"] == ["pdf"]
    assert values["DATA_UPLOAD_MAX_NUMBER_FIELDS"] == 10_000
    assert values["COMMENT_MAX_LENGTH"] == 3000
    assert values["COMMENTS_XTD_MAX_THREAD_LEVEL"] == 2


def test_no_policy_lets_a_page_fetch_from_elsewhere(values):
    readers = values["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    none = {"default-src", "base-uri", "frame-ancestors"}
    assert {name for name, sources in readers.items() if sources == ["'none'"]} == none
    assert {name for name, sources in readers.items() if sources == ["'self'"]} == {
        *("script-src", "style-src", "img-src", "media-src", "connect-src", "form-action")
    }
    for sources in values["ADMIN_CONTENT_SECURITY_POLICY"].values():
        assert set(sources) <= {"'self'", "'unsafe-inline'", "data:", "blob:"}
    for name in ("default-src", "base-uri"):
        assert values["ADMIN_CONTENT_SECURITY_POLICY"][name] == ["'self'"]
