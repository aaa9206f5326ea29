"""Tests for `/readyz`, `manage.py readiness`, and the refusal to start an unfinished site."""

import shutil
import subprocess
import sys
from collections import namedtuple
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings as project
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.http import Http404
from django.utils import timezone

from home.models import HomePage
from home.operations import backup_records, readiness, workers
from home.operations.models import Worker
from tests import factories as make

NAMES = [
    *("database", "migrations", "folders", "file modes", "static files"),
    *("cache", "worker", "disk", "backup", "restore", "set-up"),
]


@pytest.fixture
def site(db):
    # Otherwise, the site is not ready.
    workers.beat("one")
    backup_records.succeeded("backup")


def failed(client):
    """Return the names of the checks that fail at `/readyz`."""
    response = client.get("/readyz")
    lines = response.content.decode().splitlines()
    names = [line.removesuffix(": failed") for line in lines if line.endswith(": failed")]
    assert response.status_code == (503 if names else 200)
    assert [line.rpartition(":")[0] for line in lines] == NAMES
    assert all(line.endswith((": ok", ": failed")) for line in lines)
    return names


def test_a_ready_site_says_so_without_https_cookie_and_cache(client, site, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert failed(client) == []
    response = client.head("/readyz")
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert client.post("/readyz").status_code == 405


def test_the_migrations_of_all_apps_are_known_without_loading_them(tmp_path):
    program = """
import sys, django
django.setup()
from home.operations import readiness
known = readiness._known_migrations()
print(len([name for name in sys.modules if name.startswith("home.migrations.")]))
from django.db.migrations.loader import MigrationLoader
print(known == set(MigrationLoader(None).disk_migrations))
"""
    environment = {
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PYTHONPATH": "site",
    }
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program],
        cwd=project.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["0", "True"]


def stop_worker(monkeypatch, settings):
    Worker.objects.update(seen_at=timezone.now() - workers.DEAD_AFTER)


def break_cache(monkeypatch, settings):
    monkeypatch.setattr(type(cache._connections["default"]), "get", lambda *args, **kwargs: None)


def fill_disk(monkeypatch, settings):
    usage = namedtuple("Usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(9, 9, readiness.LEAST_SPACE - 1))


def hide_disk(monkeypatch, settings):
    def fail(path):
        raise PermissionError("secret path")

    monkeypatch.setattr(shutil, "disk_usage", fail)


def use_up_files(monkeypatch, settings):
    state = namedtuple("State", "f_files f_favail f_frsize f_blocks f_bfree f_bavail")
    full = state(9, 9, readiness.LEAST_SPACE, 9, 9, 9)
    monkeypatch.setattr(readiness.os, "statvfs", lambda path: full)


def age_backup(monkeypatch, settings):
    old = timezone.now() - readiness.OLDEST_BACKUP - timedelta(minutes=1)
    monkeypatch.setattr(backup_records, "last", lambda name: old)


def unmigrate(monkeypatch, settings):
    MigrationRecorder.Migration.objects.filter(app="alerts").delete()


def hide_home_page(monkeypatch, settings):
    make.home("so").unpublish()


def lock_folder(monkeypatch, settings):
    monkeypatch.setattr(
        readiness.os, "access", lambda path, mode: path != readiness.Path(settings.MEDIA_ROOT)
    )
    readiness.Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)


def lock_pages(monkeypatch, settings):
    folder = readiness.Path(settings.PAGE_CACHE_ROOT)
    monkeypatch.setattr(readiness.os, "access", lambda path, mode: path != folder)
    folder.mkdir(parents=True, exist_ok=True)


def lose_static_files(monkeypatch, settings):
    monkeypatch.setattr(
        readiness, "staticfiles_storage", ManifestStaticFilesStorage(location="/nowhere")
    )


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        (stop_worker, "worker"),
        (break_cache, "cache"),
        (fill_disk, "disk"),
        (hide_disk, "disk"),
        (use_up_files, "disk"),
        (age_backup, "backup"),
        (unmigrate, "migrations"),
        (hide_home_page, "set-up"),
        (lock_folder, "folders"),
        (lock_pages, "folders"),
        (lose_static_files, "static files"),
    ],
)
def test_each_fault_is_named_and_nothing_else(client, site, monkeypatch, settings, fault, name):
    fault(monkeypatch, settings)
    assert failed(client) == [name]
    with pytest.raises(CommandError, match=f"The site is not ready. {name}: [A-Z/]"):
        call_command("readiness", stdout=StringIO())


def test_a_database_that_is_away_is_asked_once_and_is_no_server_error(client, site, monkeypatch):
    attempts = []

    def fail(*args, **kwargs):
        attempts.append(args)
        raise OperationalError("password secret of host 10.0.0.1")

    with monkeypatch.context() as away:
        away.setattr(CursorWrapper, "execute", fail)
        assert failed(client) == ["database", "migrations", "worker", "backup", "set-up"]
        assert len(attempts) == 1
        with pytest.raises(CommandError) as refusal:
            call_command("readiness", stdout=StringIO())
    assert "worker: The database does not answer." in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_a_disk_without_room_for_files_is_not_called_one_with_few_bytes(monkeypatch, settings):
    use_up_files(monkeypatch, settings)
    problem = readiness.check_disk()
    assert "has room for only 9 more files, whatever their size (inodes)" in problem
    assert "MB" not in problem
    fill_disk(monkeypatch, settings)
    assert "nearly full: 199 MB are free" in readiness.check_disk()


def test_a_new_site_may_wait_two_nights_for_its_first_backup(site, monkeypatch):
    monkeypatch.setattr(backup_records, "last", lambda name: None)
    for days, problem in ((1, None), (3, "There is no full backup. Start campaign-backup.timer.")):
        installed = timezone.now() - timedelta(days=days)
        monkeypatch.setattr(backup_records, "installed_at", lambda at=installed: at)
        assert readiness.check_backup() == problem


@pytest.mark.parametrize("fault", [stop_worker, fill_disk, age_backup, break_cache])
def test_a_service_starts_in_spite_of_what_it_can_do_without(site, monkeypatch, settings, fault):
    fault(monkeypatch, settings)
    call_command("readiness", "--before-start", stdout=StringIO())


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (unmigrate, r"is not migrated: \d+ migrations are missing, among them alerts.0001_initial"),
        (hide_home_page, "“so” has no live home page. Run `manage.py setupsite`"),
        (lose_static_files, "Run `manage.py collectstatic`"),
        (lock_folder, "cannot be written by this user. Change its owner"),
    ],
)
@pytest.mark.parametrize("command", [("readiness", "--before-start"), ("worker",)])
def test_no_service_starts_on_an_unfinished_installation(
    site, monkeypatch, settings, fault, reason, command
):
    fault(monkeypatch, settings)
    with pytest.raises(CommandError, match=reason):
        call_command(*command, stdout=StringIO())


def test_readiness_costs_the_same_however_much_the_site_holds(
    client, site, django_assert_max_num_queries
):
    failed(client)
    with django_assert_max_num_queries(10):
        failed(client)


def render():
    out = StringIO()
    call_command("readiness", "--before-start", "--render", stdout=out)
    return out.getvalue()


def test_before_an_upgrade_ends_its_home_pages_are_rendered_in_every_language(site):
    said = render()
    for path in ("/en/", "/es/", "/so/", "/hmn/", "/admin/login/"):
        assert f"\n{path}: ok\n" in said


@pytest.mark.parametrize(
    ("fault", "status"), [(OperationalError("no such column"), 500), (Http404(), 404)]
)
def test_a_home_page_that_fails_is_named_with_its_status(site, monkeypatch, fault, status):
    serve = HomePage.serve

    def fail(page, request, *arguments, **options):
        if page.locale.language_code == "so":
            raise fault
        return serve(page, request, *arguments, **options)

    monkeypatch.setattr(HomePage, "serve", fail)
    with pytest.raises(CommandError) as refusal:
        render()
    assert f"not ready. /so/: It is answered with status {status}." in str(refusal.value)
    assert "/es/" not in str(refusal.value)
    # A page that fails keeps no other from being served.
    call_command("readiness", "--before-start", stdout=StringIO())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite")
def test_a_database_file_of_another_user_is_named(site, monkeypatch):
    monkeypatch.setattr(readiness.os, "access", lambda path, mode: False)
    assert "cannot be written by this user" in readiness.check_database()
