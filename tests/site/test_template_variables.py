"""Tests of the variables in all templates: each is shown through the filters that it needs."""

import re

from django.conf import settings

FOLDER = settings.BASE_DIR / "templates"


def texts():
    for path in sorted(FOLDER.rglob("*.*")):
        yield str(path.relative_to(FOLDER)), path.read_text(encoding="utf-8")


def test_a_page_or_a_comment_is_shown_and_linked_through_a_filter():
    # Without one, `{{ page }}` is its title as it is stored, without a note about old text.
    alone = re.compile(
        r"{{ (?:\w+\.)*(?:page|post|parent|child|alert|source|comment|first|answered) }}"
    )
    filtered = re.compile(r"{{ (?:\w+\.)*(?:page|post|source|comment)\|")
    assert any(filtered.search(text) for _path, text in texts())
    assert [(path, alone.findall(text)) for path, text in texts() if alone.search(text)] == []


def test_a_number_in_a_sentence_for_readers_has_its_digits_grouped():
    named = re.compile(r"{% blocktranslate[^%]* (?:number|left|total|limit)=[\w.]+(?=[ %])[^%]*%}")
    assert any("|grouped" in text for _path, text in texts())
    assert [(path, named.findall(text)) for path, text in texts() if named.search(text)] == []


def without(filters, variables):
    """Return the `variables` in all templates to which none of the `filters` is applied."""
    pattern = re.compile(rf"{{{{ ({variables})((?:\|[^}}]*)?) }}}}")
    found = [(path, match) for path, text in texts() for match in pattern.finditer(text)]
    assert found
    needed = re.compile(rf"\|(?:{filters})\b")
    return [(path, match[1]) for path, match in found if not needed.search(match[2])]


def test_a_moment_is_shown_in_a_format_that_the_page_chooses():
    formats = "date|time|timesince|machine_time|day|weekday|clock"
    # These are texts already, show the site's usual format, or are fields.
    others = r"(?!conflict\.|session\.|form\.)"
    moments = rf"{others}(?:\w+\.)*(?:\w+_at|at|since|oldest|oldest_due|last_use|row\.moment)"
    assert without(formats, moments) == []


def test_a_text_of_several_lines_keeps_them_or_is_cut():
    owners = "string|former|neighbor|question|change|row|text"
    texts_of_translators = rf"(?:\w+\.)*(?:{owners})\.(?:english|text|answer|before|after)"
    kept = "linebreaksbr|truncatechars"
    assert without(kept, texts_of_translators) == []
