"""Tests that install the site in a fresh Debian, by the script and by documented commands."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tests.operations.test_installation import documented_commands

SUPPORT = settings.BASE_DIR / "tests" / "support"
NEEDED = ("debootstrap", "unshare", "chroot", "ip")
MIRROR = os.environ.get("DEBIAN_MIRROR", "http://deb.debian.org/debian")
pytestmark = [
    pytest.mark.audit,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a root"),
    pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason=f"needs {', '.join(NEEDED)}"),
]


class Root:
    """Root folder of a Debian system, with the project in /srv/campaign."""

    def __init__(self, folder, empty):
        self.folder = folder
        subprocess.run(["cp", "-a", empty, folder], check=True)  # noqa: S603, S607
        for name in ("/etc/resolv.conf", "/etc/hosts"):
            shutil.copy(name, f"{folder}{name}")
        # The certificates and wheels of this machine may be needed for downloads.
        shutil.copy("/etc/ssl/certs/ca-certificates.crt", folder / "srv" / "certificates.crt")
        for name in ("start_units.sh", "ask_site.py"):
            shutil.copy(SUPPORT / name, folder / "srv")
        self.code = folder / "srv" / "campaign"
        self.code.mkdir()
        files = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard"],  # noqa: S607
            cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
        ).stdout.split("\n")  # fmt: skip
        for name in filter(None, files):
            target = self.code / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(settings.BASE_DIR / name, target)
            # As a person's checkout with a strict umask leaves them.
            os.chown(target, 1000, 1000)
            target.chmod(target.stat().st_mode & 0o700)

    def run(self, script, *, online=False):
        pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        mounts = 'mount -t proc proc "$0/proc"; mount --bind /dev "$0/dev"; '
        wheels = pip.get("PIP_FIND_LINKS", "")
        if Path(wheels).is_absolute() and Path(wheels).is_dir():
            mounts += f'mkdir -p "$0{wheels}"; mount --bind "{wheels}" "$0{wheels}"; '
        command = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
        command += [] if online else ["--net"]
        command += ["bash", "-c"]
        up = "" if online else "ip link set lo up; "
        command += [f'{mounts}{up}cd "$0"; exec chroot . bash -c "$1"', self.folder]
        command += [f"cd /srv/campaign\n{script}"]
        done = subprocess.run(  # noqa: S603
            command,
            env={"PATH": os.environ["PATH"], "HOME": "/root", "LANG": "C.UTF-8"}
            | pip
            | {"PIP_CERT": "/srv/certificates.crt"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
        return done.stdout


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    folder = tmp_path_factory.mktemp("debian") / "empty"
    subprocess.run(  # noqa: S603
        ["debootstrap", "--variant=minbase", "bookworm", folder, MIRROR],  # noqa: S607
        check=True,
        capture_output=True,
    )
    return folder


def by_script(root):
    # A strict umask must not keep the service from its code.
    command = (
        "umask 077; site/deploy/install --host campaign.example --admin-email ann@campaign.example"
    )
    first = root.run(f"{command} --local-certificate", online=True)
    before = (root.folder / "etc/campaign.env").read_text()
    second = root.run(f"{command} --local-certificate", online=True)
    assert (root.folder / "etc/campaign.env").read_text() == before
    assert "Password, shown only now" in first
    assert "The site has an administrator" in second
    assert "there is no site yet" in first
    (backup,) = (root.folder / "srv/campaign-data/backups").glob("campaign-*.tar")
    backup.unlink()
    assert "caddy/Caddyfile is up to date" in second


def by_hand(root):
    root.run("umask 077; set -e\n" + "".join(documented_commands()), online=True)
    caddyfile = root.folder / "etc/caddy/Caddyfile"
    caddyfile.write_text(re.sub(r"(?m)^\{$", "{\n\tlocal_certs", caddyfile.read_text(), count=1))


@pytest.mark.parametrize("way", [by_script, by_hand])
def test_an_empty_debian_becomes_a_site_that_serves_works_and_backs_up(empty, tmp_path, way):
    root = Root(tmp_path / "root", empty)
    way(root)
    paths = "/healthz /readyz /en/ /so/ /admin/login/ /robots.txt /nothing/"
    output = root.run(f"/srv/start_units.sh bash -c 'sleep 3; python3 /srv/ask_site.py {paths}'")
    told = json.loads(output.splitlines()[-1])
    assert {path: answer[0] for path, answer in told.items()} == {
        path: 404 if path == "/nothing/" else 200 for path in paths.split()
    }
    assert told["/en/"][1]["Strict-Transport-Security"] == "max-age=63072000"
    assert "failed" not in told["/readyz"][2]
    owners = root.run("find /srv/campaign-data -printf '%u\\n' | sort -u").split()
    assert owners == ["campaign"]
    assert root.run("find /srv/campaign -not -user root -o -perm /022 -not -type l").split() == []
    (backup,) = (root.folder / "srv/campaign-data/backups").glob("campaign-*.tar")
    assert backup.stat().st_size > 1_000_000
    # Any shell reads the key as systemd does.
    keys = {
        root.run(f"{shell} -c '. /etc/campaign.env; echo $SECRET_KEY'").strip()
        for shell in ("bash", "dash", "sh")
    }
    (key,) = keys
    assert len(key) == 64
    assert f"SECRET_KEY='{key}'" in (root.folder / "etc/campaign.env").read_text()
