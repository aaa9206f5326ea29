"""Tests for creating offices, meetings, phrases and action types while editing an alert."""

import pytest
from django.urls import reverse

from alerts.models import ActionType, Office
from home.models import Meeting
from home.translation.models import Phrase
from tests import factories as make

pytestmark = pytest.mark.django_db

OFFICE = {"name": "Julie Rosen", "role": "State senator", "number": "651-296-5713"}
MEETING = {
    "what": "Open meeting", "starts_at": "2031-06-04 13:00", "place": "Walker Church",
    "address": "3104 16th Ave S, Minneapolis",
}  # fmt: skip


@pytest.fixture
def record(admin_of):
    editor = admin_of("Editors")

    def send(model, **fields):
        url = reverse(f"wagtailsnippetchoosers_{model}:create")
        return editor.post(url, fields).json()

    send.client = editor
    return send


def test_an_office_is_recorded_with_its_role_and_numbers(record):
    role = make.phrase("State senator")
    answer = record(
        "alerts_office", **OFFICE | {"role": "state senator", "second_number": "8006573717"}
    )
    office = Office.objects.get()
    assert answer["result"]["id"] == str(office.pk)
    assert answer["result"]["string"] == "Julie Rosen, State senator"
    assert office.role == role
    assert [(one.kind, one.number.as_e164) for one in office.phones.all()] == [
        ("local", "+16512965713"),
        ("toll_free", "+18006573717"),
    ]


def test_a_meeting_is_recorded_with_its_place_and_time(record):
    answer = record("home_meeting", **MEETING)
    assert answer["result"]["id"] == str(Meeting.objects.get(what__text="Open meeting").pk)


def test_an_action_type_is_created_with_its_phrases(record):
    fields = {"name": "pause", "sentence": "Ask {office} to pause {what}.", "plea": "Please wait."}
    answer = record("alerts_actiontype", **fields)
    ask = ActionType.objects.get(name="pause")
    assert answer["result"]["string"] == "pause"
    assert (ask.sentence.text, ask.plea.text) == (fields["sentence"], fields["plea"])
    assert "already exists" in record("alerts_actiontype", **fields)["htmlFragment"]


def test_a_phrase_is_written_where_it_is_chosen(record):
    assert record("translation_phrase", text="Mayor")["result"]["string"] == "Mayor"


@pytest.mark.parametrize(
    ("model", "fields", "error"),
    [
        ("alerts_office", OFFICE | {"number": ""}, "This field is required."),
        ("alerts_office", OFFICE | {"number": "651-CALL"}, "add the area code"),
        ("alerts_office", OFFICE | {"role": "{who}"}, "can be written in braces"),
        ("home_meeting", MEETING | {"starts_at": "Saturday"}, "We cannot read “Saturday”"),
    ],
)
def test_an_error_is_shown_in_the_chooser_and_nothing_is_saved(record, model, fields, error):
    answer = record(model, **fields)
    assert answer["step"] == "reshow_creation_form"
    assert error in answer["htmlFragment"]
    assert not Office.objects.exists()
    assert not Meeting.objects.exists()
    assert not Phrase.objects.filter(text=fields.get("role", "")).exists()


def test_a_user_who_may_only_view_offices_cannot_create_one(admin_of):
    url = reverse("wagtailsnippetchoosers_alerts_office:choose")
    assert "Create new" in admin_of("Editors").get(url).json()["html"]
    translator = admin_of("Translators (Soomaali)")
    response = translator.get(url)
    assert response.status_code != 200 or "Create new" not in response.json()["html"]
    make_url = reverse("wagtailsnippetchoosers_alerts_office:create")
    translator.post(make_url, OFFICE)
    assert not Office.objects.exists()
