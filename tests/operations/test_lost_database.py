"""Tests for requests while the network has lost the host of the database."""

import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

from tests.operations.test_settings import PRODUCTION
from tests.support.postgresql_server import tools


@pytest.mark.audit
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a network")
@pytest.mark.skipif(
    not (shutil.which("unshare") and shutil.which("ip") and tools()),
    reason="needs unshare, ip and PostgreSQL",
)
def test_the_site_waits_a_few_seconds_for_a_lost_database_but_as_long_as_a_query_takes(tmp_path):
    command = ["unshare", "--net", sys.executable, "-m", "tests.support.lost_database"]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": "site",
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
        # Then the page cache asks the database too.
        "SEVERAL_HOSTS": "on",
    }
    done = subprocess.run(  # noqa: S603
        command,
        cwd=settings.BASE_DIR,
        env=environment | PRODUCTION,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    found = {}
    for line in done.stdout.splitlines():
        case, seconds, error = line.split()
        found[case] = float(seconds), error
    lost = "OperationalError"
    assert {case: error for case, (_seconds, error) in found.items()} == {
        "long": "none",
        "sending": lost,
        "connecting": lost,
        "silent": lost,
        "waiting": lost,
        "/healthz-open": "200",
        "/healthz-closed": "200",
        "/readyz-open": "503",
        "/readyz-closed": "503",
    }
    # TCP looks at its timers only when it sends again.
    limits = {"long": (12, 25), "sending": (9, 20), "connecting": (4, 9), "silent": (4, 9)}
    limits["waiting"] = (9, 20)
    limits |= dict.fromkeys(("/healthz-open", "/healthz-closed"), (0, 2))
    limits |= dict.fromkeys(("/readyz-open", "/readyz-closed"), (4, 9))
    for case, (least, most) in limits.items():
        assert least <= found[case][0] <= most, case
