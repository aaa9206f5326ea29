"""Tests for the check of the locked requirements against known vulnerabilities."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

RUNTIME, TOOLS = "requirements.txt", "requirements-dev.txt"
CLEAN = {"dependencies": [{"name": "django", "version": "5.2.1", "vulns": []}]}
BAD = {
    "dependencies": [
        *CLEAN["dependencies"],
        {"name": "skipped", "skip_reason": "a local package"},
        {
            "name": "pillow",
            "version": "1.0",
            "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"], "aliases": []}],
        },
    ]
}


def audit(folder, **reports):
    """Run the check with fake reports of pip-audit, and return the exit status and the output."""
    # Without its report, pip-audit fails.
    fake = folder / "pip-audit"
    for name, report in reports.items():
        (folder / name).write_text(report if isinstance(report, str) else json.dumps(report))
    fake.write_text(
        f"#!{sys.executable}\n"
        "import shutil, sys\n"
        "arguments = sys.argv\n"
        "name = arguments[arguments.index('--requirement') + 1].rpartition('/')[2]\n"
        f"report = {str(folder)!r} + '/' + {{{RUNTIME!r}: 'runtime', {TOOLS!r}: 'tools'}}[name]\n"
        "shutil.copyfile(report, arguments[arguments.index('--output') + 1])\n"
        "sys.exit('the service is away')\n"
    )
    fake.chmod(0o755)
    done = subprocess.run(  # noqa: S603
        [sys.executable, settings.BASE_DIR / ".ci" / "audit"],
        env=os.environ | {"PIP_AUDIT": str(fake)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_an_advisory_about_what_the_site_runs_on_fails(tmp_path):
    status, said = audit(tmp_path, runtime=BAD, tools=BAD)
    assert status == 1
    assert "Advisory about the site's requirements: pillow 1.0, PYSEC-1, fixed in 1.1" in said
    assert "Advisory about a tool" not in said


def test_an_advisory_about_a_tool_is_only_printed(tmp_path):
    status, said = audit(tmp_path, runtime=CLEAN, tools=BAD)
    assert status == 0
    assert "Advisory about a tool for tests: pillow 1.0" in said
    assert "Advisories were checked: 0 about" in said


@pytest.mark.parametrize("reports", [{}, {"runtime": ""}, {"runtime": "[]"}, {"runtime": "{"}])
def test_without_a_report_one_line_says_so_and_why_and_nothing_fails(tmp_path, reports):
    status, said = audit(tmp_path, **reports)
    assert status == 0
    reason = "the service is away" if reports else "FileNotFoundError: .*runtime'"
    line = rf"Advisories were NOT checked: pip-audit gave no report \({reason}\)\.\n"
    assert re.fullmatch(line, said)


def test_advisories_about_tools_that_were_not_checked_are_not_called_checked(tmp_path):
    status, said = audit(tmp_path, runtime=CLEAN)
    assert status == 0
    assert "Advisories about tools for tests were NOT checked: pip-audit gave no report" in said
    assert "Advisories were checked: 0 about the site's requirements." in said


def test_a_pip_audit_that_cannot_be_run_is_not_called_a_service_that_is_away(tmp_path):
    done = subprocess.run(  # noqa: S603
        [sys.executable, settings.BASE_DIR / ".ci" / "audit"],
        env=os.environ | {"PIP_AUDIT": str(tmp_path / "nowhere")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "NOT checked: pip-audit gave no report ([Errno 2] No such file" in done.stdout


def test_ci_runs_the_check():
    run = (settings.BASE_DIR / ".ci" / "run").read_text()
    assert "\n/usr/bin/python3 .ci/audit >" in run
    assert '\nwait "$advisories" ||' in run
