"""Tests for the migrations since the last release, with the data of that release."""

import json
import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from tests.support import released_database
from tests.support.postgresql_server import postgresql_server, tools


def run(folder, *command, **environment):
    done = subprocess.run(  # noqa: S603
        [sys.executable, *map(str, command)],
        cwd=settings.BASE_DIR,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": ".:site",
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        }
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def compared(tmp_path):
    def compare(label, rows):
        file = tmp_path / "rows.json"
        file.write_text(json.dumps({label: rows}))
        return released_database.compare(file)

    return compare


@pytest.mark.audit
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_every_value_of_the_last_release_is_there_after_the_migrations(engine, tmp_path):
    if engine == "sqlite":
        migrate(tmp_path)
    elif tools() is None:
        pytest.skip("PostgreSQL is not installed")
    else:
        with postgresql_server() as url:
            migrate(tmp_path, DATABASE_URL=url)


def migrate(folder, **environment):
    rows = folder / "rows.json"
    run(folder, "-m", "tests.support.released_database", "fill", rows, **environment)
    assert len(json.loads(rows.read_text())["comments.postcomment"]) == released_database.ROWS
    run(folder, "manage.py", "migrate", "--verbosity", "0", **environment)
    run(folder, "-m", "tests.support.released_database", "compare", rows, **environment)


def test_the_migrations_of_the_last_release_are_still_there_and_are_those_of_all_apps():
    last = dict(released_database.released())
    assert set(last.items()) <= set(MigrationLoader(None).disk_migrations)
    # An app that is newer than the release is not in the file yet.
    assert set(last) <= released_database.own_apps()


def test_a_new_release_is_recorded_with_apps_that_the_last_one_did_not_have(tmp_path, monkeypatch):
    file = tmp_path / "released.json"
    file.write_text('{"home": "0001_initial"}')
    monkeypatch.setattr(released_database, "RELEASED", file)
    released_database.record()
    assert set(dict(released_database.released())) == released_database.own_apps()
    assert released_database.own_apps() >= {"home", "alerts", "people", "comments"}


def test_a_lost_row_and_a_changed_value_are_found(db, compared):
    phrase = apps.get_model("translation.phrase").objects.create(text="Mayor")
    rows = [{"pk": phrase.pk, "text": "Mayor"}, {"pk": 10**6, "text": "Lost"}]
    (lost,) = compared("translation.phrase", rows)
    assert lost == "translation.phrase 1000000: there is no such row now"
    apps.get_model("translation.phrase").objects.filter(pk=phrase.pk).update(text="Governor")
    assert len(compared("translation.phrase", rows)) == 2


def test_a_lost_column_and_a_lost_table_are_found(db, compared):
    phrase = apps.get_model("translation.phrase").objects.create(text="Mayor")
    (line,) = compared("translation.phrase", [{"pk": phrase.pk, "color": "red"}])
    assert line == "translation.phrase.color: there is no such column now"
    (line,) = compared("translation.proverb", [{"pk": 1}])
    assert line == "translation.proverb: there is no such table now"


def test_a_renamed_column_keeps_its_values(db, compared, monkeypatch):
    phrase = apps.get_model("translation.phrase").objects.create(text="Mayor")
    monkeypatch.setattr(released_database, "RENAMED", {"translation.phrase.words": "text"})
    assert compared("translation.phrase", [{"pk": phrase.pk, "words": "Mayor"}]) == []
    assert len(compared("translation.phrase", [{"pk": phrase.pk, "words": "Judge"}])) == 1
