"""Tests for limits of the rules for alerts and offices, for failed saves, and for previews."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from alerts.models import ActionType, AlertOffice, AlertPage, AlertSettings, Office, OfficePhone
from alerts.models import alert as alert_module
from home.translation.models import Phrase
from tests import factories as make
from tests.support import translating
from tests.support.markup import find, parse, text_of

pytestmark = pytest.mark.django_db

NOON = datetime(2031, 6, 3, 12, tzinfo=ZoneInfo("America/Chicago"))
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def errors_of(response):
    assert response.status_code == 200
    return dict(response.context["form"].errors)


# Alerts


@pytest.mark.parametrize(
    "fields",
    [{"outcome": "won"}, {"decided_at": "2031-06-03 12:00"}],
    ids=["no time of the decision", "no outcome"],
)
def test_an_outcome_and_its_time_are_recorded_together(editor, fields):
    form = translating.alert_form(**fields)
    refused = errors_of(translating.add_alert(editor, form, publish=True))
    assert refused == {"decided_at": ["Give an outcome and its time, or neither."]}


def test_an_outcome_with_its_time_is_accepted(editor):
    form = translating.alert_form(outcome="won", decided_at="2031-06-03 12:00")
    assert translating.add_alert(editor, form).status_code == 302


def test_an_answer_that_the_editor_left_empty_needs_no_day(editor):
    form = translating.alert_form(office_answer="<p> </p>", outcome_text="<p></p>")
    assert translating.add_alert(editor, form, publish=True).status_code == 302
    stored = AlertPage.objects.get()
    assert (stored.office_answer, stored.outcome_text, stored.response) == ("", "", "")


def test_an_action_type_without_a_name_to_fill_in_needs_none(editor):
    action = make.ask_for("stand", "Ask {office} to stand firm.", "Please stand firm.")
    form = translating.alert_form(action_type=action.pk)
    assert translating.add_alert(editor, form).status_code == 302
    plea = make.ask_for("plead", "Ask {office} for it.", "Please sign {what}.")
    form = translating.alert_form(slug="b", action_type=plea.pk)
    refused = translating.add_alert(editor, form, publish=True)
    assert list(errors_of(refused)) == ["about"]


def test_an_alert_ends_a_minute_after_its_start_at_the_earliest(editor):
    form = translating.alert_form(starts_at="2031-06-03 08:00", ends_at="2031-06-03 08:01")
    assert translating.add_alert(editor, form, publish=True).status_code == 302


def test_an_alert_that_follows_a_translation_follows_its_english_page(editor):
    first = make.AlertPageFactory(slug="first")
    somali = make.translate(first, "so", publish=False)
    form = translating.alert_form(follows=somali.pk)
    assert translating.add_alert(editor, form, publish=True).status_code == 302
    assert AlertPage.objects.get(slug="call-the-governor").follows_id == first.pk


def test_an_alert_is_not_saved_without_its_story(monkeypatch):
    first = make.AlertPageFactory(title="First")
    second = make.AlertPageFactory(title="Second")

    def fail(model, pk):
        raise RuntimeError

    monkeypatch.setattr(alert_module, "update_story", fail)
    second.title, second.follows = "Changed", first
    with pytest.raises(RuntimeError):
        second.save()
    stored = AlertPage.objects.get(pk=second.pk)
    assert (stored.title, stored.follows) == ("Second", None)


def test_an_alert_that_is_over_has_no_recording_and_no_script(client):
    alert = make.AlertPageFactory(slug="call", action_type=make.ask_for(), about="SF958")
    make.call(alert, make.office())
    assert find(parse(client.get("/en/alerts/call/")), "section", class_="script")
    AlertPage.objects.update(ends_at=timezone.now())
    assert not find(parse(client.get("/en/alerts/call/")), "section", class_="script")
    AlertPage.objects.update(ends_at=timezone.now() + DAY)
    alert.office_links.all().delete()
    for language in ("en", "so"):
        page = parse(client.get(f"/{language}/alerts/call/"))
        assert not find(page, "section", class_="script")


@pytest.mark.parametrize(("days", "is_fine"), [(3650, True), (3651, False), (0, True)])
def test_comments_stay_open_for_ten_years_at_most(days, is_fine):
    settings = AlertSettings(comment_days=days)
    if is_fine:
        settings.full_clean()
    else:
        with pytest.raises(ValidationError):
            settings.full_clean()


def test_the_first_number_of_a_list_is_never_a_tty(client):
    alert = make.AlertPageFactory(slug="call")
    offices = [make.office("Only TTY"), make.office("Second", ["+18006573717", "+16125550123"])]
    make.call(alert, *offices)
    offices[0].phones.update(is_tty=True)
    for address in ("feed.atom", "calendar.ics", "alerts/call/action.ics"):
        text = client.get(f"/en/{address}").content.decode().replace("\r\n ", "")
        text = text.replace("\xa0", " ")
        assert "Call (612) 555-0123." in text, address
        assert "201-3400" not in text, address


def test_the_first_number_is_of_the_office_that_stands_first_even_if_it_was_added_later(client):
    alert = make.AlertPageFactory(slug="call")
    later = make.office("Added later", ["+16125550199", "+16125550123"])
    make.call(alert, make.office(), later, make.office("Only TTY"))
    OfficePhone.objects.filter(office__name="Only TTY").update(is_tty=True)
    AlertOffice.objects.update(sort_order=1 - F("sort_order"))
    later.phones.update(sort_order=1 - F("sort_order"))
    for address in ("", "feed.atom", "calendar.ics", "alerts/call/action.ics"):
        text = client.get(f"/en/{address}").text.replace("\r\n ", "").replace("\xa0", " ")
        assert "(612) 555-0123" in text, address
        assert "201-3400" not in text, address


# Offices


def office(editor, **fields):
    form = translating.office_form("651-201-3400", **fields)
    return editor.post(reverse("wagtailsnippets_alerts_office:add"), form)


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "reason"),
    [
        ("08:00", "", "Give both times, or neither."),
        ("", "17:00", "Give both times, or neither."),
        ("08:00", "08:00", "The office must close after it opens."),
        ("08:00", "07:59", "The office must close after it opens."),
    ],
)
def test_an_office_closes_after_it_opens(editor, opens_at, closes_at, reason):
    refused = errors_of(office(editor, opens_at=opens_at, closes_at=closes_at))
    assert refused == {"closes_at": [reason]}
    assert not Office.objects.exists()


@pytest.mark.parametrize(("opens_at", "closes_at"), [("", ""), ("08:00", "08:01")])
def test_an_office_may_have_hours_or_none(editor, opens_at, closes_at):
    assert office(editor, opens_at=opens_at, closes_at=closes_at).status_code == 302
    assert bool(Office.objects.get().opens_at) == bool(opens_at)


def create_office(editor, **fields):
    url = reverse("wagtailsnippetchoosers_alerts_office:create")
    data = {"name": "Julie Rosen", "role": "State senator", "number": "651-296-5713"}
    return editor.post(url, data | fields)


def test_the_second_number_of_a_new_office_stays_the_second(editor):
    assert "result" in create_office(editor, second_number="651-296-0000").json()
    numbers = [phone.number.in_text for phone in Office.objects.get().numbers]
    assert numbers == ["(651) 296-5713", "(651) 296-0000"]


def test_an_office_that_cannot_be_saved_leaves_no_phrase_behind(editor, monkeypatch):
    def fail(self, *args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(OfficePhone, "save", fail)
    editor.raise_request_exception = False
    assert create_office(editor).status_code == 500
    assert not Office.objects.exists()
    assert not Phrase.objects.filter(text="State senator").exists()


def test_an_action_type_that_cannot_be_saved_leaves_no_phrase_behind(editor, monkeypatch):
    def fail(self, *args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(ActionType, "save", fail)
    editor.raise_request_exception = False
    url = reverse("wagtailsnippetchoosers_alerts_actiontype:create")
    data = {"name": "stand", "sentence": "Ask {office}.", "plea": "Please stand firm."}
    assert editor.post(url, data).status_code == 500
    assert not Phrase.objects.filter(text__in=["Ask {office}.", "Please stand firm."]).exists()
    monkeypatch.undo()
    assert "result" in editor.post(url, data).json()
    stored = ActionType.objects.get(name="stand")
    assert (stored.sentence.text, stored.plea.text) == ("Ask {office}.", "Please stand firm.")


# Previews


@pytest.fixture
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def preview(editor):
    def read(page, mode, **fields):
        url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
        form = translating.alert_form(slug=page.slug, **fields)
        assert editor.post(url, form).json()["is_valid"]
        return editor.get(url, {"mode": mode})

    return read


def test_an_outcome_is_previewed_with_its_recorded_time_or_with_today(at_noon, preview):
    alert = make.AlertPageFactory(slug="call", starts_at=NOON - 9 * DAY, ends_at=NOON + DAY)
    times = {"starts_at": "2031-05-01 08:00", "ends_at": "2031-07-01 08:00"}
    for decided_at, day in (
        ("2031-05-30 12:00", "May 30, 2031"),
        ("2031-06-30 12:00", "June 3, 2031"),
    ):
        root = parse(preview(alert, "won-en", outcome="lost", decided_at=decided_at, **times))
        state = find(root, "p", class_="state")[0]
        assert text_of(state) == f"Won. Decided on {day}."
    root = parse(preview(alert, "won-en", **times))
    assert text_of(find(root, "p", class_="state")[0]) == "Won. Decided on June 3, 2031."
    root = parse(preview(alert, "ended-en", outcome="lost", decided_at="2031-05-30 12:00", **times))
    assert text_of(find(root, "span", class_="state-label")[0]) == "Ended"


def test_a_preview_says_its_language_and_shows_a_translation_that_is_a_draft(preview):
    alert = make.AlertPageFactory(slug="call", title="Headline")
    somali = make.translate(alert, "so", publish=False)
    somali.title = "Newer draft"
    somali.save_revision()
    answer = preview(alert, "active-so")
    assert answer["Content-Language"] == "so"
    (title,) = find(parse(answer), "h1")
    assert text_of(title) == "Newer draft"


def test_a_preview_shows_the_live_translation_and_not_its_newer_draft(
    preview, django_capture_on_commit_callbacks
):
    alert = make.AlertPageFactory(slug="call", title="Headline")
    with django_capture_on_commit_callbacks(execute=True):
        somali = make.translate(alert, "so")
    somali.title = "Newer draft"
    somali.save_revision()
    (title,) = find(parse(preview(alert, "active-so")), "h1")
    assert text_of(title) == "[so] Headline"


def test_every_language_and_state_can_be_previewed(django_capture_on_commit_callbacks):
    alert = make.AlertPageFactory()
    with django_capture_on_commit_callbacks(execute=True):
        somali = make.translate(alert, "so")
    names = [mode for mode, _label in alert.preview_modes]
    assert names[:4] == ["", "now-es", "now-so", "now-hmn"]
    states = ("upcoming", "active", "ended", "won", "lost", "postponed")
    assert names[4:] == [f"{state}-{language}" for language in make.LANGUAGES for state in states]
    assert [mode for mode, _label in somali.preview_modes] == [
        "",
        *(f"{state}-so" for state in states),
    ]


def test_an_unsaved_background_link_is_previewed_in_the_editors_order(preview):
    alert = make.AlertPageFactory(slug="call")
    explainers = [make.ExplainerPageFactory(title=title) for title in ("Zebra", "Ant")]
    root = parse(preview(alert, "active-en", explainers=explainers))
    (links,) = find(root, "ul", class_="links")
    assert [text_of(title) for title in find(links, "a")] == ["Zebra", "Ant"]
