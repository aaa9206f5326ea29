"""Operations of several writes: after a failure of any of them, none has happened."""

from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Locale, Page

from alerts.admin.choosers import OfficeCreationForm
from alerts.calls import decisions, totals
from alerts.calls.models import CallCount
from alerts.comments import erasure, redaction, services
from alerts.comments.models import CommentSettings, FollowUp, PostComment, Status
from alerts.comments.models.moderators import MailChoice, ModeratorPreferences
from alerts.comments.notifications import moderators
from alerts.comments.notifications.follow_ups import confirm_email
from alerts.comments.services import Decision
from alerts.models import AlertPage
from home import mail
from home.addresses import page_address
from home.media.recordings import Recording, withdraw_outdated
from home.models import OutgoingEmail
from home.people import roles
from home.publishing.due import publish_due
from home.translation import review, sync
from home.translation.models import Phrase
from tests import factories as make
from tests.support.all_or_nothing import assert_all_or_nothing
from tests.support.reader_form import form_address, form_fields, parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(db):
    return make.AlertPageFactory(slug="call")


@pytest.fixture
def editor(user):
    return user("Editors")


@pytest.fixture
def moderator(user):
    return user("Moderators", email="moderator@example.org")


@pytest.fixture
def pending(alert):
    """Return a waiting comment whose writer wants emails, with a hidden reply."""
    comment = make.comment(alert, status=Status.PENDING, text="My neighbor is Ana.")
    FollowUp.objects.create(
        comment=comment, email="reader@example.org", language="en", confirmed_at=timezone.now()
    )
    reply = make.comment(alert, text="A reply.", reply_to=comment)
    PostComment.objects.filter(pk=reply.pk).update(is_shown=False)
    return comment


# Comments


def test_storing_a_comment(client, alert, moderator):
    preferences = ModeratorPreferences.objects.create(user=moderator)
    preferences.mail = MailChoice.AT_ONCE
    preferences.save()
    address = form_address(alert)
    data = form_fields(client.get(address))
    data |= {"comment": "My own words.", "follow_up": "reader@example.org"}
    assert_all_or_nothing(partial(client.post, address, data), writes=4)
    assert PostComment.objects.count() == 1


def test_publishing_a_comment_shows_its_replies_and_queues_the_emails(pending, moderator):
    decision = Decision(Status.PUBLISHED, by=moderator)
    assert_all_or_nothing(partial(services.set_status, pending.pk, decision), writes=4)


def test_the_flag_that_is_enough(alert):
    CommentSettings.objects.update_or_create(pk=1, defaults={"flags_needed": 1})
    comment = make.comment(alert)
    assert_all_or_nothing(partial(services.count_flag, comment.pk, "insult"), writes=3)


def test_the_campaigns_answer_and_the_approval_that_it_implies(pending, moderator):
    assert_all_or_nothing(
        partial(services.answer, pending.pk, "Thank you.", by=moderator), writes=6
    )


def test_an_edit_and_its_new_screening(pending):
    def edit():
        comment = PostComment.objects.get(pk=pending.pk)
        assert services.edit(comment, text="Other words.", name="Ana")

    assert_all_or_nothing(edit)


def test_closing_a_thread_and_the_audit_log(pending, moderator):
    assert_all_or_nothing(partial(services.set_thread_closed, pending, True, by=moderator))


def test_pausing_comments_and_the_audit_log(db, moderator):
    CommentSettings.load().save()
    assert_all_or_nothing(partial(services.set_paused, True, by=moderator))


def test_a_redaction_its_original_and_the_audit_log(pending, moderator):
    redact = partial(redaction.redact, pending.pk, "My neighbor is [[Ana]].", by=moderator, edits=0)
    assert_all_or_nothing(redact, writes=3)
    assert_all_or_nothing(partial(redaction.undo, pending.pk, by=moderator, edits=1), writes=3)


@pytest.mark.parametrize("erase", [erasure.withdraw, erasure.erase])
def test_an_erasure(pending, moderator, erase):
    more = {"by": moderator} if erase is erasure.erase else {}
    assert_all_or_nothing(partial(erase, pending.pk, **more), writes=3)


def test_deleting_a_comment_with_its_replies(pending):
    assert_all_or_nothing(lambda: PostComment.objects.get(pk=pending.pk).delete())


def test_the_daily_summary(pending, moderator):
    preferences = ModeratorPreferences.of(moderator)
    preferences.mail = MailChoice.DAILY
    preferences.save()
    assert_all_or_nothing(moderators.queue_summaries)


# Calls


def test_a_call_report_with_words(client, alert):
    office = make.office()
    make.call(alert, office)
    address = page_address(alert) + "report/"
    data = form_fields(client.get(address))
    data |= {"call": f"{office.pk}-spoke", "comment": "They listened."}
    assert_all_or_nothing(partial(client.post, address, data), writes=5)
    assert (CallCount.objects.count(), PostComment.objects.count()) == (1, 1)


def test_a_supporter(client, alert):
    page = parse(client.get(page_address(alert)))
    form = page.select_one("#stand form")
    data = {"form_token": form.select_one("input[name=form_token]")["value"]}
    assert_all_or_nothing(partial(client.post, form["action"], data), writes=3)


def test_a_decision_about_held_calls(alert, editor):
    today = timezone.localdate()
    CallCount.objects.create(
        alert=alert, office=make.office(), day=today, language="en", result="spoke", held=9
    )
    totals.rewrite(alert.pk)
    count = partial(decisions.count_held, alert, decisions.CALLS, today, by=editor)
    assert_all_or_nothing(count, writes=3)


# Pages, phrases and translations


def test_a_new_office_with_its_role_and_numbers(db):
    data = {"name": "Ana Ruiz", "role": "Mayor", "number": "651-201-3400"}

    def create():
        form = OfficeCreationForm(data | {"second_number": "651-201-3401"})
        assert form.is_valid(), form.errors
        form.save()

    assert_all_or_nothing(create, writes=4)


def test_a_corrected_phrase_and_the_reviews_that_end_with_it(db):
    phrase = make.phrase("Mayor", so="Duqa")
    phrase.translations.update(reviewed_on=timezone.localdate())

    def correct():
        stored = Phrase.objects.get(pk=phrase.pk)
        stored.text = "Mayor of Minneapolis"
        stored.save()

    assert_all_or_nothing(correct)


def test_an_alert_that_joins_a_story(alert):
    later = make.AlertPageFactory()

    def join():
        page = AlertPage.objects.get(pk=later.pk)
        page.follows = alert
        page.save()

    assert_all_or_nothing(join)


def test_a_translation_that_begins(alert, editor):
    somali = Locale.objects.get(language_code="so")
    start = partial(sync.start_translation, alert, somali, editor)
    assert_all_or_nothing(start, writes=6)


def test_a_translation_that_is_submitted(alert, user, moderator):
    user("Translators (Soomaali)", email="reviewer@example.org")
    make.translate(alert, "so", publish=False)
    translation = make.submit(alert, "so")
    assert_all_or_nothing(partial(review.submit_for_review, translation, moderator), writes=3)


def test_a_translation_that_is_published(alert, user):
    page = make.translate(alert, "so", publish=False)
    reviewer = user("Translators (Soomaali)", email="reviewer@example.org")
    review.submit_for_review(make.submit(alert, "so"), reviewer)
    assert_all_or_nothing(
        lambda: review.publish(Page.objects.get(pk=page.pk).specific, reviewer), writes=6
    )


def test_a_translation_that_is_reviewed(alert, user, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = make.translate(alert, "so")
    by = user("Translators (Soomaali)")
    assert_all_or_nothing(
        lambda: review.mark_reviewed(Page.objects.get(pk=page.pk).specific, by=by), writes=3
    )


def test_an_english_page_that_is_published_with_its_translations(
    alert, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
        make.translate(alert, "es")
    alert.ask = "Call the mayor."
    alert.save_revision()
    AlertPage.objects.filter(pk=alert.pk).update(ask=alert.ask)
    assert_all_or_nothing(
        lambda: sync.english_published(AlertPage.objects.get(pk=alert.pk)), writes=6
    )


def test_a_page_that_is_due(alert):
    draft = make.AlertPageFactory(live=False, first_published_at=None)
    draft.go_live_at = timezone.now() + timedelta(hours=1)
    revision = draft.save_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    records = ("publishing_publishingfailure", "operations_outgoingemail", "home_outgoingemail")
    assert_all_or_nothing(publish_due, writes=4, apart=records)


def test_recordings_that_are_withdrawn(alert):
    Recording.objects.create(
        page=alert, language="so", facts="other", file=ContentFile(b"x", "x.mp3")
    )
    assert_all_or_nothing(lambda: withdraw_outdated(AlertPage.objects.get(pk=alert.pk)), writes=1)


# Email, roles


def test_a_queued_email_and_its_task(pending):
    follow_up = FollowUp.objects.get()
    FollowUp.objects.update(confirmed_at=None)
    assert_all_or_nothing(partial(mail.queue, confirm_email, follow_up.pk))
    assert OutgoingEmail.objects.count() == 1


def test_the_permissions_of_all_roles(db):
    Group.objects.get(name="Editors").delete()
    Group.objects.get(name="Moderators").permissions.clear()
    assert_all_or_nothing(roles.sync, writes=3)


# The check itself


def test_an_operation_in_halves_is_found(db):
    def halves():
        make.phrase("One")
        make.phrase("Two")

    with pytest.raises(AssertionError, match="after a failure of write 2"):
        assert_all_or_nothing(halves)
