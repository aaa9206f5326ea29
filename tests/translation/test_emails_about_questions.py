"""Tests for emails to editors about translators' questions, and for questions on former English."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alerts.models import AlertPage
from home.operations import schedule
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from home.translation.teamwork import questions
from home.translation.teamwork.models import EditorPreferences, StringQuestion
from tests import factories as make
from tests.support.by_link import address, begin, key, send
from tests.support.mail_choices import ACCOUNT, NOON, account_form, at, person
from tests.support.soup import parse, text_of

pytestmark = pytest.mark.django_db
SOMALI = "Translators (Soomaali)"
MORNING = datetime(2031, 6, 4, 12, 31, tzinfo=UTC)


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def editor(db):
    def editor(choice=None, group="Editors", address="e@campaign.example", **fields):
        return person(EditorPreferences, choice, group=group, address=address, **fields)

    return editor


@pytest.fixture
def ask(client, run_worker):
    def ask(translation, text="Who is “us”?"):
        client.force_login(make.user(SOMALI))
        url = string_url(translation, "English title")
        assert client.post(url, {"action": "ask", "question": text}).status_code == 302
        run_worker()

    return ask


def string_url(translation, english):
    page = translation.get_target_instance()
    return reverse("translation_string", args=[page.pk, key(translation, english)])


def run_summaries(run_worker):
    schedule.jobs["translators_summary"][1]()
    run_worker()


def test_an_editor_who_wants_it_hears_at_once_of_a_question(noon, editor, ask, mailoutbox):
    editor("at_once")
    ask(begin())
    (email,) = mailoutbox
    assert email.to == ["e@campaign.example"]
    assert email.subject == "A translator has a question"
    assert "Somali: 1 new question\n" in email.body
    assert "http://testserver/admin/translation/questions/" in email.body
    assert "us" not in email.body.split()
    assert "English title" not in email.body


def test_a_question_of_a_volunteer_by_link_is_reported_too(
    noon, client, editor, run_worker, mailoutbox
):
    editor("at_once")
    translation = begin()
    _link, token = make.link(translation)
    name = key(translation, "English ask")
    send(client, f"{address(translation, token)}{name}/", "", **{f"{name}-question": "Who?"})
    run_worker()
    assert len(mailoutbox) == 1


def test_six_questions_make_two_emails_a_quarter_of_an_hour_apart(
    noon, editor, ask, run_worker, mailoutbox
):
    editor("at_once")
    translation = begin()
    for number in range(3):
        ask(translation, f"Question {number}?")
    assert len(mailoutbox) == 1
    with at(NOON + timedelta(minutes=5)):
        ask(translation, "One more?")
    with at(NOON + timedelta(minutes=6)):
        ask(begin(slug="other"), "And this?")
        ask(begin(slug="third"), "And that?")
    assert len(mailoutbox) == 1
    with at(NOON + timedelta(minutes=16)):
        run_worker()
    assert [email.subject for email in mailoutbox[1:]] == ["3 questions wait"]


def test_the_same_question_asked_again_makes_no_email(noon, editor, ask, mailoutbox):
    editor("at_once")
    translation = begin()
    ask(translation)
    with at(NOON + timedelta(hours=1)):
        ask(translation)
    assert len(mailoutbox) == 1


def test_the_summary_is_the_default_and_comes_once_a_day(noon, editor, ask, run_worker, mailoutbox):
    editor()
    translation = begin()
    ask(translation, "One?")
    ask(translation, "Two?")
    assert not mailoutbox
    for _time in range(2):
        with at(MORNING):
            run_summaries(run_worker)
    assert [email.subject for email in mailoutbox] == ["2 questions wait"]
    with at(MORNING + timedelta(days=1)):
        run_summaries(run_worker)
    assert len(mailoutbox) == 1  # nothing new


def test_questions_that_are_answered_meanwhile_make_no_email(
    noon, editor, ask, run_worker, mailoutbox
):
    somebody = editor()
    ask(begin())
    questions.answer(StringQuestion.objects.get(), "The governor.", somebody)
    with at(MORNING):
        run_summaries(run_worker)
    assert not mailoutbox


@pytest.mark.parametrize(
    "fields",
    [
        {"choice": "none"},
        {"choice": "at_once", "group": SOMALI},
        {"choice": "at_once", "group": "Moderators"},
        {"choice": "at_once", "is_active": False},
        {"choice": "at_once", "address": ""},
        {"group": None},
    ],
)
def test_nobody_else_gets_an_email(noon, editor, ask, run_worker, mailoutbox, fields):
    editor(**fields)
    ask(begin())
    with at(MORNING):
        run_summaries(run_worker)
    assert not [email for email in mailoutbox if "question" in email.subject]


def test_an_editor_chooses_in_the_account(client, user):
    somebody = user("Editors")
    client.force_login(somebody)
    fields = account_form(client)
    assert fields["editor_mail-mail"] == "daily"
    assert client.post(ACCOUNT, fields | {"editor_mail-mail": "at_once"}).status_code == 302
    assert somebody.editor_preferences.mail == "at_once"


@pytest.mark.parametrize("group", [SOMALI, "Moderators"])
def test_others_find_no_such_choice(admin_of, group):
    assert "editor_mail-mail" not in account_form(admin_of(group))


# Questions about former English


def answered(translation, english="English ask", text="Who is “him”?"):
    string = next(one for one in translatable_strings(translation) if one.english == english)
    questions.ask(string.ids, string.locale.pk, text, None)
    questions.answer(StringQuestion.objects.get(text=text), "The governor.", make.user())


def change(translation, **fields):
    page = AlertPage.objects.get(pk=translation.get_target_instance().source.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def shown_at(client, translation, english):
    """Return the texts of three pages with the string, one of them a step of a link."""
    page = translation.get_target_instance()
    _link, token = make.link(translation)
    client.force_login(make.user(SOMALI))
    texts = [
        text_of(parse(client.get(string_url(translation, english))).main),
        text_of(parse(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))).main),
    ]
    client.logout()
    step = f"{address(translation, token)}{key(translation, english)}/"
    return [*texts, text_of(parse(client.get(step)).main)]


def test_an_answer_stays_with_the_text_when_the_english_changes_twice(client):
    translation = begin()
    answered(translation)
    for ask in ("Changed ask", "Changed again"):
        change(translation, ask=ask)
        for text in shown_at(client, translation, ask):
            assert "The governor." in text
            assert "English ask" in text  # what was asked about


def test_the_answer_about_one_paragraph_does_not_move_to_its_neighbor(client):
    translation = begin(body=[("text", "<p>English one.</p><p>English two.</p>")])
    answered(translation, "English one.")
    assert "The governor." not in shown_at(client, translation, "English two.")[0]
    assert "The governor." in shown_at(client, translation, "English one.")[0]


def test_an_open_question_about_former_english_waits_for_editors_and_is_not_repeated(
    client, admin_of
):
    translation = begin()
    string = translatable_strings(translation)[1]
    questions.ask(string.ids, string.locale.pk, "Who?", None)
    change(translation, ask="Changed ask")
    assert "Who?" not in shown_at(client, translation, "Changed ask")[0]
    assert "Who?" in admin_of("Editors").get("/admin/translation/questions/").content.decode()


def test_an_answer_is_kept_as_long_as_its_place_on_the_page():
    translation = begin(body=[("heading", "English heading")])
    answered(translation)
    answered(translation, "English heading", "Which heading?")
    change(translation, ask="Changed ask", body=[])
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        call_command("housekeeping", verbosity=0)
    assert StringQuestion.objects.get().text == "Who is “him”?"


def test_questions_cost_one_query_however_many_there_are():
    translation = begin(body=[("heading", f"English heading {number}") for number in range(6)])
    strings = translatable_strings(translation)
    save_translation(strings[0], "Cinwaan")
    counts = []
    for number in range(6):
        answered(translation, f"English heading {number}", f"Question {number}?")
        with CaptureQueriesContext(connection) as captured:
            found = questions.questions_about([one.ids for one in strings])
        counts.append(len(captured))
        assert sum(map(len, found.values())) == number + 1
    assert set(counts) == {1}
