"""Pictures and PDF, set by Typst on the server with our own fonts.

What an editor wrote reaches a template as data alone, never as part of its markup.
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
# The longest word that is set in one piece: a longer one may break anywhere after so many letters.
LONGEST_WORD = 24


def typeset(template, data, kind, ppi=72):
    """Return the file that `template` (its name, without “.typ”) makes of `data`.

    Args:
        data: what JSON can hold; the template finds it under `sys.inputs.data`.
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
        # The same words make the same file, whenever they are set.
        timestamp=datetime(2011, 6, 3, tzinfo=UTC) if kind == "pdf" else None,
    )


def breakable(text):
    """`text` with places where a word that is too long for a line may break."""
    return re.sub(rf"\S{{{LONGEST_WORD},}}", _with_breaks, text)


def _with_breaks(match):
    word = match[0]
    parts = (word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD))
    return "\u200b".join(parts)


@cache
def _template_as_it_is(template):
    return (TEMPLATES / f"{template}.typ").read_bytes()


def digest(template, data):
    """What names the file that `template` makes of `data`: another for whatever changes in either."""
    text = json.dumps(data, sort_keys=True).encode()
    return sha256(_template_as_it_is(template) + text).hexdigest()[:24]
