"""Test for the exit status and the messages of `make bench`."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN = "from tests.bench import __main__ as bench; bench.measure = lambda: {!r}; bench.main()"
HEAVY, SLOW = "An alert is heavier than its budget.", "The dashboard is slower than its budget."


@pytest.mark.parametrize(
    ("kept", "status", "message"),
    [
        ({HEAVY: True, SLOW: True}, 0, ""),
        ({HEAVY: False, SLOW: True}, 1, HEAVY),
        ({HEAVY: True, SLOW: False}, 1, SLOW),
        ({HEAVY: False, SLOW: False}, 1, f"{HEAVY}\n{SLOW}"),
    ],
)
def test_a_run_fails_if_and_only_if_a_budget_is_missed(kept, status, message):
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", RUN.format(kept)],
        cwd=ROOT,
        check=False,
        text=True,
        capture_output=True,
    )
    assert (done.returncode, done.stderr.strip()) == (status, message)
