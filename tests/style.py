"""Style checks that ruff does not have, run by `make lint`.

- Docstrings must not begin with a question word.
- Names that standard terms have replaced must not be used.
- A file has at most 350 lines, unless its first comment gives the reason.
"""

import ast
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QUESTION_WORDS = {
    *("How", "Of", "What", "Whatever", "Where", "Whether"),
    *("Which", "Who", "Whoever", "Whom", "Whose"),
}
MOST_LINES = 350
# Part of the reason in the first comment of a longer file.
REASON = f"more than {MOST_LINES} lines, because"
OWN_FILES = {"style.py", "test_style.py"}
# Names that standard terms replaced, not allowed in CSS, templates and scripts either.
REPLACED_NAMES = re.compile(
    r"\b(?:"
    r"make_stamp|read_stamp|stand_stamp|InvalidStamp|SecretPageView"
    r"|words_state|WordsStateField|unit_language|stale_units|core_words|spoken_words|required_facts|FactsPanel"
    r"|HandIn|hand_in_email|PhraseRendering|GlossaryRendering|phrase_rendering|rendering_in"
    r"|sign_off|signed_off|can_sign_off|SignOffView|slots_of|check_slots"
    r"|why_closed|openness|told_at|tell_moderators|tell_reviewers|tell_editors|moderators_to_tell|forget_old"
    r"|complaints_needed|complaint_reasons|desk_address|desk_results|translation_board|BoardView|BoardPanel"
    r"|send_sheet|SendSheetView|language_band|kept_files|Tally|stored_tally|tally_tags|StandCount|count_stand"
    r"|AskViewSet|AskChooserViewSet|find_alert|_find_post|keeps_typed_words|words_kept"
    r")\b"
)


def files(*patterns):
    """Return the paths of the tracked files to check that match `patterns`."""
    command = ["git", "ls-files", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603
    paths = [ROOT / name for name in names.splitlines() if "/migrations/" not in name]
    return [path for path in paths if path.exists() and path.name not in OWN_FILES]


def question_docstrings(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            words = (ast.get_docstring(node) or "").split()
            if words and words[0].rstrip(",.:") in QUESTION_WORDS:
                line = getattr(node, "lineno", 1)
                yield f"{path.relative_to(ROOT)}:{line}: a docstring begins with “{words[0]}”"


def replaced_names(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for name in REPLACED_NAMES.findall(line):
            yield f"{path.relative_to(ROOT)}:{number}: {name} was replaced by a standard term"


def long_files(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    if len(lines) > MOST_LINES and REASON not in " ".join(lines[:3]):
        yield f"{path.relative_to(ROOT)}: {len(lines)} lines, and at most {MOST_LINES} are allowed"


def main():
    found = [message for path in files("*.py") for message in question_docstrings(path)]
    for path in files("*.py", "*.html", "*.txt", "*.css", "*.js"):
        found += replaced_names(path)
    for path in files("*.py", "*.html", "*.css", "*.js", "*.sh", "*.typ"):
        found += long_files(path)
    print(*found, sep="\n", end="\n" if found else "")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
