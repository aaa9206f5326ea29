"""Tests for dates and clock times in the four languages, in Minnesota's time zone."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils.html import strip_tags
from django.utils.translation import override

from home.dates import NO_BREAK
from tests import factories as make
from tests.support.markup import find, parse, text_of

CENTRAL = ZoneInfo("America/Chicago")
MEETING = datetime(2011, 6, 4, 13, 0, tzinfo=CENTRAL)
LANGUAGES = ("en", "es", "so", "hmn")


def plain(html):
    return " ".join(strip_tags(html).split())


def shown(language, expression, value):
    """Return the HTML of `{{ value|expression }}`, rendered in `language`."""
    template = Template("{% load site_tags %}{{ value|" + expression + " }}")
    with override(language):
        return template.render(Context({"value": value}))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "June 4, 2011"),
        ("es", "4 de junio de 2011"),
        ("so", "Juun 4, 2011"),
        ("hmn", "Lub Rau Hli Ntuj tim 4, 2011 (June 4)"),
    ],
)
@pytest.mark.parametrize("value", [MEETING, date(2011, 6, 4)], ids=["moment", "day"])
def test_a_day_is_written_out_with_the_months_name(language, expected, value):
    assert strip_tags(shown(language, "day", value)) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Saturday, June 4, 2011"),
        ("es", "sábado 4 de junio de 2011"),
        ("so", "Sabti, Juun 4, 2011"),
        ("hmn", "hnub Saturday, lub Rau Hli Ntuj tim 4, 2011 (June 4)"),
    ],
)
def test_a_day_with_its_weekday(language, expected):
    assert strip_tags(shown(language, "weekday", MEETING)) == expected


def test_a_hmong_date_within_a_sentence_begins_small():
    inline = strip_tags(shown("hmn", "day_inline", MEETING))
    assert inline == "lub Rau Hli Ntuj tim 4, 2011 (June 4)"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "1:00~p.m."),
        ("es", "1:00~p.~m."),
        ("so", "1:00~galabnimo (1:00~p.m.)"),
        ("hmn", "1~teev~tav su (1:00~p.m.)"),
    ],
)
def test_the_time_of_day_has_no_break_spaces(language, expected):
    assert strip_tags(shown(language, "clock", MEETING)) == expected.replace("~", NO_BREAK)


# Part of the day for each hour.
SOMALI = {5: "subaxnimo", 11: "subaxnimo", 12: "duhurnimo", 13: "galabnimo", 17: "galabnimo"}
SOMALI |= {18: "fiidnimo", 20: "fiidnimo", 21: "habeennimo", 23: "habeennimo"}
HMONG = {5: "sawv ntxov", 11: "sawv ntxov", 12: "tav su", 16: "tav su"}
HMONG |= {17: "yav tsaus ntuj", 20: "yav tsaus ntuj", 21: "hmo ntuj", 23: "hmo ntuj"}


@pytest.mark.parametrize(
    ("language", "hour", "part"),
    [
        *(("so", hour, part) for hour, part in SOMALI.items()),
        *(("hmn", hour, part) for hour, part in HMONG.items()),
    ],
)
def test_the_part_of_the_day_is_named_where_the_clock_reads_otherwise(language, hour, part):
    moment = datetime(2011, 6, 4, hour, 30, tzinfo=CENTRAL)
    in_english = plain(shown("en", "clock", moment))
    twelve_hour = in_english.split()[0]
    assert plain(shown(language, "clock", moment)) == f"{twelve_hour} {part} ({in_english})"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("hour", "english"), [(0, "12:00 a.m."), (12, "12:00 p.m.")], ids=["midnight", "noon"]
)
def test_midnight_and_noon_cannot_be_taken_for_each_other(language, hour, english):
    moment = datetime(2011, 6, 4, hour, 0, tzinfo=CENTRAL)
    other = datetime(2011, 6, 4, 12 - hour, 0, tzinfo=CENTRAL)
    text = plain(shown(language, "clock", moment))
    assert text != plain(shown(language, "clock", other))
    expected = english.replace("a.m.", "a. m.").replace("p.m.", "p. m.")
    assert (expected if language == "es" else english) in text


@pytest.mark.parametrize(
    ("utc", "english"),
    [
        (datetime(2011, 3, 13, 7, 59, tzinfo=UTC), "1:59 a.m."),
        (datetime(2011, 3, 13, 8, 0, tzinfo=UTC), "3:00 a.m."),
        (datetime(2011, 11, 6, 6, 59, tzinfo=UTC), "1:59 a.m."),
        (datetime(2011, 11, 6, 7, 0, tzinfo=UTC), "1:00 a.m."),
        (datetime(2011, 11, 6, 8, 0, tzinfo=UTC), "2:00 a.m."),
    ],
    ids=["spring, before", "spring, after", "fall, before", "fall, again", "fall, after"],
)
@pytest.mark.parametrize("language", ["en", "so", "hmn"])
def test_the_clock_follows_daylight_saving_time(language, utc, english):
    assert english in plain(shown(language, "clock", utc))


@pytest.mark.parametrize(
    ("language", "english"),
    [
        ("en", []),
        ("es", []),
        ("so", ["1:00 p.m."]),
        ("hmn", ["Saturday", "June 4", "1:00 p.m."]),
    ],
)
def test_repeated_english_is_marked_as_english(language, english):
    html = shown(language, "weekday", MEETING) + shown(language, "clock", MEETING)
    marked = re.findall(r'<span lang="en">(.*?)</span>', html)
    assert [plain(text) for text in marked] == english
    if language != "en":
        rest = strip_tags(re.sub(r'<span lang="en">.*?</span>', "", html))
        assert not {"Saturday", "June", "p.m."} & set(re.findall(r"[\w.]+", rest))


MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "so": "Janaayo Febraayo Maarso Abriil Maayo Juun Luulyo Agosto Sebtembar Oktoobar Nofeembar"
    " Diseembar",
    "hmn": "Ib_Hlis_Ntuj Ob_Hlis_Ntuj Peb_Hlis_Ntuj Plaub_Hlis_Ntuj Tsib_Hlis_Ntuj Rau_Hli_Ntuj"
    " Xya_Hli_Ntuj Yim_Hli_Ntuj Cuaj_Hli_Ntuj Kaum_Hli_Ntuj Kaum_Ib_Hlis_Ntuj Kaum_Ob_Hlis_Ntuj",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_months_have_their_name(language):
    names = [name.replace("_", " ") for name in MONTHS[language].split()]
    for month, name in enumerate(names, start=1):
        expected = {
            "en": f"{name} 9, 2011",
            "es": f"9 de {name} de 2011",
            "so": f"{name} 9, 2011",
            "hmn": f"Lub {name} tim 9, 2011",
        }[language]
        assert strip_tags(shown(language, "day", date(2011, month, 9))).startswith(expected)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
        ("es", "lunes martes miércoles jueves viernes sábado domingo"),
        ("so", "Isniin Talaado Arbaco Khamiis Jimco Sabti Axad"),
        ("hmn", "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    ],
)
def test_all_weekdays_have_their_name_and_hmong_keeps_the_english_one(language, names):
    for day, name in enumerate(names.split(), start=6):  # June 6, 2011 was a Monday
        text = strip_tags(shown(language, "weekday", date(2011, 6, day)))
        assert text.removeprefix("hnub ").startswith(name)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "day", "with_year"),
    [
        ("en", "Friday, June 3", "Friday, June 3, 2011"),
        ("es", "viernes 3 de junio", "viernes 3 de junio de 2011"),
        ("so", "Jimco, Juun 3", "Jimco, Juun 3, 2011"),
        (
            "hmn",
            "hnub Friday, lub Rau Hli Ntuj tim 3 (June 3)",
            "hnub Friday, lub Rau Hli Ntuj tim 3, 2011 (June 3)",
        ),
    ],
)
def test_a_deadline_in_the_evening_is_not_a_day_off(client, time_machine, language, day, with_year):
    time_machine.move_to(datetime(2011, 6, 2, 12, 0, tzinfo=CENTRAL), tick=False)
    alert = make.AlertPageFactory(slug="call", ends_at=datetime(2011, 6, 4, 2, 0, tzinfo=UTC))
    make.call(alert, make.office())
    for address in ("alerts/call/", "alerts/", ""):
        (state,) = find(parse(client.get(f"/{language}/{address}")), "p", class_="state")
        assert day in text_of(state)
        assert "2011" not in text_of(state)
        assert re.search(r"\b9(:00| teev)", text_of(state).split(day)[1])
    (until,) = find(parse(client.get(f"/{language}/alerts/call/")), "p", class_="until")
    assert with_year in text_of(until)
    assert re.search(r"\b9(:00| teev)", text_of(until).split(with_year)[1])


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_meeting_in_the_evening_is_not_a_day_off(client, time_machine, language):
    time_machine.move_to(datetime(2011, 6, 2, 12, 0, tzinfo=CENTRAL), tick=False)
    make.meeting(starts_at=datetime(2011, 6, 4, 2, 0, tzinfo=UTC))
    (time,) = find(parse(client.get(f"/{language}/")), "time")
    assert text_of(time) == plain(
        shown(language, "weekday", date(2011, 6, 3))
        + ", "
        + shown(language, "clock", datetime(2011, 6, 3, 21, 0, tzinfo=CENTRAL))
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "day", "year"),
    [
        (datetime(2011, 6, 3, 23, 59, 59, tzinfo=CENTRAL), "Until Saturday, June 4, ", "2011, "),
        (datetime(2011, 6, 4, 0, 0, 0, tzinfo=CENTRAL), "Today until ", ""),
        (datetime(2011, 6, 4, 16, 59, 59, tzinfo=CENTRAL), "Today until ", ""),
    ],
    ids=["the second before midnight", "midnight", "the last second"],
)
def test_today_begins_at_midnight_central_time(client, time_machine, now, day, year):
    time_machine.move_to(datetime(2011, 6, 2, 12, 0, tzinfo=CENTRAL), tick=False)
    alert = make.AlertPageFactory(slug="call", ends_at=datetime(2011, 6, 4, 17, 0, tzinfo=CENTRAL))
    make.call(alert, make.office())
    time_machine.move_to(now, tick=False)
    root = parse(client.get("/en/alerts/call/"))
    (state,) = find(root, "p", class_="state")
    assert text_of(state).endswith(f" {day}5:00 p.m.")
    (until,) = find(root, "p", class_="until")
    assert text_of(until) == f"{day}{year}5:00 p.m., Central Time"
