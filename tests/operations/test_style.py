"""Tests for `tests.style`, the style checks that ruff does not have."""

import pytest

from tests import style


@pytest.fixture
def module(tmp_path, monkeypatch):
    monkeypatch.setattr(style, "ROOT", tmp_path)

    def check(text):
        path = tmp_path / "module.py"
        path.write_text(text)
        return [
            *style.question_docstrings(path),
            *style.replaced_names(path),
            *style.long_files(path),
        ]

    return check


@pytest.mark.parametrize("word", sorted(style.QUESTION_WORDS))
def test_a_docstring_that_begins_with_a_question_word_is_refused(module, word):
    (message,) = module(f'def f():\n    """{word} is returned."""\n')
    assert message.startswith("module.py:1")


@pytest.mark.parametrize("name", ["make_stamp", "HandIn", "words_state", "send_sheet"])
def test_a_name_that_was_replaced_is_refused(module, name):
    assert len(module(f"{name} = 1\n")) == 1


@pytest.mark.parametrize("text", ['"""Return the page."""\n', "hand_input = 1\n"])
def test_other_docstrings_and_names_pass(module, text):
    assert module(text) == []


@pytest.mark.parametrize(
    ("first", "lines", "is_refused"),
    [
        ("", 350, False),
        ("", 351, True),
        ("# Long.\n", 350, True),
        ("# In one file of more than 350 lines, because another is another request.\n", 350, False),
    ],
)
def test_a_long_file_needs_a_reason_at_its_top(module, first, lines, is_refused):
    assert bool(module(first + "x = 1\n" * lines)) is is_refused
