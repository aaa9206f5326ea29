"""Tests for doubts about translations that are other English words than the English text."""

import pytest

from home.translation.doubts import find_doubts

CALL = "Call your senator today, and ask her for a vote on House File 12."
NAMES = "Meet Governor Tim Walz and the House of Representatives. Stop Line 3 and Zoom help you."


def english_in(text, english=CALL, language="so", **more):
    """Return the words of `text` that a doubt calls English."""
    found = find_doubts(english, text, language, **more)
    return [part for doubt in found if doubt.kind == "english words" for part in doubt.parts]


@pytest.mark.parametrize("language", ["es", "so", "hmn"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Call today", ["call", "today"]),
        ("Call senator", ["call"]),  # “senator” alone could be borrowed
        ("CALL HOUSE SENATOR", ["call"]),
        ("Call", ["call"]),
        ("Please phone", ["please"]),  # in no part of the English text
        ("Don’t call", ["don't", "call"]),
        ("Ca\u200bll 651-201-3400 to\u00adday", ["call", "today"]),
        ("Call {number} by 5:00 p.m.: example.org/vote", ["call", "by"]),
        ("Families get torn apart every day", []),  # two of six words are common
        ("Families get nothing apart every day", ["get", "nothing", "every"]),
    ],
)
def test_few_english_words_are_in_doubt_if_they_are_half_of_a_sentence(text, words, language):
    assert english_in(text, language=language) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Wac senator today iyo ask for vote", ["today", "ask", "for"]),
        ("Fadlan wac maanta. Call today!", ["call", "today"]),
        ("Fadlan wac maanta\nCall today", ["call", "today"]),
        ("Maanta: call now", ["call", "now"]),
        ("Fadlan wac maanta oo call today weydii codkeeda", []),
        ("Wac maanta (call today)", []),
        ("Wac maanta, “Call today”", []),
    ],
)
def test_each_sentence_counts_for_itself(text, words):
    assert english_in(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "Senator",
        "House File 12: vote",  # no word that nobody borrows
        "Zoom link",
        "Email",
        "Governor Tim Walz",
        "Wac Governor Tim Walz",
        "Governor Tim Walz: House of Representatives",
        "https://example.org/call-today",
        "call@today.org",
        "{call} {today}",
        "HF 12",
    ],
)
def test_names_borrowed_words_and_addresses_are_in_no_doubt(text):
    assert english_in(text, f"{CALL} {NAMES}") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Call Governor Tim Walz", ["call"]),
        ("Governor Tim Walz, call", ["call"]),
        ("Walz, call", ["call"]),
        ("Wac Governor Tim Walz", []),
        ("Tim Walz and the Stay Together Minnesota", []),
        ("Wac Stay Together Minnesota", []),
        ("Stay Together Minnesota", []),
    ],
)
def test_a_verb_before_a_name_is_no_part_of_it(text, words):
    english = (
        "Call Governor Tim Walz. Say: St. Paul says no. That is what Stay Together Minnesota wants."
    )
    assert english_in(text, english) == words


def test_a_line_of_the_script_may_stand_above_a_short_translation():
    script = "Please call today."
    assert english_in(f"{script}\nFadlan wac maanta.", script, is_spoken=True) == []
    assert english_in(f"{script}\nFadlan wac maanta.", script) == ["please", "call", "today"]
    # The translation must have half as many words as the lines above it.
    script = "Please call us today."
    assert english_in(f"{script}\nWac maanta.", script, is_spoken=True) == []
    script = "Please call our office today."
    assert english_in(f"{script}\nWac maanta.", script, is_spoken=True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Vote hoy. Use el formulario. Come y descanse. ¿Me oye?", "es"),
        ("No. Sin miedo. Once de mayo. La sede local.", "es"),
        ("Day. Run sheeg. War hay. Tag. An hadalno. Far qor.", "so"),
        ("Thov hu rau tus senator. Zoo. Them nqi. So mus. No tsis yog.", "hmn"),
    ],
)
def test_short_words_of_other_languages_are_in_no_doubt(text, language):
    assert english_in(text, language=language) == []
