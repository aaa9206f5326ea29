"""The list of all modules in `architecture.md`, from their docstrings.

Run as a program, it writes the list (`make format`), or with `--check` exits with an error if the
list is out of date (`make lint`).
"""

import ast
import subprocess
import sys
from itertools import groupby
from pathlib import Path, PurePath

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "site" / "docs" / "architecture.md"
HEADING = "\n## All modules\n"
INTRODUCTION = """
The first sentence of the docstring of each module. `make format` writes this list. Modules that need no docstring (`apps.py`, `urls.py`)
and migrations are left out.
"""


def modules():
    """Yield the path and the first paragraph of the docstring of each module that has one."""
    command = ["git", "ls-files", "alerts/*.py", "home/*.py", "site/config/*.py"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603
    for name in names.splitlines():
        if "/migrations/" not in name and (ROOT / name).exists():
            docstring = ast.get_docstring(ast.parse((ROOT / name).read_text(encoding="utf-8")))
            if docstring:
                yield PurePath(name), " ".join(docstring.partition("\n\n")[0].split())


def with_index(text):
    """Return the text of the document with an up-to-date list, which is its last section."""
    lines = [text.partition(HEADING)[0] + HEADING + INTRODUCTION]
    found = sorted(modules(), key=lambda module: (module[0].parent, module[0].name))
    for folder, members in groupby(found, key=lambda module: module[0].parent):
        lines.append(f"**`{folder}/`**\n")
        lines += [f"- `{path.name}`: {docstring}" for path, docstring in members]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def main():
    text = DOCUMENT.read_text(encoding="utf-8")
    if "--check" not in sys.argv:
        DOCUMENT.write_text(with_index(text), encoding="utf-8")
    elif text != with_index(text):
        sys.exit(
            "The list of modules in site/docs/architecture.md is out of date: run `make format`."
        )


if __name__ == "__main__":
    main()
