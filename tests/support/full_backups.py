"""Helpers for tests of full backups and of their restoration."""

import io
import tarfile
from pathlib import Path

from django.core.management import call_command
from django.db import connection


def back_up(capsys, *target):
    call_command("backup", *target, "--full")
    return Path(capsys.readouterr().out.strip())


def restore(path, *options):
    """Restore a full backup without the present ledger, and delete the replaced database."""
    call_command("restore", path, *options, "--without-ledger")
    for replaced in Path(connection.settings_dict["NAME"]).parent.glob("*.replaced-*"):
        replaced.unlink()


def changed(path, name, content):
    """Copy the archive at `path` with another content for the member `name`.

    `content` is a function of the member's bytes, or None to leave the member out.
    """
    new = path.with_name(f"changed-{path.name}")
    with tarfile.open(path) as old, tarfile.open(new, "w") as target:
        for member in old:
            data = old.extractfile(member).read()
            if member.name == name:
                if content is None:
                    continue
                data = content(data)
                member.size = len(data)
            target.addfile(member, io.BytesIO(data))
    return new
