"""Selection of tests for a mutation, from recordings of the lines and templates that tests run."""

import ast
import hashlib
import json
import re
from collections import defaultdict
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from coverage import CoverageData

from tests.mutants.mutators import ROOMS, Mutation, room_of

# Matches tests that load the production settings in a subprocess, which recordings do not cover.
PRODUCTION = re.compile(r"config\.settings\.base|tests\.support\.(?:servers|production_report)")
# Matches tests that read the templates as files, which recordings do not cover either.
READS_TEMPLATES = re.compile(r'BASE_DIR / "templates"')
# Matches tests that read what models declare, which recordings do not cover either: their columns,
# and the data that they keep about people.
READS_MODELS = re.compile("Tests for what models declare")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Recording:
    """Recording of a test run, with the sources of that time."""

    def __init__(self, folder: Path):
        self.folder = folder
        state = json.loads((folder / "state.json").read_text())
        self.sources, self.test_files = state["sources"], state["tests"]
        lines = [
            json.loads(line)
            for path in sorted(folder.glob("tests-*.jsonl"))
            for line in path.read_text().splitlines()
        ]
        self.seconds = {
            # The first test in a process also creates the database.
            line["test"]: min(line["seconds"], 5)
            for line in lines
            if line["passed"]
        }
        self.templates = defaultdict(set)
        for line in lines:
            for name in line["templates"]:
                self.templates[name].add(line["test"])
        self._lines = CoverageData(str(folder / ".coverage"))
        for part in sorted(folder.glob(".coverage.*")):
            data = CoverageData(str(part))
            data.read()
            self._lines.update(data)
            part.unlink()
        self._lines.read()

    @cache  # noqa: B019
    def _contexts(self, path):
        return self._lines.contexts_by_lineno(path)

    def tests_of(self, path: str, lines: set[int] | None, text: str) -> set[str]:
        """Return the tests that ran any of `lines`, given as line numbers in the current `text`.

        If `lines` is None, return the tests that ran any line in a function of the file.
        """
        contexts = self._contexts(path)
        if lines is not None and (old := self.sources.get(path, "")) != text:
            lines = _moved(old, text, lines)
        chosen = contexts.values() if lines is None else [contexts.get(line, ()) for line in lines]
        return {test for tests in chosen for test in tests if test}


def _moved(old, new, lines):
    blocks = SequenceMatcher(None, new.splitlines(), old.splitlines(), autojunk=False)
    return {
        there + line - here
        for here, there, size in blocks.get_matching_blocks()
        for line in lines
        if here < line <= here + size
    }


class Selection:
    """Choice of tests for a mutation, from the current sources and recordings, newest first."""

    def __init__(self, recordings: list[Recording], sources: dict[str, str], tests: dict[str, str]):
        self.recordings, self.sources, self.tests = recordings, sources, tests
        self.seconds = {}
        for recording in reversed(recordings):
            old = [test for test in self.seconds if test.partition("::")[0] in recording.test_files]
            for test in old:
                del self.seconds[test]
            self.seconds |= recording.seconds

    def tests_for(self, mutation: Mutation, seconds: float) -> list[str]:
        """Return the tests most likely to detect a mutation, for at most about 1.5 × `seconds`."""
        room = room_of(mutation.path)
        found = self._found(mutation) & self.seconds.keys()
        if not found:
            found = {test for test in self.seconds if test.split("/")[1] in room.tests}
        declared = self._reading_models(mutation)
        found |= declared
        others = self._with_other_parameters(mutation.path) - found
        words = set(re.findall(r"[a-z]{4,}", mutation.path))

        def nearness(test):
            file = test.partition("::")[0]
            named = sum(word.rstrip("s") in file for word in words)
            first = test in declared or (
                room.name == "production settings" and self._is_of_production(test)
            )
            elsewhere = file.split("/")[1] not in room.tests
            return test in others, not first, elsewhere, -named, self.seconds[test], test

        chosen, total = [], 0
        for test in sorted(found | others, key=nearness):
            if total > seconds:
                break
            chosen.append(test)
            total += self.seconds[test]
        # Recordings have one set of parameters for each test: add the others while there is time.
        for test in [test for test in chosen if "[" in test]:
            if total > 1.5 * seconds:
                break
            chosen.append(test.partition("[")[0])
            total += 10 * self.seconds[test]
        return chosen

    def _with_other_parameters(self, path):
        # With other parameters, which were not recorded, these tests may run other lines.
        if not path.endswith(".py") or path.startswith("site/"):
            return set()
        return {test for test in self._running(path, None) & self.seconds.keys() if "[" in test}

    def _found(self, mutation):
        path, text = mutation.path, self.sources[mutation.path]
        if path.startswith("templates/"):
            found = set().union(*(recording.templates[path] for recording in self.recordings))
            return found | self._with_source(READS_TEMPLATES)
        lines, name = place(text, mutation.line)
        if path.startswith("site/"):
            return self._of_setting(name)
        if lines:
            return self._running(path, lines)
        found = self._running(path, None)
        return found | self._naming(name) if name and (name.isupper() or not found) else found

    def _reading_models(self, mutation):
        """Return the tests that read the classes of the file, for a mutation outside functions."""
        path, text = mutation.path, self.sources[mutation.path]
        if not path.endswith(".py") or "import models" not in text or place(text, mutation.line)[0]:
            return set()
        return self._with_source(READS_MODELS)

    def _of_setting(self, name):
        named = self._naming(name) if name else set()
        folders = next(room for room in ROOMS if room.name == "production settings").tests
        return {
            test
            for test in self.seconds
            if test in named
            or self._is_of_production(test)
            or (not named and test.split("/")[1] in folders)
        }

    def _is_of_production(self, test):
        return PRODUCTION.search(self.tests.get(test.partition("::")[0], ""))

    def _with_source(self, pattern):
        """Return the tests in files whose source matches `pattern`."""
        files = {file for file, text in self.tests.items() if pattern.search(text)}
        return {test for test in self.seconds if test.partition("::")[0] in files}

    def _running(self, path, lines):
        text = self.sources[path]
        return set().union(*(one.tests_of(path, lines, text) for one in self.recordings))

    def _naming(self, name):
        word = re.compile(rf"\b{name}\b")
        found = {
            test
            for test in self.seconds
            if word.search(self.tests.get(test.partition("::")[0], ""))
        }
        for path, text in self.sources.items():
            if path.endswith(".py") and word.search(text):
                numbers = enumerate(text.splitlines(), 1)
                lines = {number for number, line in numbers if word.search(line)}
                found |= self._running(path, lines)
        return found


def place(text: str, line: int) -> tuple[set[int], str | None]:
    """Return the lines of the statement at `line` or, outside functions, the first name it sets."""
    inner, function, name = None, None, None
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.stmt) or isinstance(node, ast.ClassDef):
            continue
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
        if not first <= line <= node.end_lineno:
            continue
        if is_function:
            function = node
        inner = node  # ast.walk goes from the outside in
        target = (getattr(node, "targets", None) or [getattr(node, "target", None)])[0]
        if isinstance(target, ast.Tuple):
            target = target.elts[0]
        if not function and isinstance(target, ast.Name):
            name = target.id
    if not function:
        return set(), name
    body = getattr(inner, "body", None)
    # A decorator or the signature stands for the whole body.
    if inner is function and line < body[0].lineno:
        return set(range(body[0].lineno, function.end_lineno + 1)), None
    # Only the header of a compound statement.
    is_header = body and inner is not function and line < body[0].lineno
    last = body[0].lineno - 1 if is_header else inner.end_lineno
    return set(range(inner.lineno, max(last, inner.lineno) + 1)), None
