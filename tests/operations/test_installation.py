"""Tests for `site/deploy/install`, the systemd units and the documented steps."""

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
    """Return the code blocks of `kind` under “Install it by hand”. Shell commands have no kind."""
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
        *(
            "Backup",
            "Database and static files",
            "First administrator",
            "Services",
            "Proxy",
            "Start",
        ),
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


def shell(script, **variables):
    """Run `script` with some functions of `install`, and return its output and errors."""
    text = (DEPLOY / "install").read_text()
    functions = re.findall(r"^fail\(\) .*$", text, re.M)
    functions += re.findall(r"^(?:run|setting)\(\) \{$.*?^\}$", text, re.M | re.S)
    done = subprocess.run(  # noqa: S603
        ["bash", "-c", "\n".join(["set -euo pipefail", "is_dry=", *functions, script])],  # noqa: S607
        env={"PATH": os.environ["PATH"]} | {name: str(value) for name, value in variables.items()},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_a_setting_is_added_after_a_last_line_without_an_end(tmp_path):
    settings_file = tmp_path / "campaign.env"
    settings_file.write_text("SITE_URL='https://campaign.example'")
    shell("setting HSTS host; setting SITE_URL other", SETTINGS=settings_file)
    assert settings_file.read_text() == "SITE_URL='https://campaign.example'\nHSTS='host'\n"


@pytest.mark.parametrize("line", ["EMAIL_URL='smtp://a'", "EMAIL_URL=smtp://a"])
def test_an_option_that_differs_from_its_setting_is_not_ignored_without_a_word(tmp_path, line):
    settings_file = tmp_path / "campaign.env"
    settings_file.write_text(f"{line}\n")
    said = shell("setting EMAIL_URL smtp://a --email-url", SETTINGS=settings_file)
    assert "another value" not in said
    said = shell("setting EMAIL_URL smtp://b --email-url", SETTINGS=settings_file)
    assert "EMAIL_URL has another value than --email-url" in said
    assert settings_file.read_text() == f"{line}\n"


@pytest.mark.parametrize("way", ["script", "document"])
def test_the_service_may_read_the_code_but_no_history_and_no_developers_files(tmp_path, way):
    for name in (".git/config", "var/db.sqlite3", "home/models/base.py", "manage.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    (tmp_path / ".git").chmod(0o755)
    text = (DEPLOY / "install").read_text()
    if way == "script":
        lines = re.findall(r'^run (?:chmod u|find "\$CODE").*$', text, re.M)
    else:
        commands = documented_commands()[2].replace("/srv/campaign ", f"{tmp_path} ")
        lines = re.findall(rf"^(?:chmod u\S+|find) {tmp_path}.*$", commands, re.M)
        lines += re.findall(
            rf"^chmod \S+ {tmp_path}$", commands.replace("/srv/campaign\n", f"{tmp_path}\n"), re.M
        )
    assert len(lines) == 3
    shell("\n".join(lines), CODE=tmp_path)
    modes = {
        name: (tmp_path / name).stat().st_mode & 0o777
        for name in (
            ".git",
            ".git/config",
            "var",
            "home/models",
            "home/models/base.py",
            "manage.py",
        )
    }
    assert modes.pop(".git") == modes.pop("var") == 0o700
    assert modes.pop(".git/config") == 0o600
    assert modes == {"home/models": 0o755, "home/models/base.py": 0o644, "manage.py": 0o644}


def test_an_update_makes_a_backup_before_it_changes_the_database():
    script = (DEPLOY / "install").read_text()
    assert script.index("backup --full") < script.index('run "$manage" migrate')
    lines = script[script.index('step "Backup"') : script.index('step "Database')]
    body = lines.split("\n", 2)[2]
    common = {"UNITS": "/nowhere", "manage": "false", "may_back_up": "yes"}
    assert "there is no site yet" in shell(body, **common)
    known = common | {"UNITS": str(DEPLOY)}
    assert "so nothing was updated" in shell(f"{body}\necho updated", **known)
    assert "updated" not in shell(f"{body}\necho updated", **known).replace("was updated", "")
    assert "updated" in shell(f"{body}\necho updated", **known | {"may_back_up": ""})
    assert "updated" in shell(f"{body}\necho updated", **known | {"manage": "true"})
