"""Tests for `site/deploy/install`, the units, and the documented steps, without installing."""

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

DEPLOY = settings.BASE_DIR / "site" / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))


def install(*arguments):
    return subprocess.run(  # noqa: S603
        [DEPLOY / "install", *arguments], capture_output=True, text=True, check=False
    )


def documented_commands(kind=""):
    """Return the commands of the installation by hand, one string for each block of `kind`."""
    text = (settings.BASE_DIR / "site" / "docs" / "operators.md").read_text()
    section = text.split("### Install it by hand")[1].split("\n### ")[0]
    blocks = re.findall(rf"^ *```{kind}\n(.*?)^ *```$", section, re.M | re.S)
    return [re.sub(r"(?m)^ +", "", block) for block in blocks]


def test_a_dry_run_prints_each_step_and_changes_nothing():
    before = {
        path: path.exists() for path in map(Path, ("/etc/campaign.env", "/srv/campaign-data"))
    }
    done = install("--host", "campaign.example", "--dry-run")
    assert done.returncode == 0, done.stderr
    steps = re.findall(r"^== (.+)$", done.stdout, re.M)
    assert steps == [
        *("Packages", "User", "Folders", "Settings", "Python packages"),
        *("Database and static files", "First administrator", "Services", "Proxy", "Start"),
    ]
    assert before == {path: path.exists() for path in before}


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--host", "https://campaign.example"], "is not the name of a host"),
        (["--host", "campaign.example; rm -rf /"], "is not the name of a host"),
        (["--host", "Campaign.Example"], "small letters"),
        (["--host", "localhost"], "is not the name of a host"),
        (["--host", "-a.example"], "is not the name of a host"),
        (["--host"], "--host needs a value"),
        (["--host", "a.example", "--database-url", "postgres://a:it's@b/c"], "quotes"),
        (["--host", "a.example", "--email-url", "smtp://a\nSECRET_KEY=x"], "line breaks"),
        (["--host", "a.example", "--admin", "ann smith"], "the administrator's name"),
        (["--host", "a.example", "--admin-email", "ann"], "is not an email address"),
        (["--host", "a.example", "--force"], "no option --force"),
    ],
)
def test_a_wrong_argument_is_refused_before_anything_happens(arguments, reason):
    done = install(*arguments, "--dry-run")
    assert done.returncode == 1
    assert reason in done.stderr
    assert done.stdout == ""


def test_without_a_host_or_settings_the_host_is_asked_for():
    if Path("/etc/campaign.env").exists():
        pytest.skip("the site is installed here")
    assert "name the site's host" in install("--dry-run").stderr


def test_the_documented_steps_are_those_of_the_script():
    script = (DEPLOY / "install").read_text()
    for word in ("campaign-backup.timer", "compilecatalogs", "collectstatic", "firstadministrator"):
        assert word in script
        assert word in "".join(documented_commands() + documented_commands("systemd"))
    packages = re.search(r"^for package in (.+); do$", script, re.M)[1]
    assert f"--no-install-recommends {packages}\n" in documented_commands()[0]
    names = re.findall(r"^setting ([A-Z_]+) ", script, re.M)
    assert re.findall(r'^echo "([A-Z_]+)=', documented_commands()[3], re.M) == names
    useradd = re.search(r"useradd .*", documented_commands()[1])[0]
    assert useradd in script.replace('"$DATA"', "/srv/campaign-data")
    for unit in [*UNITS, "campaign-backup.timer", "campaign.socket"]:
        assert unit in "".join(documented_commands())


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_a_unit_is_exposed_to_little(unit):
    done = subprocess.run(  # noqa: S603
        ["systemd-analyze", "security", "--offline=true", "--threshold=30", DEPLOY / unit],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-200:]


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_runs_programs_of_the_project_as_the_service(unit):
    text = (DEPLOY / unit).read_text()
    assert "\nUser=campaign\n" in text
    assert "\nUMask=0027\n" in text
    for command in re.findall(r"^ExecStart(?:Pre)?=(\S+)", text, re.M):
        assert command.startswith(("/srv/campaign/.venv/bin/", "/usr/bin/flock"))


def test_scripts_can_be_run_and_are_valid():
    for name in ("install", "manage", "upgrade"):
        path = DEPLOY / name
        assert path.stat().st_mode & stat.S_IXUSR
        shell = path.read_text().splitlines()[0].removeprefix("#!")
        subprocess.run([shell, "-n", path], check=True)  # noqa: S603
    assert os.access(DEPLOY / "install", os.X_OK)
