"""Typesetting of pictures and PDF files on the server, with Typst and the project's own fonts.

Templates receive editors' texts only as data, never as markup.
"""

import json
import re
import subprocess
import sys
import unicodedata
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from PIL import ImageFont

TEMPLATES = Path(__file__).parent / "typst"
FONTS = settings.BASE_DIR / "site" / "static" / "fonts"
# Drawn for a letter that no font has; Typst would leave a gap.
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# Longer words may break after this many letters.
LONGEST_WORD = 24


# Typst keeps 30 MB in the process that calls it, so it has one of its own. Texts are not arguments
# of the command, because other users can see those.
_PROGRAM = """\
import json, sys, typst
sys.stdout.buffer.write(typst.compile(**json.load(sys.stdin)))
"""


def typeset(template: str, data: Any, kind: Literal["pdf", "png"], ppi: int = 72) -> bytes:
    """Return the file that Typst makes from `template` and `data`, which must be fit for JSON."""
    arguments = {
        "input": str(TEMPLATES / f"{template}.typ"),
        "root": str(TEMPLATES),
        "font_paths": [str(FONTS)],
        "ignore_system_fonts": True,
        "format": kind,
        "ppi": ppi,
        "sys_inputs": {"data": _with_replaced(json.dumps(data, ensure_ascii=False))},
    }
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-c", _PROGRAM],
        input=json.dumps(arguments).encode(),
        capture_output=True,
        check=True,
    )
    return done.stdout


def missing_letters(text: str) -> set[str]:
    """Return the letters and digits in `text` that no font has."""
    letters = {sign for sign in set(text) if unicodedata.category(sign)[0] in "LN"}
    return {letter for letter in letters if not _is_drawn(letter)}


@cache
def _fonts():
    return [ImageFont.truetype(str(path), 20) for path in sorted(FONTS.glob("*.ttf"))]


@cache
def _is_drawn(letter: str) -> bool:
    # A font without a glyph for the letter draws the same box as for U+FFFF, which no font has.
    return any(bytes(f.getmask(letter)) != bytes(f.getmask("\uffff")) for f in _fonts())


def _with_replaced(text):
    # Typst composes a letter and its accents, so the test is of the composed letter.
    text = unicodedata.normalize("NFC", text)
    return text.translate(dict.fromkeys(map(ord, missing_letters(text)), REPLACEMENT))


def breakable(text: str) -> str:
    """Return `text` with a zero-width space after every `LONGEST_WORD` letters of long words."""
    return re.sub(rf"\S{{{LONGEST_WORD},}}", _with_breaks, text)


def _with_breaks(match: re.Match[str]) -> str:
    word = match[0]
    parts = (word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD))
    return "\u200b".join(parts)


@cache
def _template_bytes(template: str) -> bytes:
    return (TEMPLATES / f"{template}.typ").read_bytes()


def digest(template: str, data: Any) -> str:
    """Return a hash of `template` and `data`, for naming the file that is made from them."""
    # With replaced letters, so that a font that is added later makes a new file.
    text = _with_replaced(json.dumps(data, ensure_ascii=False)).encode()
    return sha256(_template_bytes(template) + text).hexdigest()[:24]
