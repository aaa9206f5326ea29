"""Tests for `unbracketed`, which finds the text of a page outside brackets."""

import html5lib
import pytest

from tests.support.pseudo_locale import unbracketed

pytestmark = pytest.mark.thorough


@pytest.mark.parametrize(
    "html",
    [
        "<p>Unmarked</p>",
        "<p>⟦Marked⟧ unmarked</p>",
        "<p>⟦Marked <b lang='en'>English⟧</b></p>",
        "<p lang='en'>English <b lang='so'>Unmarked</b></p>",
        "<p translate='no'>Name <b translate='yes'>Unmarked</b></p>",
        "<title>Unmarked</title>",
        "<meta name='description' content='Unmarked'>",
        "<img alt='Unmarked'>",
        "<nav aria-label='Unmarked'></nav>",
        "<a title='Unmarked'>⟦Marked⟧</a>",
        "<p>⟦Marked <a aria-label='Unmarked'>here</a>⟧</p>",
        "<input placeholder='Unmarked'>",
        "<input type='submit' value='Unmarked'>",
        "<button>Unmarked</button>",
        "<label>Unmarked <input></label>",
        "<textarea>Unmarked</textarea>",
        "<p>4 June 2011</p>",
    ],
)
def test_an_unmarked_text_is_found_wherever_it_can_be_read(html):
    page = html5lib.parse(f"<html lang='so'>{html}", namespaceHTMLElements=False)
    assert unbracketed(page)


@pytest.mark.parametrize(
    "html",
    [
        "<p>⟦Marked⟧ 4, 2011, 1:00 – (651) 201-3400.</p>",
        "<p>⟦Until ⟦June⟧ 4 (<b lang='en'>June 4</b>), <i>Central Time</i>⟧</p>",
        "<p lang='en'>English</p>",
        "<a lang='es'>Español</a>",
        "<a translate='no'>campaign@example.org</a>",
        "<input type='hidden' value='form_token'><input value='typed'>",
        "<script>code()</script><!-- comment -->",
        "<img alt=''>",
    ],
)
def test_marked_text_and_text_without_words_pass(html):
    page = html5lib.parse(f"<html lang='so'>{html}", namespaceHTMLElements=False)
    assert unbracketed(page) == []
