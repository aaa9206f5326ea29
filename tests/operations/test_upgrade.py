"""Tests for `site/deploy/upgrade`, with a repository of two versions and fake system commands."""

import os
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.conf import settings

DEPLOY = settings.BASE_DIR / "site" / "deploy"
RECORD = """#!/bin/bash
line="$(cat "$FAKE/code/version"): {name} $*"
echo "$line" >>"$FAKE/log"
[ ! -s "$FAKE/fails" ] || ! [[ $line =~ $(cat "$FAKE/fails") ]] || exit 1
{then}
"""
COMMANDS = {"systemctl": "", "id": "echo 0", "flock": "", "install": 'mkdir -p "${@: -1}"'}


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


class Site:
    """Git repository with the versions v1.0.0, which is installed, and v1.1.0."""

    def __init__(self, folder):
        self.folder, self.code = folder, folder / "code"
        (folder / "commands").mkdir()
        (folder / "data").mkdir()
        (folder / "campaign.env").write_text("BACKUP_RECIPIENT=age1key\n")
        for name, then in COMMANDS.items():
            self.record(folder / "commands" / name, name, then)
        self.record(folder / "commands" / "runuser", "runuser", 'shift 3; exec "$@"')
        script = (DEPLOY / "upgrade").read_text()
        script = script.replace("/srv/campaign-data", str(folder / "data"))
        script = script.replace("/etc/campaign.env", str(folder / "campaign.env"))
        for name in ("site/deploy", "site/config", ".venv/bin", "home/migrations"):
            (self.code / name).mkdir(parents=True)
        (self.code / "site/deploy/upgrade").write_text(script)
        (self.code / "site/deploy/upgrade").chmod(0o755)
        for name in ("install", "manage"):
            self.record(self.code / "site/deploy" / name, name)
        (self.code / ".gitignore").write_text("/.venv\n/.venv-*\n")
        backup = '[[ $* != *backup* ]] || echo "$BACKUP_RECIPIENT" >"$FAKE/data/upgrade/backup"'
        self.record(self.code / ".venv/bin/python", "python", backup)
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit("1.0.0", "## 1.0.0\n\n- The first.\n", "a\n")
        (self.code / "home/migrations/0002_colors.py").write_text("")
        self.commit("1.1.0", "## 1.1.0\n\n- Colors.\n\n## 1.0.0\n\n- The first.\n", "a\n")
        self.git("checkout", "--quiet", "v1.0.0")

    def record(self, path, name, then=""):
        path.write_text(RECORD.format(name=name, then=then))
        path.chmod(0o755)

    def git(self, *arguments):
        identity = ("-c", "user.name=Ann", "-c", "user.email=ann@campaign.example")
        subprocess.run(["git", "-C", self.code, *identity, *arguments], check=True)  # noqa: S603, S607

    def commit(self, version, changes, requirements):
        (self.code / "version").write_text(version)
        (self.code / "site/config/__init__.py").write_text(f'__version__ = "{version}"\n')
        (self.code / "CHANGELOG.md").write_text(changes)
        (self.code / "requirements.txt").write_text(requirements)
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", version)
        self.git("tag", f"v{version}")

    def upgrade(self, *arguments, fails=""):
        (self.folder / "fails").write_text(fails)
        return subprocess.run(  # noqa: S603
            [self.code / "site/deploy/upgrade", *arguments],
            env={
                "PATH": f"{self.folder / 'commands'}:{os.environ['PATH']}",
                "FAKE": str(self.folder),
                "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    @property
    def version(self):
        return (self.code / "version").read_text()

    @property
    def log(self):
        """Logged commands of interest, each with the version that was in place."""
        path = self.folder / "log"
        done = path.read_text().splitlines() if path.exists() else []
        return [line for line in done if not re.search(r": (id|install -d|flock|runuser)", line)]


BACKUP = [
    "1.0.0: manage backup --full",
    "1.0.0: systemctl stop campaign.service campaign-worker.service",
]
START = [
    "systemctl daemon-reload",
    "systemctl reload-or-restart caddy.service",
    "systemctl start campaign.service campaign-worker.service",
]


def test_a_dry_run_says_what_changes_and_changes_nothing(site):
    done = site.upgrade("--dry-run")
    assert done.returncode == 0, done.stderr
    assert "From 1.0.0" in done.stdout
    assert "to 1.1.0 (v1.1.0" in done.stdout
    assert "  ## 1.1.0\n  - Colors." in done.stdout
    assert "The first" not in done.stdout
    assert "home/migrations/0002_colors.py" in done.stdout
    assert "Python packages: the same" in done.stdout
    assert (site.log, site.version) == ([], "1.0.0")


def test_an_upgrade_backs_up_stops_installs_checks_and_starts_in_this_order(site):
    done = site.upgrade()
    assert done.returncode == 0, done.stderr + done.stdout
    assert site.log[:2] == BACKUP
    assert site.log[2].startswith("1.0.0: python manage.py backup ")
    assert site.log[3:] == [
        "1.1.0: install --no-start --no-backup",
        "1.1.0: manage readiness --before-start --render",
        *(f"1.1.0: {command}" for command in START),
        "1.1.0: python -",
        "1.1.0: manage readiness --wait 60",
    ]
    assert site.version == "1.1.0"
    assert not (site.folder / "data/upgrade").exists()


@pytest.mark.parametrize(
    "fails",
    ["install --no-start --no-backup", "manage readiness --before", "systemctl start", "python -$"],
)
def test_if_a_step_fails_the_former_code_and_database_come_back(site, fails):
    done = site.upgrade(fails=f"^1.1.0: {fails}")
    assert done.returncode == 1
    assert site.version == "1.0.0"
    assert "The site runs as before, with 1.0.0" in done.stderr
    back = site.log[
        site.log.index("1.1.0: systemctl stop campaign.service campaign-worker.service") :
    ]
    assert back[1].startswith("1.0.0: manage restore ")
    assert back[1].endswith("/data/upgrade/backup")
    assert back[2:-1] == [
        "1.0.0: install --no-start --no-backup",
        *(f"1.0.0: {one}" for one in START),
    ]


def test_the_backup_to_return_to_is_readable_without_the_operators_key(site):
    # If the former version cannot be restored, the backup stays.
    done = site.upgrade(fails="readiness --before-start|manage restore")
    assert f"Its backup is {site.folder}/data/upgrade/backup" in done.stderr
    assert (site.folder / "data/upgrade/backup").read_text() == "\n"


def test_the_backup_that_an_earlier_upgrade_left_is_not_deleted(site):
    site.upgrade(fails="readiness --before-start|manage restore")
    before = site.log
    done = site.upgrade()
    assert done.returncode == 1
    assert (
        f"left its backup in {site.folder}/data/upgrade. The installed version is 1.0.0"
        in done.stderr
    )
    assert (site.folder / "data/upgrade/backup").exists()
    assert site.log == before


def test_an_upgrade_goes_on_without_its_terminal_and_keeps_a_log(site):
    hang_up = 'kill -HUP "$PPID"; kill -HUP "$(ps -o ppid= -p "$PPID" | tr -d " ")"'
    site.record(site.code / ".git/hooks/post-checkout", "checkout", hang_up)
    done = site.upgrade()
    assert (done.returncode, site.version) == (0, "1.1.0"), done.stderr
    assert "The site runs with 1.1.0." in (site.folder / "data/upgrade.log").read_text()


def test_an_upgrade_that_lost_power_is_not_called_installed(site):
    site.git("checkout", "--quiet", "v1.1.0")
    (site.folder / "data/upgrade").mkdir()
    for arguments in ([], ["--dry-run"]):
        done = site.upgrade(*arguments)
        assert done.returncode == 1
        assert "The installed version is 1.1.0" in done.stderr
        assert "To complete it, run site/deploy/install" in done.stderr
        assert "This version is installed" not in done.stdout
    assert site.log == []


def test_the_lock_is_held_from_the_stop_to_the_start_of_whichever_version_runs(site):
    site.record(site.folder / "commands/flock", "flock", 'echo "flock" >>"$FAKE/log"')
    site.upgrade(fails="^1.1.0: manage readiness --before")
    script = (site.code / "site/deploy/upgrade").read_text()
    hold = re.search(r"^hold\(\) \{\n(.*?)^\}", script, re.M | re.S)[1]
    # A return to the former version never releases the lock, so that no service starts.
    assert ">&-" not in hold
    assert site.log.count("flock") == 2


def test_a_backup_that_began_after_the_start_does_not_keep_the_database_from_being_restored(site):
    site.upgrade(fails="^1.1.0: python -$")
    stopped = site.log.index("1.1.0: systemctl stop campaign-backup.service")
    (restored,) = [n for n, line in enumerate(site.log) if "manage restore" in line]
    assert stopped < restored


def test_the_nightly_backup_and_an_upgrade_exclude_each_other():
    unit = (DEPLOY / "campaign-backup.service").read_text()
    lock = "/usr/bin/flock --shared /srv/campaign-data/upgrade.lock /srv/campaign/.venv/bin/python"
    assert f"\nExecStart={lock} manage.py backup --full\n" in unit


HEALTHY = {"/healthz": 200, "/": 302, "/en/": 200}
OTHER = "/healthz is answered by something else than the site."


@pytest.mark.parametrize(
    ("statuses", "body", "problem"),
    [
        (HEALTHY, b"ok\n", ""),
        (HEALTHY, b"<h1>Welcome to another server</h1>", OTHER),
        (HEALTHY | {"/healthz": 500}, b"ok\n", "/healthz is answered with status 500."),
        (HEALTHY | {"/en/": 500}, b"ok\n", "/en/ is answered with status 500."),
        (HEALTHY | {"/en/": 404}, b"ok\n", "/en/ is answered with status 404."),
        (HEALTHY | {"/": 503}, b"ok\n", "/ is answered with status 503."),
        (HEALTHY | {"/en/": 302}, b"ok\n", "/en/ is answered with status 302."),
        (None, b"", "It does not answer"),
    ],
)
def test_only_a_living_site_that_sends_its_home_page_has_answered(
    tmp_path, statuses, body, problem
):
    asked = []

    class Site(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.headers["Host"], self.headers["X-Forwarded-Proto"]))
            self.send_response(statuses[self.path])
            if statuses[self.path] == 302:
                self.send_header("Location", "https://campaign.example/en/")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    script = re.search(r"<<'END'\n(.*?)^END$", (DEPLOY / "upgrade").read_text(), re.M | re.S)[1]
    with HTTPServer(("127.0.0.1", 0), Site) as server:
        if statuses:
            threading.Thread(target=server.serve_forever, daemon=True).start()
        else:
            server.socket.close()
        script = script.replace("8000", str(server.server_port)).replace("range(30)", "range(1)")
        done = subprocess.run(
            [sys.executable, "-"],
            input=script.replace("sleep(2)", "sleep(0)"),
            env={"SITE_URL": "https://campaign.example"},
            capture_output=True,
            text=True,
            check=False,
        )
        if statuses:
            server.shutdown()
    assert done.stderr.strip().startswith(problem)
    assert (done.returncode == 0) == (problem == "")
    assert set(asked) <= {("campaign.example", "https")}


def test_a_failing_backup_stops_nothing(site):
    done = site.upgrade(fails="manage backup --full")
    assert done.returncode == 1
    assert site.log == BACKUP[:1]
    assert site.version == "1.0.0"


def test_a_failing_backup_to_return_to_starts_the_site_again_and_restores_nothing(site):
    done = site.upgrade(fails="python manage.py backup")
    assert done.returncode == 1
    assert not [line for line in site.log if "restore" in line]
    assert site.log[-4:-1] == [f"1.0.0: {command}" for command in START]
    assert site.version == "1.0.0"


def test_a_new_version_that_answers_is_kept_even_if_something_is_wrong(site):
    done = site.upgrade(fails="readiness --wait")
    assert "the new version runs, but something is wrong" in done.stderr
    assert site.version == "1.1.0"
    assert not [line for line in site.log if "restore" in line]


def test_what_is_installed_is_not_installed_again(site):
    site.git("checkout", "--quiet", "v1.1.0")
    done = site.upgrade()
    assert done.returncode == 0
    assert "This version is installed" in done.stdout
    assert site.log == []


def test_a_release_candidate_is_installed_only_by_name(site):
    site.git("checkout", "--quiet", "v1.1.0")
    site.commit("1.2.0-rc1", "", "a\n")
    site.git("checkout", "--quiet", "v1.0.0")
    assert "v1.1.0" in site.upgrade("--dry-run").stdout
    assert "v1.2.0-rc1" in site.upgrade("--dry-run", "--to", "v1.2.0-rc1").stdout


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--to", "v9.9.9"], "there is no version v9.9.9"),
        (["--to", "main"], "there is no version main"),
        (["--to", "v1.0.0; touch x"], "there is no version"),
        (["--to"], "--to needs a tag"),
        (["--force"], "there is no option --force"),
    ],
)
def test_a_wrong_argument_is_refused_before_anything_happens(site, arguments, reason):
    done = site.upgrade(*arguments)
    assert done.returncode == 1
    assert reason in done.stderr
    assert site.log == []


def test_an_older_version_changed_files_and_a_folder_without_git_are_refused(site):
    site.git("checkout", "--quiet", "v1.1.0")
    assert "v1.0.0 is not newer" in site.upgrade("--to", "v1.0.0").stderr
    (site.code / "version").write_text("mine")
    assert "were changed" in site.upgrade().stderr
    shutil.rmtree(site.code / ".git")
    assert "is no Git clone" in site.upgrade().stderr
    assert site.log == []
