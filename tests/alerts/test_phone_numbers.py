"""Tests for phone numbers in the admin and on readers' pages."""

import json
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core import serializers
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from alerts.models import AlertPage, Office, OfficePhone
from home.dates import NO_BREAK
from home.models import HomePage
from home.phones import PhoneNumber, to_python
from tests import factories as make
from tests.support import translating
from tests.support.markup import find, parse, text_of

pytestmark = pytest.mark.django_db

WITH_EXTENSION = "651-296-4837 ext 12"


@pytest.fixture
def alert():
    alert = make.AlertPageFactory(slug="call", share_text="Call {number} before {deadline}!")
    make.call(alert, make.office(numbers=[WITH_EXTENSION]))
    return alert


def record_office(editor, number):
    """Submit the form for a new office, and return the stored number or the form's error."""
    url = reverse("wagtailsnippets_alerts_office:add")
    response = editor.post(url, translating.office_form(number))
    if response.status_code == 302:
        return OfficePhone.objects.latest("pk").number
    (error,) = response.context["form"].formsets["phones"].forms[0].errors["number"]
    assert not Office.objects.exists()
    page = BeautifulSoup(response.content, "html.parser")
    assert page.find("input", {"name": "phones-0-number"})["value"] == number
    return error


def card(client, language="en"):
    return find(parse(client.get(f"/{language}/alerts/call/")), "div", class_="office")[0]


# Toll-free numbers and *67


@pytest.mark.parametrize("code", ["800", "833", "844", "855", "866", "877", "888"])
def test_a_toll_free_number_is_recognized_and_has_no_advice_on_hiding(client, code):
    make.call(make.AlertPageFactory(slug="call"), make.office(numbers=[f"+1{code}6573717"]))
    shown = text_of(card(client))
    assert "toll-free" in shown
    assert "*67" not in shown


@pytest.mark.parametrize(
    "number",
    [
        "+19002345678",  # premium
        "+15002345678",  # follow me
        "+14165550123",  # Canada
        "+18765550123",  # Jamaica
        "+252615123456",  # Somalia
        "+448001111111",  # toll-free in Britain only
    ],
)
def test_numbers_of_other_kinds_have_no_label_and_no_advice_on_hiding(client, number):
    make.call(make.AlertPageFactory(slug="call"), make.office(numbers=[number]))
    assert not find(card(client), "span", class_="phone-label")
    assert "*67" not in text_of(card(client))


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_a_regular_number_says_how_to_hide_ones_own_in_every_language(client, language):
    make.call(make.AlertPageFactory(slug="call"), make.office(numbers=["+16512013400"]))
    assert "*67" in text_of(card(client, language))


def test_a_tty_number_is_labeled_and_comes_last(client):
    office = make.office(numbers=["+16512013401", "+18006573717", "+16512013400"])
    office.phones.filter(sort_order=0).update(is_tty=True)
    make.call(make.AlertPageFactory(slug="call"), office)
    labels = [text_of(label) for label in find(card(client), "span", class_="phone-label")]
    assert labels == ["local", "toll-free", "TTY, for deaf callers"]


def test_a_corrected_number_has_its_new_kind_at_once(client):
    office = make.office(numbers=["+16512013400"])
    make.call(make.AlertPageFactory(slug="call"), office)
    office.phones.update(number="+18886573717")
    assert "*67" not in text_of(card(client))


def test_hiding_is_explained_if_any_office_has_a_regular_number(client):
    alert = make.AlertPageFactory(slug="call")
    for number in ("+18006573717", "+16512013400"):
        make.call(alert, make.office(numbers=[number]))
    (safety,) = find(parse(client.get("/en/alerts/call/")), "details", class_="safety")
    assert "*67" in text_of(safety)


# Extensions


@pytest.mark.parametrize(
    "typed",
    [
        WITH_EXTENSION,
        *("651-296-4837 x12", "651-296-4837x12", "651-296-4837 #12", "651-296-4837,12"),
        *("651-296-4837,,12", "(651) 296-4837, ext. 12", "651.296.4837 Ext.12"),
        *("651-296-4837 extensión 12", "+1 651 296 4837 extension 12", "651-296-4837 (ext 12)"),
        *("tel:+1-651-296-4837;ext=12", "651–296–4837 ext: 12", "\u202a6512964837 x 12\u202c"),
    ],
)
def test_an_extension_is_kept_however_it_is_written(editor, typed):
    number = record_office(editor, typed)
    assert number.in_text == "(651) 296-4837 ext. 12"
    assert number.dial == "tel:+16512964837,,12"
    assert OfficePhone.objects.filter(number="tel:+1-651-296-4837;ext=12").exists()


def test_an_extension_is_dialed_from_every_button(client, alert):
    HomePage.objects.update(phone="+1 651 389 9174 ext 7", calls_together=True)
    root = parse(client.get("/en/alerts/call/"))
    links = {a.get("href") for a in find(root, "a") if a.get("href", "").startswith("tel:")}
    assert links == {"tel:+16512964837,,12", "tel:+16513899174,,7"}
    (button,) = find(parse(client.get("/en/alerts/call/card/")), "a", class_="call")
    assert button.get("href") == "tel:+16512964837,,12"
    assert "tel:+16512964837,,12" in client.get("/en/alerts/call/repost/").content.decode()


@pytest.mark.parametrize(
    ("language", "extension"),
    [
        ("en", "(651) 296-4837 ext. 12"),
        ("es", "(651) 296-4837, extensión 12"),
        ("so", "(651) 296-4837 kordhinta (ext.) 12"),
        ("hmn", "(651) 296-4837 txuas ntxiv (ext.) 12"),
    ],
)
def test_an_extension_is_shown_in_the_readers_language(client, alert, language, extension):
    with override(language):
        number = OfficePhone.objects.get().number
        assert number.in_text == extension
        pieces = str(number).split(" ")
        assert pieces[0].startswith(f"(651){NO_BREAK}296-4837")
        assert pieces[-1].endswith(f"{NO_BREAK}12")
    assert extension in text_of(parse(client.get(f"/{language}/alerts/call/card/")))


def test_an_extension_is_shown_wherever_the_number_is(client, alert, admin_of):
    for path in ("alerts/call/", "alerts/call/flyer/", "alerts/call/repost/", "feed.atom"):
        html = client.get(f"/en/{path}").content.decode()
        assert "(651) 296-4837 ext. 12" in html.replace(NO_BREAK, " "), path
    for path in ("alerts/call/action.ics", "calendar.ics"):
        content = client.get(f"/en/{path}").content.decode().replace("\r\n ", "")
        assert "(651) 296-4837 ext. 12" in content, path
    (item,) = json.loads(client.get("/en/feed.json").content)["items"]
    assert "+16512964837;ext=12" in json.dumps(item)
    flyer = b"".join(client.get("/en/alerts/call/flyer.pdf").streaming_content)
    (page,) = PdfReader(BytesIO(flyer)).pages
    assert "(651) 296-4837 ext. 12" in " ".join(page.extract_text().split())
    assert alert.recorded_facts()["number"] == "(651) 296-4837 ext. 12"
    sheet = admin_of("Editors").get(reverse("share_kit", args=[alert.pk])).content.decode()
    assert "(651) 296-4837 ext. 12" in sheet


def test_the_spoken_number_of_a_recording_is_the_same_in_every_language(alert):
    facts = []
    for language in make.LANGUAGES:
        with override(language):
            facts.append(AlertPage.objects.get().recorded_facts()["number"])
    assert set(facts) == {"(651) 296-4837 ext. 12"}
    assert len(alert.recorded_facts()["ask"]) == 16


# Letters


@pytest.mark.parametrize(
    ("typed", "shown", "dialed"),
    [
        ("1-800-LAW-HELP", "1-800-LAW-HELP (1-800-529-4357)", "tel:+1-800-529-4357"),
        ("1-800-IMMIGRANT", "1-800-IMMIGRANT (1-800-466-4472)", "tel:+1-800-466-4472"),
        ("1-800-LAWHELP", "1-800-LAWHELP (1-800-529-4357)", "tel:+1-800-529-4357"),
        ("651-CALL-GOV", "651-CALL-GOV (1-651-225-5468)", "tel:+1-651-225-5468"),
        ("(888) 4-ICE-HLP x3", "(888) 4-ICE-HLP (1-888-442-3457) ext. 3", "tel:+18884423457,,3"),
    ],
)
def test_letters_that_people_know_are_beside_the_digits_to_dial(
    client, editor, typed, shown, dialed
):
    record_office(editor, typed)
    make.call(make.AlertPageFactory(slug="call"), Office.objects.get())
    client.logout()
    (button,) = find(card(client), "a", class_="call-button")
    assert text_of(find(button, "span", class_="phone")[0]) == shown
    assert button.get("href") == dialed


@pytest.mark.parametrize("typed", ["1-800-LAW-HELP", WITH_EXTENSION, "+252 61 5123456"])
def test_a_number_comes_back_from_its_own_form_as_it_was(editor, typed):
    record_office(editor, typed)
    phone = OfficePhone.objects.get()
    url = reverse("wagtailsnippets_alerts_office:edit", args=[phone.office_id])
    page = BeautifulSoup(editor.get(url).content, "html.parser")
    offered = page.find("input", {"name": "phones-0-number"})["value"]
    assert editor.post(url, translating.office_form(offered, phone)).status_code == 302
    assert OfficePhone.objects.get().number == phone.number
    assert str(OfficePhone.objects.get().number) == str(phone.number)


@pytest.mark.parametrize("typed", ["1-800-LAW-HELP x5", WITH_EXTENSION, "+252 61 5123456"])
def test_a_number_survives_revisions_and_dumps_in_every_language(typed):
    home = make.home()
    home.phone = typed
    with override("so"):
        revision = home.save_revision()
        dump = serializers.serialize("json", [home])
    assert str(revision.as_object().phone) == str(home.phone)
    (loaded,) = serializers.deserialize("json", dump)
    assert str(loaded.object.phone) == str(home.phone)


def test_a_number_from_abroad_is_shown_with_its_country_code(client):
    make.call(make.AlertPageFactory(slug="call"), make.office(numbers=["+252615123456"]))
    assert "+252 61 512 3456" in text_of(card(client))


# Refused numbers


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("296-4837", "add the area code"),
        ("651-296-483", "add the area code"),
        ("call us", "is not a phone number"),
        ("Call 651-296-4837", "is not a phone number"),
        ("061 5123456", "begins with + and its country code, like +252"),
        ("123-456-7890", "check the area code"),
        ("822-234-5678", "check the area code"),
        ("651-296-4837 ext. 123456789012", "more than 7 digits"),
        ("651-296-4837 ext 1 ext 2", "is not a phone number"),
        ("651-296-4837 / 651-296-1234", "enter each number in its own field"),
        ("651-296-4837 651-296-1234", "enter each number in its own field"),
        ("651-296-4837 or 651-296-1234", "enter each number in its own field"),
        ("651-296-4837, 651-296-1234", "enter each number in its own field"),
        ("311", "works in some places only"),
        ("911", "works in some places only"),
        ("988", "works in some places only"),
        ("+", "is not a phone number"),
        ("ext 12", "is not a phone number"),
    ],
)
def test_an_invalid_number_is_refused_with_a_reason_and_stays_in_the_field(editor, typed, reason):
    error = record_office(editor, typed)
    assert f"“{typed}”" in error
    assert reason in error


def test_an_office_without_a_number_is_refused(editor):
    url = reverse("wagtailsnippets_alerts_office:add")
    form = translating.office_form("") | {"phones-TOTAL_FORMS": "0"}
    response = editor.post(url, form)
    assert response.status_code == 200
    assert response.context["form"].formsets["phones"].non_form_errors()
    assert not Office.objects.exists()


def test_the_campaigns_number_and_a_new_offices_number_are_read_alike(editor, admin_of):
    url = reverse("wagtailsnippetchoosers_alerts_office:create")
    office = {"name": "Julie Rosen", "role": "State senator", "number": "651-296-5713 #4"}
    assert "result" in editor.post(url, office).json()
    assert OfficePhone.objects.get().number.extension == "4"
    refused = editor.post(url, office | {"name": "X", "second_number": "651-CALL"}).json()
    assert "add the area code" in refused["htmlFragment"]

    page = make.home()
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client = admin_of()
    response = client.get(url)
    field = response.context["form"].fields["phone"]
    assert field.clean("651-389-9174 x7").dial == "tel:+16513899174,,7"


# Stored numbers


def test_numbers_that_differ_in_their_extension_are_different_numbers():
    one, other = to_python("651-296-4837 ext 12"), to_python("651-296-4837 ext 13")
    assert one != other
    assert to_python("+16512964837") != one
    assert len({one, other, to_python("tel:+1-651-296-4837;ext=12")}) == 2


def test_a_number_that_was_stored_without_punctuation_is_still_read():
    assert isinstance(to_python("+16512013400"), PhoneNumber)
    assert to_python("+16512013400").in_text == "(651) 201-3400"
