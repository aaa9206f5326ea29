"""Tests for `tests.browser_floor`, which checks style sheets and scripts for old browsers."""

import subprocess
import sys

import pytest

from tests import browser_floor
from tests.browser_floor import problems_in_css, problems_in_script


@pytest.mark.parametrize(
    "css",
    [
        ".a { inset: 0; }",
        ".a { aspect-ratio: 3 / 2; }",
        "@media print { .a { margin-block: 1rem; } }",
        ".a { padding-inline: 0 }",
        ".a { width: clamp(1rem, 5vw, 2rem); }",
        ".a { min-height: 100dvh; }",
        ".a { color: color-mix(in srgb, red, blue); }",
        ".a { color: light-dark(red, blue); }",
        ".a { overflow: clip; }",
        ".a:is(b, i) { color: red; }",
        ".a:has(b) { color: red; }",
        ":focus-visible { outline: none; }",
        ".a { & b { color: red; } }",
        "@layer base { .a { color: red; } }",
        "@container (min-width: 1rem) { .a { color: red; } }",
        "@media (width >= 40rem) { .a { color: red; } }",
        ".a { display: flex; gap: 1rem; }",
        ".a { display: inline-flex; column-gap: 1rem; }",
        ".a { display: flex; gap: 1rem; } @supports not (aspect-ratio: 1) { .b > i { margin: 0; } }",
        "/* A comment. */ .a { inset: 0; }",
        '.a::before { content: "}"; inset: 0; }',
    ],
)
def test_css_above_the_floor_is_found(css):
    assert len(problems_in_css(css)) == 1


@pytest.mark.parametrize(
    "css",
    [
        ".a { margin: 0 auto; padding-inline-start: 1rem; border-block-end: 1px solid; }",
        ".a { width: min(100%, 20rem); height: max(1px, 2px); --inset: 0; }",
        ".a { display: grid; gap: 1rem; }",
        ".a { display: flex; gap: 1rem; } @supports not (aspect-ratio: 1) { .a > i { margin: 0; } }",
        "@supports (inset: 0) { .a { inset: 0; } }",
        "@supports (gap: 1px) { @media print { .a { inset: 0; } } }",
        "/* Beyond the floor: it is not centered. */ .a { inset: 0; }",
        ".a { /* Beyond the floor: cut off. */ overflow: clip; }",
        '.a::before { content: "inset: 0; gap"; }',
        "/* .a { inset: 0; } */",
        "@media (min-width: 60rem) and (prefers-color-scheme: dark) { .a { color: red; } }",
        ".a { background: url(a.svg); font: 700 1rem/1.2 sans-serif; }",
        ".a { color: rgba(0, 0, 0, 0.5); transform: scale(2) translate(1px); }",
    ],
)
def test_css_below_the_floor_passes(css):
    assert problems_in_css(css) == []


def test_an_excuse_is_for_one_rule_or_declaration_alone():
    css = "/* Beyond the floor: fine. */\n.a { inset: 0; }\n.b { inset: 0; }"
    assert [line for line, _text in problems_in_css(css)] == [3]
    css = ".a {\n  /* Beyond the floor: fine. */\n  inset: 0;\n  inset: 0;\n}"
    assert [line for line, _text in problems_in_css(css)] == [4]


@pytest.mark.parametrize(
    "script",
    [
        "a?.b;",
        "a?.[0];",
        "a?.();",
        "a ?? b;",
        "a ??= b;",
        "a ||= b;",
        "a &&= b;",
        "`${a?.b}`;",
        "text.replaceAll('a', 'b');",
        "list.at(-1);",
        "Object.hasOwn(a, 'b');",
        "structuredClone(a);",
        "new ResizeObserver(f);",
        "event.submitter;",
        "form.requestSubmit();",
        "class A { #b = 1; }",
        "class A { static { f(); } }",
        "await f();",
        "const a = 10n;",
        "/(?<=a)b/.test(c);",
        "// Beyond the floor: a comment.\nf();\na?.b;",
    ],
)
def test_scripts_above_the_floor_are_found(script):
    assert len(problems_in_script(script)) == 1


@pytest.mark.parametrize(
    "script",
    [
        "a ? .5 : 1;",
        "a ? b : c;",
        "a || b && c;",
        "// a?.b ?? c",
        "/* a?.b */",
        "'a?.b ?? c';",
        "`a?.b`;",
        "/a??b/.test(c);",
        "const at = item.at; const scheduled = 1;",
        "async function f() { await g(); for (const a of b) await a; }",
        "const f = async () => { await g(); };",
        "const { a, ...rest } = b; const c = { ...rest };",
        "import { a } from './a.js'; export const b = a;",
        "[...document.querySelectorAll('a')].flatMap((a) => a);",
        "// Beyond the floor: old browsers do without.\na?.b;",
        "try { f(); } catch { g(); }",
    ],
)
def test_scripts_below_the_floor_pass(script):
    assert problems_in_script(script) == []


def test_the_line_of_a_problem_is_told():
    assert problems_in_script("f();\n\n`\n`;\na?.b;")[0][0] == 5
    assert problems_in_css("/*\n*/\n\n.a {\n  color: red;\n  inset: 0;\n}")[0][0] == 6


def test_only_style_sheets_of_readers_are_checked():
    css = browser_floor.ROOT / "site" / "static" / "css"
    assert browser_floor.is_for_readers(css / "site.css")
    assert browser_floor.is_for_readers(css / "forms.css")
    assert not browser_floor.is_for_readers(css / "moderation.css")


def test_the_sites_own_files_pass():
    run = subprocess.run(
        [sys.executable, "-m", "tests.browser_floor"],
        cwd=browser_floor.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (0, "")
