"""Tests for emails to translators about alerts that are new, or whose English has changed."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from wagtail.models import Locale, PageViewRestriction

from alerts.models import AlertPage
from home.operations import schedule
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from home.translation.sync import start_translation
from home.translation.teamwork.models import TranslatorPreferences
from tests import factories as make
from tests.support.by_link import begin
from tests.support.mail_choices import ACCOUNT, NOON, account_form, at, person

pytestmark = pytest.mark.django_db
SOMALI = "Translators (Soomaali)"
MORNING = datetime(2031, 6, 4, 12, 31, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def translator(db):
    def translator(choice=None, group=SOMALI, address="t@campaign.example", **fields):
        return person(TranslatorPreferences, choice, group=group, address=address, **fields)

    return translator


@pytest.fixture
def alert(run_worker):
    """Return a function that publishes a new alert, runs the worker, and returns the alert."""

    def alert(**fields):
        page = make.AlertPageFactory(
            **{"title": "Call the governor", "ask": "English ask", "live": False}
            | {"ends_at": NOON + timedelta(days=9)}
            | fields
        )
        return publish(page)

    def publish(page, **fields):
        page = AlertPage.objects.get(pk=page.pk)
        for name, value in fields.items():
            setattr(page, name, value)
        page.save_revision().publish()
        run_worker()
        return AlertPage.objects.get(pk=page.pk)

    alert.again = publish
    return alert


def run_summaries(run_worker):
    schedule.jobs["translators_summary"][1]()
    run_worker()


def test_a_translator_who_wants_it_hears_at_once_of_a_new_alert(translator, alert, mailoutbox):
    translator("at_once")
    alert()
    (email,) = mailoutbox
    assert email.to == ["t@campaign.example"]
    assert email.subject == "To translate: Call the governor"
    assert "Somali: Missing" in email.body
    assert "http://testserver/admin/translation/" in email.body
    assert "English ask" not in email.body


@pytest.mark.parametrize("is_begun", [True, False])
def test_a_changed_ask_is_reported_whether_its_translation_is_begun_or_not(
    translator, alert, mailoutbox, is_begun
):
    translator("at_once")
    page = alert()
    if is_begun:
        make.translate(page, "so", publish=False)
    with at(NOON + timedelta(hours=1)):
        alert.again(page, ask="Do NOT call.")
    assert len(mailoutbox) == 2
    assert "Do NOT" not in mailoutbox[1].body


def test_a_change_that_needs_no_translation_is_not_reported(translator, alert, mailoutbox):
    translator("at_once")
    page = alert(talking_points=[("point", "One."), ("point", "Two.")])
    with at(NOON + timedelta(hours=1)):
        alert.again(page, ends_at=NOON + timedelta(days=10))
        del page.talking_points[1]
        alert.again(page, talking_points=page.talking_points)
    assert len(mailoutbox) == 1


def test_nothing_is_sent_if_somebody_has_translated_it_in_the_meantime(
    translator, alert, mailoutbox, run_worker
):
    translator("daily")
    page = alert()
    make.translate(page, "so", publish=False)
    with at(MORNING):
        run_summaries(run_worker)
    assert not mailoutbox


def test_two_changes_within_a_quarter_of_an_hour_make_one_more_email(
    translator, alert, mailoutbox, run_worker
):
    translator("at_once")
    page = alert()
    with at(NOON + timedelta(minutes=5)):
        alert.again(page, ask="Second ask")
    with at(NOON + timedelta(minutes=6)):
        alert(title="Another", slug="another")
    assert len(mailoutbox) == 1
    with at(NOON + timedelta(minutes=16)):
        run_worker()
    assert mailoutbox[1].subject == "2 alerts are new or have changed"


@pytest.mark.parametrize(
    "fields",
    [
        {"choice": "none"},
        {"choice": "daily"},
        {},
        {"choice": "at_once", "group": "Moderators"},
        {"choice": "at_once", "is_active": False},
        {"choice": "at_once", "address": ""},
    ],
)
def test_nobody_else_hears_at_once(translator, alert, mailoutbox, fields):
    translator(**fields)
    alert()
    assert not mailoutbox


def test_each_translator_reads_of_their_own_language(translator, alert, mailoutbox):
    translator("at_once", group="Translators (Hmoob)")
    alert()
    assert "Hmong: Missing" in mailoutbox[0].body
    assert "Somali" not in mailoutbox[0].body


def test_the_daily_email_is_the_default_and_comes_once_a_day(
    translator, alert, mailoutbox, run_worker
):
    translator()
    page = alert()
    with at(MORNING):
        run_summaries(run_worker)
        run_summaries(run_worker)
    assert [email.subject for email in mailoutbox] == ["To translate: Call the governor"]
    with at(MORNING + timedelta(days=1)):
        run_summaries(run_worker)
    assert len(mailoutbox) == 1
    with at(MORNING + timedelta(days=1, hours=1)):
        alert.again(page, ask="New ask")
    with at(MORNING + timedelta(days=2)):
        run_summaries(run_worker)
    assert len(mailoutbox) == 2


@pytest.mark.parametrize("group", ["Editors", None])
def test_editors_and_administrators_get_emails_only_if_they_choose_them(
    translator, alert, mailoutbox, run_worker, group
):
    editor = translator(group=group)
    alert()
    with at(MORNING):
        run_summaries(run_worker)
    assert not mailoutbox
    TranslatorPreferences.objects.create(user=editor, mail="daily")
    with at(MORNING):
        run_summaries(run_worker)
    assert len(mailoutbox) == 1


def test_drafts_private_withdrawn_and_ended_alerts_are_not_mentioned(
    translator, alert, mailoutbox, run_worker
):
    translator("daily")
    draft = make.AlertPageFactory(title="Secret draft", live=False)
    draft.save_revision()
    private = alert(title="Private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    alert(title="Ended", slug="ended", ends_at=NOON + timedelta(minutes=1))
    withdrawn = alert(title="Withdrawn", slug="withdrawn")
    start_translation(withdrawn, Locale.objects.get(language_code="so"))
    withdrawn.unpublish()
    with at(MORNING):
        run_summaries(run_worker)
    assert not mailoutbox


def test_a_later_draft_of_a_live_alert_is_not_quoted(translator, alert, mailoutbox, run_worker):
    translator("daily")
    page = alert()
    page.title = "Secret new title"
    page.save_revision()
    with at(MORNING):
        run_summaries(run_worker)
    assert "Secret" not in mailoutbox[0].subject + mailoutbox[0].body


def test_an_explainer_is_not_reported(translator, mailoutbox, run_worker):
    translator("at_once")
    make.ExplainerPageFactory().save_revision().publish()
    run_worker()
    assert not mailoutbox


def test_a_choice_that_was_changed_before_the_email_is_sent_counts(
    translator, mailoutbox, run_worker
):
    somebody = translator("at_once")
    page = make.AlertPageFactory(live=False, ends_at=NOON + timedelta(days=9))
    page.save_revision().publish()
    TranslatorPreferences.objects.filter(user=somebody).update(mail="none")
    run_worker()
    assert not mailoutbox


def test_a_translation_that_is_complete_makes_no_email_for_its_language(
    translator, alert, mailoutbox
):
    translator("at_once")
    translation = begin()
    for string in translatable_strings(translation):
        save_translation(string, "Eray", user=make.user())
    alert.again(translation.get_target_instance().source)
    assert not mailoutbox


def test_a_translator_chooses_in_the_account(client, user):
    somebody = user(SOMALI)
    client.force_login(somebody)
    fields = account_form(client)
    assert fields["translator_mail-mail"] == "daily"
    assert client.post(ACCOUNT, fields | {"translator_mail-mail": "at_once"}).status_code == 302
    assert somebody.translator_preferences.mail == "at_once"
    refused = client.post(ACCOUNT, fields | {"translator_mail-mail": "hourly"})
    assert refused.status_code == 200
    assert TranslatorPreferences.objects.get().mail == "at_once"


@pytest.mark.parametrize(("group", "default"), [("Editors", "none"), (None, "none")])
def test_editors_find_the_choice_too(admin_of, group, default):
    assert account_form(admin_of(group))["translator_mail-mail"] == default


def test_moderators_find_no_such_choice(admin_of):
    assert "translator_mail-mail" not in account_form(admin_of("Moderators (Soomaali)"))
