"""Tests for the tool that mutates the code."""

import tomllib
from pathlib import Path

import pytest
from cosmic_ray.mutating import mutate_code

from tests.mutants.__main__ import EQUIVALENT, table
from tests.mutants.mutators import (
    OPERATORS,
    ROOMS,
    Mutation,
    ReplaceInWithNotIn,
    mutations_of,
    room_of,
    sample,
)
from tests.mutants.selection import Selection, place

PYTHON, SETTING, TEMPLATE = "home/lookup.py", "site/config/settings/base.py", "templates/a.html"
SOURCES = {
    f"{folder}/module{number}.py": "if a > 1 and b:\n    raise Http404\nc = x.filter(y=1)\n" * 9
    for folder in ("alerts/comments", "alerts/calls", "alerts", "home/translation", "home")
    for number in range(3)
} | {"templates/a.html": '<p lang="en">{{ a|default:"b" }}</p>\n' * 9, SETTING: "A = True\n" * 9}


def changes(path, text):
    return {one.kind: one.apply(text) for one in mutations_of(path, text)}


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("no_transaction", "with transaction.atomic():", "if True:"),
        ("no_row_lock", "a.select_for_update().get()", "a.get()"),
        ("no_distinct", "a.distinct().get()", "a.get()"),
        ("exclude", "a.filter(b=c)", "a.exclude(b=c)"),
        ("filter", "a.exclude(b=c)", "a.filter(b=c)"),
        ("fewer_conditions", "a.filter(b=c.d, e=f)", "a.filter(e=f)"),
        ("open_boundary", "a(b__lte=c)", "a(b__lt=c)"),
        ("closed_boundary", "a(b__gt=c)", "a(b__gte=c)"),
        ("last", "a.first()", "a.last()"),
        ("first", "a.last()", "a.first()"),
        ("descending", 'a.order_by("b")', 'a.order_by("-b")'),
        ("ascending", 'a.order_by("-b")', 'a.order_by("b")'),
        ("all", "any(a)", "all(a)"),
        ("any", "all(a)", "any(a)"),
        ("max", "min(a)", "max(a)"),
        ("min", "max(a)", "min(a)"),
        ("no_header", '    response["X-Robots-Tag"] = "noindex"', "    pass"),
        ("no_cache_rule", "    patch_cache_control(response, public=True)", "    pass"),
        ("no_refusal", "        raise PermissionDenied", "        pass"),
        ("fewer_permissions", 'actions=("add", "change")', 'actions=("change")'),
        ("RemoveDecorator", "@transaction.atomic\ndef a(): pass", "def a(): pass"),
        ("ReplaceInWithNotIn", "a in b", "a not in b"),
        ("ReplaceInWithNotIn", "a not in b", "a in b"),
        ("ReplaceBinaryOperator_BitOr_BitAnd", "Q(a=b) | c", "Q(a=b) & c"),
    ],
)
def test_python_that_decides_is_mutated(kind, before, after):
    assert changes(PYTHON, before)[kind] == after


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("other_text", 'POLICY = "same-origin"', 'POLICY = "other"'),
        ("nothing", 'EXEMPT = ["a"]', "EXEMPT = []"),
        ("no_entry", '    "img-src": ["\'self\'"],', ""),
        ("no_item", '    "csp.middleware.CSPMiddleware",', ""),
        ("ReplaceTrueWithFalse", "SECURE = True", "SECURE = False"),
    ],
)
def test_settings_are_mutated(kind, before, after):
    assert changes(SETTING, before)[kind] == after


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("no_attribute", '<p lang="en">', "<p>"),
        ("no_attribute", '<p\n   role="alert">', "<p>"),
        ("no_attribute", '<section aria-labelledby="a{{ b }}">', "<section>"),
        ("other_language", '<p lang="{{ a.language }}">', '<p lang="xx">'),
        ("no_language", '<p{{ page|lang_of:"ask" }}>', "<p>"),
        ("opposite", "{% if a.b %}", "{% if not a.b %}"),
        ("opposite", "{% elif a %}", "{% elif not a %}"),
        ("no_not", "{% if not a %}", "{% if a %}"),
        ("or_", "{% if a and b == c %}", "{% if a or b == c %}"),
        ("and_", "{% if a or b %}", "{% if a and b %}"),
        ("not_equal", '{% if a == "b" %}', '{% if a != "b" %}'),
        ("equal", '{% if a != "b" %}', '{% if a == "b" %}'),
        ("boundary", "{% if a > 1 %}", "{% if a >= 1 %}"),
        ("no_filter", '{{ a|default:"b" }}', "{{ a }}"),
        ("no_hidden_field", '<input type="hidden" name="a" value="b">', ""),
        ("no_meta", '<meta name="robots" content="noindex">', ""),
    ],
)
def test_templates_are_mutated(kind, before, after):
    assert changes(TEMPLATE, before)[kind] == after


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (PYTHON, 'name = models.CharField(max_length=20, verbose_name="a")'),
        (PYTHON, '"""Return 1 if a and b, or not."""'),
        (PYTHON, "from a import b"),
        (PYTHON, "menu_order = 210"),
        (PYTHON, "a = rows.with_number(b).first()"),
        (PYTHON, "@property\ndef a(): pass"),
        (PYTHON, "a: int | None"),
        (TEMPLATE, '{% translate "This is not it, and you or we know" %}'),
    ],
)
def test_texts_and_descriptions_are_not_mutated(path, text):
    assert changes(path, text) == {}


def test_the_own_operator_does_as_its_examples_say():
    for example in ReplaceInWithNotIn.examples():
        code = mutate_code(example.pre_mutation_code, OPERATORS["ReplaceInWithNotIn"], 0)
        assert code == example.post_mutation_code


def test_a_sample_depends_on_the_seed_alone():
    assert sample(SOURCES, 40, "1") == sample(dict(reversed(SOURCES.items())), 40, "1")
    assert sample(SOURCES, 40, "1") != sample(SOURCES, 40, "2")


def test_a_sample_has_every_room_and_no_line_twice():
    chosen = sample(SOURCES, 40, "1")
    assert 36 <= len(chosen) <= 44
    assert {room_of(one.path) for one in chosen} == set(ROOMS)
    assert len({(one.path, one.line) for one in chosen}) == len(chosen)


def test_a_sample_is_limited_to_a_folder_or_a_line():
    assert {one.path for one in sample(SOURCES, 9, "1", "templates/")} == {TEMPLATE}
    chosen = sample(SOURCES, 1, "1", "templates/a.html:2")
    assert {one.kind for one in chosen} == {"no_attribute", "other_language", "no_filter"}
    assert {one.line for one in chosen} == {2}


def test_a_mutation_is_known_by_its_lines_wherever_they_move():
    text = "a = 1\nif b:\n    c()\n"
    keys = {
        one.key(moved)
        for moved in (text, "# more\n" + text)
        for one in mutations_of(PYTHON, moved)
        if one.kind == "AddNot"
    }
    assert keys == {(PYTHON, "if b:", "if not b:")}


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("alerts/comments/services.py", "comments"),
        ("alerts/sharing/formats/qr.py", "calls and sharing"),
        ("alerts/models/alert.py", "alerts"),
        ("home/translation/sync.py", "translation"),
        ("home/people/languages.py", "home"),
        ("site/config/settings/packages.py", "production settings"),
        ("templates/comments/form.html", "templates"),
        ("alerts/comments/migrations/0001_initial.py", None),
        ("site/config/settings/test.py", None),
    ],
)
def test_a_file_belongs_to_one_room(path, room):
    found = room_of(path)
    assert (found and found.name) == room


def test_the_tests_of_a_statement_or_name_are_asked():
    text = "LIMIT = [\n    1,\n]\n\n\n@atomic\ndef a(b):\n    if (\n        b\n    ):\n        c()\n    d()\n"
    assert place(text, 2) == (set(), "LIMIT")
    assert place("LEAST, MOST = 1, 2", 1) == (set(), "LEAST")
    assert place(text, 6) == ({8, 9, 10, 11, 12}, None)
    assert place(text, 9) == ({8, 9, 10}, None)
    assert place(text, 12) == ({12}, None)


def test_a_mutation_of_a_model_is_tested_by_those_who_read_its_declaration():
    path = "alerts/comments/a.py"
    text = "from django.db import models\n\n\ndef a():\n    return True\n\n\nB = True\n"
    tests = {
        "tests/site/test_a.py": "Tests for what models declare",
        "tests/comments/test_b.py": "B",
    }
    selection = Selection([], {path: text}, tests)
    selection.seconds = {f"{file}::test": 1 for file in tests}
    found = [selection.tests_for(Mutation(path, line, "AddNot", 0), 9) for line in (8, 5)]
    assert found == [
        ["tests/site/test_a.py::test", "tests/comments/test_b.py::test"],
        ["tests/comments/test_b.py::test"],
    ]


def test_the_table_adds_up_by_room():
    places = ["alerts/comments/a.py"] * 4 + ["home/a.py"] * 3
    results = ["killed", "timeout", "survived", "survived", "killed", "equivalent", "unclear"]
    found = {
        Mutation(path, line, "AddNot", 0): (result, "")
        for line, (path, result) in enumerate(zip(places, results, strict=True))
    }
    rows = table(found).splitlines()
    assert "| comments | 1 | 1 | 2 | 0 | 0 | 50% |" in rows
    assert "| home | 1 | 0 | 0 | 1 | 1 | 100% |" in rows
    assert "| all | 2 | 1 | 2 | 1 | 1 | 60% |" in rows


def test_mutations_that_are_listed_as_equivalent_are_of_lines_that_exist():
    for one in tomllib.loads(EQUIVALENT.read_text())["mutation"]:
        lines = Path(one["file"]).read_text().splitlines()
        assert one["line"] in map(str.strip, lines), one
        assert one["becomes"] != one["line"]
        assert one["reason"]
