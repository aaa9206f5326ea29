"""Mutate a sample of the code, and count how many mutations the tests detect in each room.

A room is a group of files. The first run records the lines and templates that each quick test
runs. Later runs record only the test files that changed. The recordings are kept in var/mutants.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.database_template import SOURCES
from tests.mutants.mutators import ROOMS, ROOT, Mutation, room_of, sample
from tests.mutants.selection import Recording, Selection, digest

VAR = ROOT / "var" / "mutants"
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
RESULTS = ("killed", "timeout", "survived", "equivalent", "unclear")
QUICK = "not browser and not audit and not thorough"
WORKERS = 2


def files(*patterns):
    """Return the paths of existing files that Git does not ignore."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603
    return [name for name in names.splitlines() if (ROOT / name).is_file()]


def texts(names) -> dict[str, str]:
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in names}


class Tree:
    """Copy of the checkout in which files can be mutated."""

    def __init__(self, name):
        self.folder = VAR / name
        shutil.rmtree(self.folder, ignore_errors=True)
        for path in files():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, target)

    def pytest(self, tests, *options, cache="cache", timeout=None, **variables):
        """Run pytest. Return its exit status, or None after a timeout, and its output."""
        listed = self.folder / ".tests"  # too many tests for a command line
        listed.write_text("\n".join(tests))
        options = ["-q", "-o", f"cache_dir={VAR / cache}", *options, f"@{listed}"]
        with subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "pytest", *options],
            cwd=self.folder,
            env=os.environ | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        ) as running:
            try:
                output, _nothing = running.communicate(timeout=timeout)
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, signal.SIGKILL)
                return None, running.communicate()[0]
        return running.returncode, output

    def attempt(self, mutation: Mutation, tests: list[str], timeout: float) -> tuple[str, str]:
        """Apply the mutation and run the tests. Return the result and a failed test or a reason."""
        path = self.folder / mutation.path
        # A mutated role or setting changes the database template: do not replace the usual one.
        makes_template = any(path in self.folder.glob(pattern) for pattern in SOURCES)
        cache = f"cache-of-{self.folder.name}" if makes_template else "cache"
        text, before = path.read_text(encoding="utf-8"), path.stat()
        path.write_text(mutation.apply(text), encoding="utf-8")
        try:
            status, output = self.pytest(tests, "-x", cache=cache, timeout=timeout)
        finally:
            path.write_text(text, encoding="utf-8")
            # Restore the times, so that Python uses the original's compiled file again.
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        return _verdict(status, output, tests)


def _verdict(status, output, tests):
    if status in (None, 0):
        return ("timeout" if status is None else "survived"), ""
    lines = [line for line in output.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    failed = [test for test in tests if any(f" {test}" in line for line in lines)]
    if not failed and "ERROR: not found" in output and "while loading conftest" not in output:
        return "unclear", "a test was not found"
    return "killed", max(failed, key=len, default="")


def record(sources: dict[str, str]) -> list[Recording]:
    """Run the changed test files, and return all recordings, newest first."""
    folders = sorted(VAR.glob("recording-*"))
    recordings = [Recording(folder) for folder in folders if (folder / "state.json").exists()]
    known = {}
    for recording in recordings:
        known |= recording.test_files
    now = {name: digest(ROOT / name) for name in files("tests/**/test_*.py", ":!tests/browser")}
    changed = {name: code for name, code in now.items() if known.get(name) != code}
    if changed:
        tree = Tree("recorded")
        # One recording for each folder, so that an interrupted command keeps the finished ones.
        for room in sorted({Path(name).parent for name in changed}):
            tests = {name: code for name, code in changed.items() if Path(name).parent == room}
            print(f"Recording {len(tests)} test files of {room}.", flush=True)
            folder = VAR / f"recording-{len(recordings):03}"
            _record(tree, tests, folder)
            (folder / "state.json").write_text(json.dumps({"sources": sources, "tests": tests}))
            recordings.append(Recording(folder))
    return recordings[::-1]


def _record(tree: Tree, tests: dict[str, str], folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    options = ["-p", "tests.mutants.recording", "-m", QUICK, "-n", str(WORKERS)]
    _status, output = tree.pytest(sorted(tests), *options, MUTANTS_RECORD=str(folder))
    print(output.splitlines()[-1], flush=True)


def run(selection: Selection, chosen: list[Mutation], seconds: float) -> dict:
    """Test the chosen mutations, and return a dict of mutations to results of `Tree.attempt`."""
    trees = SimpleQueue()
    for number in range(WORKERS):
        trees.put(Tree(f"tree-{number}"))
    known = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("mutation", [])
    equivalent = {(one["file"], one["line"], one["becomes"]) for one in known}

    tests_for = {one: selection.tests_for(one, seconds) for one in chosen}

    def attempt(mutation):
        if mutation.key(selection.sources[mutation.path]) in equivalent:
            return "equivalent", ""
        tests = tests_for[mutation]
        tree = trees.get()
        try:
            result = tree.attempt(mutation, tests, 120 + 4 * seconds)
        finally:
            trees.put(tree)
        print(*result, f"{mutation.path}:{mutation.line} {mutation.kind}", len(tests), flush=True)
        return result

    with ThreadPoolExecutor(WORKERS) as pool:
        results = dict(zip(chosen, pool.map(attempt, chosen), strict=True))
    # A test that also fails without the mutation has detected nothing.
    killers = {test for result, test in results.values() if result == "killed" and test}
    _status, output = trees.get().pytest(sorted(killers)) if killers else (0, "")
    for mutation, (_result, test) in results.items():
        if test in killers and f"FAILED {test}" in output:
            results[mutation] = "unclear", f"{test} fails without it"
    return results


def table(results: dict[Mutation, tuple[str, str]]) -> str:
    """Return the results for each room as a Markdown table. A timeout counts as caught."""
    counts = Counter((room_of(one.path).name, result) for one, (result, _test) in results.items())
    lines = [["Room", *(name.capitalize() for name in RESULTS), "Caught"]]
    lines.append(["---", *["---:"] * (len(RESULTS) + 1)])
    for room in (*(room.name for room in ROOMS), "all"):
        row = [
            sum(counts[one.name, result] for one in ROOMS if room in (one.name, "all"))
            for result in RESULTS
        ]
        caught = row[0] + row[1]
        share = f"{caught / (caught + row[2]):.0%}" if caught + row[2] else "–"
        lines.append([room, *row, share])
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def main():
    options = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    options.add_argument("--sample", type=int, default=100, help="number of mutations")
    options.add_argument("--seed", default="1")
    options.add_argument("--seconds", type=float, default=240, help="limit of tests per mutation")
    options.add_argument("--only", default="", help="a path or its beginning; path:line: all of it")
    given = options.parse_args()
    names = files("alerts/*", "home/*", "site/*", "templates/*")
    sources = texts(one for one in names if one.endswith((".py", ".html", ".txt")) and room_of(one))
    VAR.mkdir(parents=True, exist_ok=True)
    selection = Selection(record(sources), sources, texts(files("tests/**/test_*.py")))
    chosen = sample(sources, given.sample, given.seed, given.only)
    results = run(selection, chosen, given.seconds)
    for mutation, (result, test) in results.items():
        if result in {"survived", "unclear"}:
            print(f"\n{result}: {mutation.path}:{mutation.line} ({mutation.kind}) {test}")
            print(mutation.diff(sources[mutation.path]))
    print(f"\nSample {given.sample}, seed {given.seed}:\n\n{table(results)}")


if __name__ == "__main__":
    main()
