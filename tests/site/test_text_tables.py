"""Tests for text cleaning."""

import pytest

from home.text import clean_html, clean_line, clean_text, has_invisible, trim, visible
from home.typed_text import plain

FAR = "\U0001fffe"  # a non-character beyond the first plane
FLAG = "\U0001f3f4\U000e0067\U000e007f"  # with tags of a region


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("", ""),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb", "a\r\nb"),
        ("a\rb", "a\nb"),
        ("a\vb\fc\u2028d\u2029e", "a\nb\nc\nd\ne"),
        ("a\x00\x08\x0e\x1f\x7f\x9fb", "ab"),
        ("a\u202a\u202e\u2066\u206fb", "ab"),
        ("a\u200e\u200f\u200c\u200db", "a\u200e\u200f\u200c\u200db"),
        ("a\ud800b\udfffc", "abc"),
        ("a\ufdd0\ufdef\ufeff\ufff9\ufffb\ufffe\uffffb", "ab"),
        ("a\ufffcb\ufffd", "a\ufffcb\ufffd"),
        (f"a{FAR}b\U0010ffffc\U0001f600", "abc\U0001f600"),
    ],
    ids=ascii,
)
def test_text_is_cleaned_of_what_is_no_text(text, cleaned):
    assert clean_text(text) == cleaned


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (" plain ", " plain "),
        ("á b ", "á b "),
        ("a\nb", "a b"),
        ("a \r\n\t b", "a b"),
        ("\na\n", "a"),
        ("a\tb", "a b"),
        ("a\x07b", "ab"),
        ("a\u2028b", "a b"),
    ],
    ids=ascii,
)
def test_a_line_has_no_breaks_and_keeps_its_other_spaces(text, line):
    assert clean_line(text) == line


@pytest.mark.parametrize(
    ("text", "trimmed"), [(" a\r\nb\rc \n", "a\nb\nc"), ("a", "a"), (" \r\n", "")], ids=ascii
)
def test_trimmed_text_has_plain_line_breaks(text, trimmed):
    assert trim(text) == trimmed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a", "a"),
        ("1", "1"),
        ("?", "?"),
        ("\U0001f600", "\U0001f600"),
        (FLAG, FLAG),
        (" a ", "a"),
        ("a\u200bb\u2060c", "abc"),
        ("a\u200db", "a\u200db"),
        ("\u200d\u200c", ""),
        ("\u0301", ""),
        ("\u200b \u00a0\n", ""),
        *((blank, "") for blank in "\u115f\u1160\u2800\u3164\uffa0\U0001d159"),
        ("\u3164a", "\u3164a"),
    ],
    ids=ascii,
)
def test_a_text_without_a_visible_letter_is_empty(text, shown):
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("a", False),
        ("a\0", True),
        ("a\u200b", True),
        ("a\ue000", True),  # private use
        ("a\u200d\u200c", False),
        (FLAG, False),
        ("a\x07", False),  # removed by cleaning
        ("á\n\t", False),
    ],
    ids=ascii,
)
def test_an_invisible_character_is_found(text, is_found):
    assert has_invisible(text) == is_found


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<p>a<br>b</p><hr>", "<p>a<br/>b</p><hr/>"),
        ('<a href="mailto:a@b.example">m</a>', '<a href="mailto:a@b.example">m</a>'),
        ('<a href="tel:+1">t</a>', '<a href="tel:+1">t</a>'),
        ('<a href="sms:+1">t</a>', '<a href="sms:+1">t</a>'),
        ('<a href="javascript:x">m</a>', "<a>m</a>"),
        ('<a href="ftp://x.example">m</a>', "<a>m</a>"),
        ('<a linktype="page" id="3" target="_blank">m</a>', '<a linktype="page" id="3">m</a>'),
        ('<p data-block-key="x" class="y">a</p>', '<p data-block-key="x">a</p>'),
        ('<img src="x">', ""),
        ("<h1>a</h1><h2>b</h2>", "a<h2>b</h2>"),
        ("a<!-- b -->", "a"),
    ],
)
def test_rich_text_keeps_what_the_editor_produces(html, cleaned):
    assert clean_html(html) == cleaned


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("651‐1‑2‒3–4—5―6−7", "651-1-2-3-4-5-6-7"),
        ("\uff11\uff12\u00a03\u202f4", "12 3 4"),
        ("\u200e12\u202c", "12"),
        ("  a \t b ", "a b"),
    ],
    ids=ascii,
)
def test_typed_text_has_plain_dashes_digits_and_spaces(text, typed):
    assert plain(text) == typed
