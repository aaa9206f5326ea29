"""Pictures and PDF files, typeset by Typst on the server with our own fonts.

Editors' texts reach a template only as data, never as markup.
"""

import json
import re
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

import typst
from django.conf import settings

TEMPLATES = Path(__file__).parent / "typst"
# Longer words may break after this many letters.
LONGEST_WORD = 24


def typeset(template, data, kind, ppi=72):
    """Return the file that Typst makes of `template` (its name, without “.typ”) and `data`.

    Args:
        data: a value that JSON can hold; the template finds it under `sys.inputs.data`.
        kind: `"pdf"` or `"png"`.
        ppi: pixels per inch of a PNG.
    """
    return typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(settings.BASE_DIR / "site" / "static" / "fonts")],
        ignore_system_fonts=True,
        format=kind,
        ppi=ppi,
        sys_inputs={"data": json.dumps(data)},
        # A fixed time, so that the same data make the same file.
        timestamp=datetime(2011, 6, 3, tzinfo=UTC) if kind == "pdf" else None,
    )


def breakable(text):
    """Return `text` with zero-width spaces in words that are too long for a line."""
    return re.sub(rf"\S{{{LONGEST_WORD},}}", _with_breaks, text)


def _with_breaks(match):
    word = match[0]
    parts = (word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD))
    return "\u200b".join(parts)


@cache
def _template_bytes(template):
    return (TEMPLATES / f"{template}.typ").read_bytes()


def digest(template, data):
    """Return a hash of `template` and `data`, for the name of the file made of them."""
    text = json.dumps(data, sort_keys=True).encode()
    return sha256(_template_bytes(template) + text).hexdigest()[:24]
