"""Test for the table and the exit status of `make bench`."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN = """
from tests.bench import __main__ as bench
from tests.bench.summary import at_least, at_most
bench.measure = lambda: [at_most("weight of a page", {}, 10), at_least("speed of a page", {}, 0.9)]
bench.main()
"""


@pytest.mark.parametrize(
    ("weight", "speed", "verdicts", "status", "message"),
    [
        (10, 0.9, ["kept", "kept"], 0, ""),
        (10.01, 0.9, ["missed", "kept"], 1, "Missed: 1 of 2 budgets."),
        (10, 0.899, ["kept", "missed"], 1, "Missed: 1 of 2 budgets."),
        (11, 0, ["missed", "missed"], 1, "Missed: 2 of 2 budgets."),
    ],
)
def test_a_run_ends_with_a_table_and_fails_if_a_budget_is_missed(
    weight, speed, verdicts, status, message
):
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", RUN.format(weight, speed)],
        cwd=ROOT,
        check=False,
        text=True,
        capture_output=True,
    )
    assert (done.returncode, done.stderr.strip()) == (status, message)
    _empty, _head, *rows = done.stdout.splitlines()
    assert [row.split()[-1] for row in rows] == verdicts
    assert rows[0].split() == [
        "weight",
        "of",
        "a",
        "page",
        f"{weight:.3f}",
        "at",
        "most",
        "10",
        verdicts[0],
    ]
    assert rows[1].split()[-4:-1] == ["at", "least", "0.9"]
