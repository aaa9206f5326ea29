"""Pytest plugin that records the lines and templates that each test runs.

The module starts coverage when it is imported, before the project's modules are imported.
"""

import json
import os
from pathlib import Path

import coverage
import pytest

FOLDER = Path(os.environ["MUTANTS_RECORD"])
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")

measured = coverage.Coverage(
    data_file=str(FOLDER / ".coverage"),
    data_suffix=True,
    config_file=False,
    source=["home", "alerts"],
    omit=["*/migrations/*"],
)
measured.set_option("run:relative_files", True)
measured.start()
reports, templates = [], set()


def pytest_collection_modifyitems(items):
    # Only one set of parameters for each test, to save time.
    items[:] = {item.nodeid.partition("[")[0]: item for item in reversed(items)}.values()
    items.reverse()


def _note_template(template, **kwargs):
    templates.add(str(template.origin))


def pytest_sessionstart():
    from django.test.signals import template_rendered

    template_rendered.connect(_note_template)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    reports.clear()
    templates.clear()
    measured.switch_context(item.nodeid)
    before = sum(os.times()[:4])  # processor time, with that of processes that have ended
    result = yield
    measured.switch_context("")
    root = f"{item.config.rootpath}/"
    line = {
        "test": item.nodeid,
        "passed": all(report.passed for report in reports),
        "seconds": sum(os.times()[:4]) - before,
        "templates": sorted(name.removeprefix(root) for name in templates),
    }
    with (FOLDER / f"tests-{WORKER}.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")
    return result


def pytest_runtest_logreport(report):
    reports.append(report)


def pytest_sessionfinish():
    measured.stop()
    measured.save()
