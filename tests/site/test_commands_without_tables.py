"""Tests for commands on a database that is not fully migrated."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder
from wagtail.models import Page

COMMANDS = [
    *("setupsite", "samplecontent", "demoaccounts", "email_queue", "publish_due"),
    *("moderators_summary", "translators_summary", "list_kept_data"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_says_that_a_migration_is_missing_and_changes_nothing(command):
    MigrationRecorder.Migration.objects.filter(app="alerts").last().delete()
    Page.objects.filter(slug="privacy").delete()
    with pytest.raises(CommandError, match="Run migrate first"):
        call_command(command)
    assert not Page.objects.filter(slug="privacy").exists()


def test_setupsite_on_a_database_without_tables_ends_with_one_sentence(tmp_path):
    file = tmp_path / "db.sqlite3"
    done = subprocess.run(
        [sys.executable, "manage.py", "setupsite"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{file}", "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "CommandError: The database is not up to date. Run migrate first.\n"
