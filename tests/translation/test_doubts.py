"""Tests for doubts: translations that somebody must confirm before they are published."""

import polib
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.utils.translation import override

from home.translation.doubts import find_doubts, without_markup
from home.translation.doubts.english import COMMON_WORDS, words_of
from home.translation.doubts.literals import without_literals

CALL = "Call the governor and tell her that you want this."
SAME = "This is the same as the English."


def doubts(english, text, language="so", **more):
    return [str(doubt) for doubt in find_doubts(english, text, language, **more)]


@pytest.mark.parametrize(
    ("english", "text"),
    [
        (CALL, CALL),
        (CALL, "call the GOVERNOR  and tell her, that you want this"),
        (CALL, "Call the gov\u200bernor and tell her that you want this."),
        ("TakeAction Minnesota", "TakeAction\u00a0Minnesota"),
        ("Veto", "Veto!"),
        ("Don’t sign", "Don't sign"),
    ],
)
def test_a_text_that_equals_its_english_is_in_doubt(english, text):
    assert doubts(english, text) == [SAME]


@pytest.mark.parametrize(
    "english",
    [
        "SB 1234",
        "H.F. 23",
        "651-201-3400",
        "https://example.org/call",
        "hello@example.org",
        "{number}",
        "5:00 p.m.",
        "2031 – 2033!",
        "",
    ],
)
def test_a_text_with_nothing_to_translate_may_equal_its_english(english):
    assert doubts(english, english) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Wac the governor and tell her", ["the", "and", "her"]),
        ("Llame: “sí” the the the", ["the"]),
        ("Wac barasaabka from the and", ["from", "the", "and"]),
        ("Wac barasaabka maanta (the and", []),  # two words can be borrowed
        ("Wac barasaabka (call the governor and tell her that)", []),
        ("Wac barasaabka “the and with that this”", []),
        ("Wac barasaabka [the and with]", []),
        ("(Wac the governor and tell her)", ["the", "and", "her"]),  # all of it in brackets
        ("Fadlan wac barasaabka maanta", []),
    ],
)
def test_three_english_function_words_outside_brackets_and_quotation_marks_are_in_doubt(
    text, words
):
    expected = f"These words are English: {', '.join(f'“{word}”' for word in words)}."
    assert doubts("Something else", text) == [expected] * bool(words)


@pytest.mark.parametrize(
    ("text", "is_in_doubt"),
    [
        ("Wac Department of Homeland Security and Center for the Rights of Workers", False),
        ("Wac Center for the Rights of Workers eta Department of Homeland Security", False),
        ("Wac the department of security and the center", True),
    ],
)
def test_the_words_of_names_do_not_count(text, is_in_doubt):
    english = (
        "Call the Department of Homeland Security and the Center for the Rights of Workers today"
    )
    assert bool(doubts(english, text)) is is_in_doubt


@pytest.mark.parametrize(
    ("text", "is_spoken", "is_in_doubt"),
    [
        (f"{CALL}\nWac barasaabka oo u sheeg inaad tan rabto.", True, False),
        (f"{CALL} Haa.", True, True),  # next to nothing is translated
        (f"{CALL}\nWac barasaabka oo u sheeg inaad tan rabto.", False, True),
        (CALL, True, True),
    ],
)
def test_a_line_of_the_script_may_stand_above_its_translation(text, is_spoken, is_in_doubt):
    assert bool(doubts(CALL, text, is_spoken=is_spoken)) is is_in_doubt


@pytest.mark.parametrize(
    ("english", "text", "language"),
    [
        ("June 4 at 1:00 p.m.", "el 4 de junio a la 1:00 p. m.", "es"),
        ("Saturday, June 4, 2031", "Sabti, Juun 4, 2031", "so"),
        ("on Friday", "Jimcaha", "so"),  # with an ending
        ("Saturday, June 4", "hnub Saturday, lub Rau Hli Ntuj tim 4 (June 4)", "hmn"),
        ("January 3, November 5", "Ib Hlis Ntuj tim 3, Kaum Ib Hlis Ntuj tim 5", "hmn"),
        ("Sept. 3", "3 de septiembre", "es"),
        ("at 1:00 p.m.", "1:00 galabnimo (1:00 p.m.)", "so"),
        ("at 1:00 p.m.", "1 teev tav su", "hmn"),
        ("10,000 people, 1.5 million", "10.000 personas, 1,5 millones", "es"),
        ("10,000 people", "10\u202f000 personas", "es"),
        ("Call 651-201-3400", "Wac (651) 201.3400", "so"),
        ("Call +1 651 201 3400", "Wac 651-201-3400", "so"),
        ("S.B. 1,234 and H.F. No. 5", "SB 1234 iyo HF 5", "so"),
        ("two dozen people by noon", "12 personas, 2 veces, antes de las 12", "es"),
        ("We may march.", "Quizá marchemos.", "es"),
        ("May 5", "5 de mayo", "es"),
        ("See https://www.example.org/a/.", "Eeg example.org/a", "so"),
        ("A 5-day fast", "Soon 5 maalmood ah", "so"),
        ("CALL 5 OFFICES", "LLAME A 5 OFICINAS", "es"),
        ("{number} by {day}", "{day}: {number}", "so"),
    ],
)
def test_literals_may_be_written_in_the_way_of_the_language(english, text, language):
    assert doubts(english, text, language) == []


@pytest.mark.parametrize(
    ("english", "text", "language", "missing", "surplus"),
    [
        ("call 5 times", "wac 6 jeer", "so", "5", "6"),
        ("call 5 times", "wac jeer badan", "so", "5", ""),
        ("call often", "wac 6 jeer", "so", "", "6"),
        ("from 5 to 5", "laga bilaabo 5", "so", "5", ""),
        ("ten people", "11 personas", "es", "", "11"),
        ("on June 4", "el 4 de julio", "es", "June", "julio"),
        ("on June 4", "lub Xya Hli Ntuj tim 4", "hmn", "June", "Xya Hli Ntuj"),
        ("on Sunday", "Sabtida", "so", "Sunday", "Sabtida"),
        ("Sunday", "hnub Monday", "hmn", "Sunday", "Monday"),
        ("May 5", "5 de marzo", "es", "May", "marzo"),
        ("at 9 p.m.", "9 a.m.", "so", "", "a.m."),
        ("at 5 p.m.", "a las 16:00", "es", "5", "16:00"),
        ("at 5:30 a.m.", "17:30", "so", "5:30", "17:30"),
        ("at 5 offices by 3 p.m.", "17 xafiis 3 galabnimo", "so", "5", "17"),
        ("at 9", "9 p.m.", "hmn", "", "p.m."),
        ("SF 958", "SF 9580", "es", "SF 958", "SF 9580"),
        ("Senate File 958", "SF 959", "es", "958", "SF 959"),
        ("May 5", "5 de Junio", "es", "May", "Junio"),
        ("on Monday", "el martes", "es", "Monday", "martes"),
        ("in May", "bisha Juun", "so", "", "Juun"),
        ("on Friday", "Sabtidii", "so", "Friday", "Sabtidii"),
        ("$1,500", "$1,50", "es", "1,500", "1,50"),
        ("SF 958", "HF 958", "so", "SF 958", "HF 958"),
        ("SF 958", "SF 985", "so", "SF 958", "SF 985"),
        ("Form I-94", "Foomka I-49", "so", "I-94", "I-49"),
        ("651-201-3400", "651-201-3401", "so", "651-201-3400", "651-201-3401"),
        ("see a.org/x", "eeg b.org/x", "so", "a.org/x", "b.org/x"),
        ("see https://a.org", "eeg bogga", "so", "https://a.org", ""),
        ("write a@b.org", "qor a@c.org", "so", "a@b.org", "a@c.org"),
        ("{number} now", "hadda", "so", "{number}", ""),
        ("%(day)s", "%(time)s", "so", "%(day)s", "%(time)s"),
        ("in 2031", "sanadka ٢٠٣٢", "so", "2031", "٢٠٣٢"),
    ],
)
def test_literals_that_differ_are_in_doubt(english, text, language, missing, surplus):
    expected = []
    if missing:
        expected.append(f"The English has “{missing}”. The translation does not.")
    if surplus:
        expected.append(f"The translation has “{surplus}”. The English does not.")
    assert doubts(english, text, language) == expected


@pytest.mark.parametrize(
    ("english", "text", "language"),
    [
        ("Interpreters speak Somali and Maay.", "Soomaali iyo Af-Maay.", "so"),
        ("Say no.", "Maaya dheh.", "so"),
        ("Jimcaale leads.", "Jimcaale ayaa hoggaaminaya.", "so"),
        ("With Axado", "Axado ayaa la socota.", "so"),
        ("The Mayo Clinic helps.", "La Clínica Mayo ayuda.", "es"),
        ("César speaks in Santo Domingo.", "Julio César habla en Santo Domingo.", "es"),
        ("Mothers march.", "Marchan la señora Abril y las mayores.", "es"),
        ("June Xiong and April Vang speak.", "Hablan June Xiong y April Vang.", "es"),
        ("Six months later", "Rau hli tom qab", "hmn"),
    ],
)
def test_a_name_or_another_word_is_no_day(english, text, language):
    assert doubts(english, text, language) == []


@pytest.mark.parametrize(
    ("english", "text", "language"),
    [
        ("Come in May.", "Venga en mayo.", "es"),
        ("Come in March.", "Kaalay Maarso.", "so"),
        ("on Monday", "Lunes: marcha", "es"),
        ("Sat., June 4", "SÁBADO 4 DE JUNIO", "es"),
        ("June 4", "4 de jun.", "es"),
        ("June 4", "lub rau hli ntuj tim 4", "hmn"),
        ("Monday, June 4", "Monday, lub Rau Hli tim 4", "hmn"),
        ("on Friday", "Jimcihii", "so"),
        ("on Friday", "maalinta Jimce", "so"),
        ("on Monday", "Isniintii", "so"),
        ("the Sunday after", "Axadda ka dambaysa", "so"),
    ],
)
def test_days_may_be_written_in_other_ways(english, text, language):
    assert doubts(english, text, language) == []


@pytest.mark.parametrize(
    ("english", "text", "language"),
    [
        ("at 5 p.m.", "a las 17:00", "es"),
        ("at 5:30 p.m.", "thaum 17:30", "hmn"),
        ("from 3 to 5:30 p.m.", "de 15 a 17:30 h", "es"),
        ("at 17:00", "a las 5 p. m.", "es"),
        ("at 12:30 a.m.", "a las 0:30", "es"),
        ("by noon", "antes de las 12:00 p. m.", "es"),
        ("at 11:00 a.m.", "11 subaxnimo", "so"),
        ("at 5 p.m.", "5 galabnimo", "so"),
        ("at 5 p.m.", "5 teev tsaus ntuj", "hmn"),
        ("Veto SF 1234.", "Diid SF1234.", "so"),
        ("Veto SF1234.", "Vete S.F. 1234.", "es"),
        ("Veto Senate File 1234.", "Vete la SF 1234.", "es"),
        ("Form I-130", "Formulario I 130", "es"),
        ("Highway 35W, COVID-19", "Carretera 35W, COVID 19", "es"),
    ],
)
def test_times_and_bills_may_be_written_in_other_ways(english, text, language):
    assert doubts(english, text, language) == []


def test_markup_is_no_text():
    assert without_markup("a &amp; b<br/>the <b>and</b> <a id='a5'>x</a>") == "a & b\nthe and x"


@pytest.mark.parametrize("language", ["es", "so", "hmn"])
def test_a_doubt_is_told_in_the_readers_language_and_marks_what_is_english(language):
    same, surplus = find_doubts("English", "English <5>", "so")[0:1], find_doubts("x", "<5>", "so")
    (words,) = find_doubts("x", "the and <with>", "so")
    with override(language):
        texts = [doubt.as_html for doubt in (*same, words, *surplus)]
        assert str(words) not in str(find_doubts("x", "the and with", "so"))
    shown = BeautifulSoup(" ".join(texts), "html.parser")
    assert [part.get_text() for part in shown.find_all("span", lang="en")] == ["the", "and", "with"]
    assert "“5”" in shown.get_text()
    assert "English" not in shown.get_text()


@pytest.mark.parametrize("language", ["es", "so", "hmn"])
def test_no_common_english_word_is_a_word_of_a_language_of_the_site(language):
    folder = settings.BASE_DIR
    words = set()
    for path in (f"locale/{language}/LC_MESSAGES/django.po", f"alerts/content/{language}.po"):
        for entry in polib.pofile(str(folder / path)):
            assert not [
                doubt
                for doubt in doubts(entry.msgid, entry.msgstr, language)
                if doubt.startswith("These words are English")
            ]
            words |= set(words_of(without_literals(entry.msgstr)))
    assert len(words & COMMON_WORDS) <= 5  # in examples and names, or after a borrowed word


@pytest.mark.parametrize("language", ["es", "so", "hmn"])
def test_nothing_in_the_shipped_content_is_in_doubt(language):
    catalog = polib.pofile(str(settings.BASE_DIR / f"alerts/content/{language}.po"))
    found = {entry.msgctxt: doubts(entry.msgid, entry.msgstr, language) for entry in catalog}
    assert {key: texts for key, texts in found.items() if texts} == {}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Them nqi, them tus kws lij choj, thiab them lub tsev.", "hmn"),
        ("He llamado, he escrito y no he recibido respuesta.", "es"),
        ("Had iyo jeer, had iyo goor, had kasta.", "so"),
    ],
)
def test_words_that_only_look_english_are_in_no_doubt(text, language):
    assert doubts("Something else", text, language) == []


def test_a_number_with_thousands_of_digits_is_compared():
    number = "9" * 5000
    assert doubts(f"call {number}", f"wac {number}") == []
    assert doubts(f"call {number}", "wac")
