"""Tests for the languages and text sizes of the flyer."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.translation import override

from alerts.models import AlertPage
from alerts.sharing.formats import flyer_content, flyers, pictures
from home.models import HomePage
from home.people.roles import LANGUAGE_NAMES
from tests import factories as make
from tests.support.soup import language_of, parse, words

pytestmark = pytest.mark.django_db

LINES = [f"Line {number}." for number in range(5)]


@pytest.fixture
def alert(governor):
    alert = make.AlertPageFactory(
        slug="call",
        title="Call the governor",
        ask="Ask for a veto.",
        script=[("line", line) for line in LINES],
    )
    make.call(alert, governor)
    HomePage.objects.filter(pk=make.home().pk).update(
        phone="+16513899174", email="campaign@example.org"
    )
    return alert


@pytest.fixture
def in_somali(alert, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    return alert


def sheet_of(client, address):
    page = parse(client.get(address))
    return page.select_one("article.sheet")


def marked(elements):
    return [(language_of(one), words(one)) for one in elements]


@pytest.mark.parametrize(("language", "time"), [("en", "5:00\xa0p.m."), ("es", "5:00\xa0p.\xa0m.")])
def test_a_time_is_not_broken_at_the_end_of_a_printed_line(alert, language, time):
    ends_at = datetime(2031, 6, 3, 17, tzinfo=ZoneInfo("America/Chicago"))
    AlertPage.objects.update(starts_at=ends_at - timedelta(days=2), ends_at=ends_at)
    source = AlertPage.objects.get()
    (column,) = flyers.for_print(flyer_content.sheet(source, [language]))["columns"]
    assert time in column["deadline"]
    with override(language):
        assert time in pictures.parts(source)["when"]
        assert "\xa0" not in pictures.alt_text(pictures.parts(source))


def test_each_column_of_a_translated_flyer_is_in_its_language(client, in_somali):
    sheet = sheet_of(client, "/en/alerts/call/flyer/?with=so")
    somali, english = sheet.select(".sheet-columns > section")
    assert marked([somali.select_one(".sheet-language"), somali.h2]) == [
        ("so", "Soomaali"),
        ("so", "[so] Call the governor"),
    ]
    assert marked([english.select_one(".sheet-language"), english.h2]) == [
        ("en", "English"),
        ("en", "Call the governor"),
    ]
    assert ("so", "[so] Ask for a veto.") in marked(somali.select("p"))
    assert ("en", "Ask for a veto.") in marked(english.select("p"))


def test_untranslated_words_in_a_column_are_marked_as_english(client, alert):
    somali = sheet_of(client, "/so/alerts/call/flyer/").select_one(".sheet-columns > section")
    assert somali["lang"] == "so"
    assert marked([somali.h2]) == [("en", "Call the governor")]
    assert ("en", "Ask for a veto.") in marked(somali.select("p"))
    assert language_of(somali.select_one(".sheet-note")) == "so"
    assert language_of(somali.select_one(".sheet-when")) == "so"


def test_headings_roles_and_labels_stand_in_both_languages(client, in_somali):
    sheet = sheet_of(client, "/en/alerts/call/flyer/?with=so")
    offices, lines = sheet.select_one(".sheet-offices"), sheet.select_one(".sheet-lines")
    assert [language_of(one) for one in offices.h2.select("span")] == ["so", "en"]
    assert [language_of(one) for one in lines.h2.select("span")] == ["so", "en"]
    assert marked(offices.select("h2 span"))[1] == ("en", "Who to call")
    assert marked(lines.select("h2 span"))[1] == ("en", "What to say")
    assert offices.b["translate"] == "no"
    assert marked(offices.p.select("span")) == [
        ("so", "Guddoomiyaha gobolka"),
        ("en", "Governor of Minnesota"),
    ]
    assert [marked(item.select("span"))[1] for item in offices.select("li")] == [
        ("en", "local"),
        ("en", "toll-free"),
    ]
    assert [language_of(item.span) for item in offices.select("li")] == ["so", "so"]


def test_a_role_that_nobody_has_reviewed_stands_once_in_english(client, alert):
    offices = sheet_of(client, "/es/alerts/call/flyer/").select_one(".sheet-offices")
    assert marked(offices.p.select("span")) == [("en", "Governor of Minnesota")]


def test_a_role_that_two_languages_share_stands_where_it_comes_first(alert):
    role = alert.offices[0].role
    role.translations.create(
        language="es", text="Governor of Minnesota", reviewed_on=timezone.localdate()
    )
    alert = AlertPage.objects.get(pk=alert.pk)
    (office,) = flyer_content.sheet(alert, ["en", "so", "es"])["offices"]
    assert [(role["lang"], role["text"]) for role in office["roles"]] == [
        ("en", "Governor of Minnesota"),
        ("so", "Guddoomiyaha gobolka"),
    ]


def test_lines_are_english_with_their_meaning_and_a_hint_in_the_readers_language(client, in_somali):
    # On a page in English, each text in another language needs its own mark.
    lines = sheet_of(client, "/en/alerts/call/flyer/?with=so").select_one(".sheet-lines")
    assert marked(lines.select("li > b")) == [("en", line) for line in LINES[:4]]
    assert marked(lines.select(".sheet-meanings p")) == [
        ("so", f"[so] {line}") for line in LINES[:4]
    ]
    assert [language_of(one) for one in lines.select(":scope > p")] == ["so"]


def test_an_english_flyer_has_no_hint_no_note_and_no_meaning(client, in_somali):
    sheet = sheet_of(client, "/en/alerts/call/flyer/")
    assert not sheet.select(".sheet-lines > p")
    assert not sheet.select(".sheet-note")
    assert not sheet.select(".sheet-meanings")
    assert len(sheet.select(".sheet-lines li")) == 4
    assert "sheet-of-1" in sheet["class"]


def test_the_flyer_in_all_languages_has_three_lines_and_no_hint(client, in_somali):
    sheet = sheet_of(client, "/so/alerts/call/flyer/all/")
    assert "sheet-of-all" in sheet["class"]
    assert len(sheet.select(".sheet-lines li")) == 3
    assert not sheet.select(".sheet-lines > p")
    codes = sheet.select(".sheet-codes > div")
    assert marked(codes) == list(LANGUAGE_NAMES.items())


def test_more_than_two_languages_leave_room_for_three_lines_and_two_items(alert):
    questions = [
        {"question": f"Question {number}?", "answer": "<p>Yes.</p>"} for number in range(5)
    ]
    alert.body = [("questions", questions)]
    alert.save()
    for languages, lines, items in ((["so", "en"], 4, 4), (["so", "es", "en"], 3, 2)):
        sheet = flyer_content.sheet(alert, languages)
        assert len(sheet["lines"]) == lines
        assert [len(column["from_body"]) for column in sheet["columns"]][-1] == items


def test_the_voicemail_is_printed_instead_of_the_script(client, alert):
    alert.voicemail = [("line", "A short message.")]
    alert.save()
    sheet = sheet_of(client, "/en/alerts/call/flyer/")
    assert marked(sheet.select(".sheet-lines li > b")) == [("en", "A short message.")]


def test_each_code_has_its_address_and_the_foot_the_campaign(client, alert):
    sheet = sheet_of(client, "/en/alerts/call/flyer/?with=so")
    assert [language_of(code) for code in sheet.select(".sheet-codes > div")] == ["so", "en"]
    assert marked(sheet.select(".sheet-address")) == [
        ("en", "http://testserver/so/alerts/call/"),
        ("en", "http://testserver/en/alerts/call/"),
    ]
    foot = sheet.select_one(".sheet-contact")
    assert marked([foot]) == [
        (
            "en",
            "No More Deportations · (651) 389-9174 · campaign@example.org · testserver",
        )
    ]
    assert foot.b["translate"] == "no"
    HomePage.objects.update(phone="", email="")
    foot = sheet_of(client, "/so/alerts/call/flyer/").select_one(".sheet-contact")
    assert words(foot) == "No More Deportations · testserver"


def test_only_a_reader_of_english_chooses_the_second_language_and_only_one_that_exists(
    client, alert
):
    def languages(address):
        return [one["lang"] for one in sheet_of(client, address).select("section[lang]")]

    assert languages("/en/alerts/call/flyer/?with=hmn") == ["hmn", "en"]
    assert languages("/en/alerts/call/flyer/?with=en") == ["en"]
    assert languages("/en/alerts/call/flyer/?with=fr") == ["en"]
    assert languages("/es/alerts/call/flyer/?with=hmn") == ["es", "en"]


def others(client, address):
    page = parse(client.get(address))
    tools = page.select_one(".flyer-tools")
    return {words(link): link["href"] for link in tools.select("li a")}, tools


def test_the_other_flyers_are_those_of_other_languages(client, alert):
    english, tools = others(client, "/en/alerts/call/flyer/")
    assert english == {
        **{
            f"{name} + English": f"/en/alerts/call/flyer/?with={code}"
            for code, name in LANGUAGE_NAMES.items()
            if code != "en"
        },
        "All languages": "/en/alerts/call/flyer/all/",
    }
    assert tools.select_one("a[type='application/pdf']")["href"] == "/en/alerts/call/flyer.pdf"
    somali, tools = others(client, "/so/alerts/call/flyer/")
    assert list(somali.values()) == [
        *(f"/{code}/alerts/call/flyer/" for code in make.LANGUAGES if code != "so"),
        "/so/alerts/call/flyer/all/",
    ]
    assert tools.select_one("a[type='application/pdf']")["href"] == "/so/alerts/call/flyer.pdf"
    translated = [code for code in make.LANGUAGES if code not in ("en", "so")]
    assert [span["lang"] for span in tools.select("li span")] == [
        "en",
        *(language for code in translated for language in (code, "en")),
    ]
    in_all, tools = others(client, "/so/alerts/call/flyer/all/")
    assert "/so/alerts/call/flyer/all/" not in in_all.values()
    assert len(in_all) == len(make.LANGUAGES)
    pdf = tools.select_one("a[type='application/pdf']")["href"]
    assert pdf == "/so/alerts/call/flyer/all.pdf"


@pytest.mark.parametrize(
    ("letters", "size"),
    [
        (1_099, None), (1_100, "smaller"), (1_699, "smaller"), (1_700, "smallest"),
        (3_599, "smallest"), (3_600, "tiny"),
    ],
)  # fmt: skip
def test_the_letters_are_as_small_as_the_texts_are_long(client, letters, size):
    # A headline counts double, and each number like 80 letters.
    alert = make.AlertPageFactory(slug="call", title="T" * 100, ask="a" * 100)
    alert.script = [("line", "b" * (letters - 200 - 100 - 80))]
    alert.save()
    make.call(alert, make.office())
    shown = {"smaller", "smallest", "tiny"} & set(
        sheet_of(client, "/en/alerts/call/flyer/")["class"]
    )
    assert shown == ({size} if size else set())


@pytest.mark.parametrize(("number", "many"), [(3, False), (4, True)])
def test_four_offices_stand_in_two_columns(client, number, many):
    alert = make.AlertPageFactory(slug="call")
    make.call(alert, *(make.office(f"Office {one}") for one in range(number)))
    sheet = sheet_of(client, "/en/alerts/call/flyer/")
    assert bool(sheet.select(".sheet-many")) is many


def test_an_alert_without_offices_and_lines_has_no_empty_headings(client):
    make.AlertPageFactory(slug="call")
    sheet = sheet_of(client, "/en/alerts/call/flyer/")
    assert not sheet.select(".sheet-offices, .sheet-lines")


def test_the_note_names_the_draft_until_it_is_reviewed(
    client, alert, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page = make.translate(alert, "so", kind="machine")
    draft = "Turjumaad mashiin. Weli ma eegin qof luqadda si fiican u yaqaan."
    note = sheet_of(client, "/so/alerts/call/flyer/").select_one(".sheet-note")
    assert draft in words(note)
    AlertPage.objects.filter(pk=page.pk).update(reviewed_on=date(2031, 6, 3))
    note = sheet_of(client, "/so/alerts/call/flyer/").select_one(".sheet-note")
    assert draft not in words(note)  # another note says that the headings are machine-made


def test_the_note_names_a_draft_of_which_only_headline_and_ask_are_on_the_sheet(
    client, django_capture_on_commit_callbacks
):
    alert = make.AlertPageFactory(slug="call", script=[])
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so", kind="machine")
    note = sheet_of(client, "/so/alerts/call/flyer/").select_one(".sheet-note")
    assert "Turjumaad mashiin. Weli ma eegin qof luqadda si fiican u yaqaan." in words(note)


def test_an_alert_that_is_over_says_what_came_of_it_in_place_of_a_flyer(client, alert):
    alert.outcome, alert.decided_at = "won", timezone.now() - timedelta(minutes=1)
    alert.save()
    page = parse(client.get("/so/alerts/call/flyer/")).main
    (link,) = page.select("a")
    assert (link["href"], link["lang"], words(link)) == (
        "/so/alerts/call/", "en", "Call the governor",
    )  # fmt: skip
    english = parse(client.get("/en/alerts/call/flyer/")).main
    assert "Won. Decided on " in words(english)
    AlertPage.objects.update(outcome="", decided_at=None, ends_at=timezone.now())
    english = parse(client.get("/en/alerts/call/flyer/")).main
    assert "Decided on" not in words(english)
    assert "Ended" not in words(english)


@pytest.mark.parametrize("path", ["flyer/", "flyer/all/", "flyer.pdf", "flyer/all.pdf"])
def test_a_flyer_is_only_read_and_always_asked_for_again(client, alert, settings, tmp_path, path):
    settings.MEDIA_ROOT = tmp_path
    address = f"/so/alerts/call/{path}"
    answer = client.get(address)
    assert "no-cache" in answer["Cache-Control"]
    assert client.post(address).status_code == 405
    if path.endswith(".pdf"):
        name = f"call-{'-'.join(make.LANGUAGES)}.pdf" if "all" in path else "call-so-en.pdf"
        assert name in answer["Content-Disposition"]
