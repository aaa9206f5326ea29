"""Tests for the exact times after which records about translation end, and of their order."""

from datetime import UTC, date, datetime, timedelta

import pytest
from wagtail.models import Locale

from home.translation import notifications, provenance, review
from home.translation.exchange.housekeeping import delete_imports
from home.translation.exchange.models import TranslationImport
from home.translation.models import StringReview
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from home.translation.teamwork import questions, versions
from home.translation.teamwork.models import StringQuestion, StringVersion
from home.translation.teamwork.work_notes import (
    begin_work,
    delete_expired,
    end_work,
    notes_of,
    valid_notes,
)
from tests.support.by_link import begin, english
from tests.support.working_together import change_english, publish, write_all

pytestmark = pytest.mark.django_db
NOON = datetime(2031, 6, 3, 17, tzinfo=UTC)
SECOND = timedelta(seconds=1)
RUNNING = {"starts_at": NOON, "ends_at": NOON + timedelta(days=9)}


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


def test_old_versions_are_kept_for_exactly_180_days(clock):
    string = translatable_strings(begin())[0]
    for text in ("Hore", "Cusub"):
        save_translation(string, text)
    clock.shift(timedelta(days=180))
    assert versions.delete_old(dry_run=False) == 0
    clock.shift(SECOND)
    assert versions.delete_old(dry_run=True) == 1
    assert versions.delete_old(dry_run=False) == 1
    assert StringVersion.objects.get().data == "Cusub"


def test_a_question_about_a_text_that_is_gone_is_kept_for_exactly_90_days(clock):
    translation = begin()
    ask = translatable_strings(translation)[1]
    for text in ("Who?", "When?"):
        questions.ask(ask.ids, translation.target_locale_id, text, None)
    change_english(ask="Another ask")
    clock.shift(timedelta(days=90))
    assert questions.delete_orphaned(dry_run=False) == 0
    clock.shift(SECOND)
    assert questions.delete_orphaned(dry_run=True) == 2
    assert StringQuestion.objects.count() == 2
    assert questions.delete_orphaned(dry_run=False) == 2


def test_imports_are_kept_for_exactly_14_days(clock, user):
    somali = Locale.objects.get(language_code="so")
    for _number in range(2):
        TranslationImport.objects.create(user=user(), locale=somali)
    clock.shift(timedelta(days=14))
    assert delete_imports(dry_run=False) == 0
    clock.shift(SECOND)
    assert delete_imports(dry_run=True) == 2
    assert TranslationImport.objects.count() == 2
    assert delete_imports(dry_run=False) == 2
    assert not TranslationImport.objects.exists()


def test_an_import_stalls_after_two_minutes_or_with_a_problem(clock, user):
    somali = Locale.objects.get(language_code="so")

    def stored(**fields):
        return TranslationImport.objects.create(user=user(), locale=somali, **fields)

    waiting, done, stopped = stored(), stored(finished_at=NOON), stored(problem="No.")
    clock.shift(timedelta(minutes=2))
    assert [one.is_stalled for one in (waiting, done, stopped)] == [False, False, True]
    clock.shift(SECOND)
    assert [one.is_stalled for one in (waiting, done, stopped)] == [True, False, True]
    assert [stored(total=3, position=one).percent for one in range(4)] == [0, 33, 66, 100]
    assert stored().percent == 100


def test_a_note_of_work_is_valid_for_exactly_two_hours_and_is_renewed(clock, user):
    translation, first, second = begin(), user(), user()
    place = (translation.source.object_id, translation.target_locale_id)

    def noted():
        """Return (user, start) for each valid note, as the page and the dashboard have them."""
        notes = [(note.user, note.since) for note in notes_of(translation)]
        on_dashboard = valid_notes().get(place, [])
        assert [(note.user, note.since) for note in on_dashboard] == notes
        return notes

    begin_work(translation, second)
    clock.shift(timedelta(hours=1))
    begin_work(translation, first)
    assert noted() == [(second, NOON), (first, NOON + timedelta(hours=1))]
    clock.shift(timedelta(hours=1, seconds=-1))
    assert len(noted()) == 2
    assert delete_expired(dry_run=False) == 0
    begin_work(translation, first)  # renewed while it is valid
    clock.shift(SECOND)
    assert noted() == [(first, NOON + timedelta(hours=1))]
    begin_work(translation, second)  # begun again after it has ended
    assert noted()[1] == (second, NOON + timedelta(hours=2))
    clock.shift(timedelta(hours=2, seconds=-1))
    assert noted() == [(second, NOON + timedelta(hours=2))]
    assert delete_expired(dry_run=True) == delete_expired(dry_run=False) == 1
    end_work(translation, first)
    assert len(noted()) == 1
    end_work(translation, second)
    assert noted() == []


def test_each_note_belongs_to_one_page_in_one_language(clock, user):
    here, there = begin(), begin(slug="other")
    begin_work(here, user())
    begin_work(there, user())
    somali = Locale.objects.get(language_code="so").pk
    assert set(valid_notes()) == {(one.source.object_id, somali) for one in (here, there)}


def test_a_page_was_reviewed_on_the_day_of_its_last_review(clock, user):
    translation = begin()
    write_all(translation)
    publish(translation)
    page = translation.get_target_instance()
    review.mark_reviewed(page, by=user())
    first = StringReview.objects.order_by("pk").first()
    StringReview.objects.filter(pk=first.pk).update(reviewed_on="2031-06-01")
    provenance.update(page)
    assert page.reviewed_on == date(2031, 6, 3)


AGES = pytest.mark.parametrize(("before", "emails"), [(SECOND, 1), (timedelta(0), 0)])


@AGES
def test_the_first_email_to_a_translator_has_news_of_less_than_two_days(
    clock, user, before, emails
):
    user("Translators (Soomaali)", email="xamdi@example.org")
    english(**RUNNING)
    clock.shift(timedelta(days=2) - before)
    assert notifications.queue_summaries() == emails


@AGES
def test_the_first_email_to_an_editor_has_questions_of_less_than_two_days(
    clock, user, before, emails
):
    translation = begin(**RUNNING)
    user("Editors", email="editor@example.org")
    string = translatable_strings(translation)[0]
    questions.ask(string.ids, translation.target_locale_id, "Who?", None)
    clock.shift(timedelta(days=2) - before)
    assert notifications.queue_summaries() == emails
