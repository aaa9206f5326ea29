"""Emails to editors about new questions of translators."""

from collections import Counter
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from home import mail
from home.addresses import absolute
from home.people.languages import LanguageAccess
from home.people.mail_preferences import MailChoice
from home.people.models import User

from .models import EditorPreferences, StringQuestion
from .open_questions import open_questions_for
from .recipients import users_who_want

# Age of the oldest question in the first email to an editor.
FIRST_QUESTIONS = timedelta(days=2)


def notify_editors() -> None:
    """Queue an email about a new question to editors who want such emails at once."""
    for user in users_who_want(EditorPreferences, MailChoice.AT_ONCE):
        mail.queue(questions_email, user=user)


@transaction.atomic
def queue_summaries() -> int:
    """Queue the daily emails about new questions, and return their count."""
    queued = 0
    for user in users_who_want(EditorPreferences, MailChoice.DAILY):
        is_new = _new_questions(user, EditorPreferences.of(user)).exists()
        if is_new and EditorPreferences.claim_summary(user):
            mail.queue(questions_email, user=user)
            queued += 1
    return queued


def _new_questions(user: User, preferences: EditorPreferences) -> QuerySet[StringQuestion]:
    if not LanguageAccess(user).edits_english:
        return StringQuestion.objects.none()
    since = preferences.mailed_at or timezone.now() - FIRST_QUESTIONS
    return open_questions_for(user, since=since)


def questions_email(_no_id: int, user: User) -> mail.Email | mail.Later | None:
    """Return the email about questions for `user`, None if there is none to send, or `Later`."""
    now, preferences = timezone.now(), EditorPreferences.of(user)
    if preferences.pk is None or preferences.mail == MailChoice.NONE:
        return None
    found = list(_new_questions(user, preferences))
    if not found:
        return None
    due = preferences.must_wait_until(now)
    if due and preferences.mail == MailChoice.AT_ONCE:
        return mail.Later(due)
    languages = Counter(question.locale.get_display_name() for question in found)
    # The email quotes no question and no page.
    return mail.Email(
        "A translator has a question" if len(found) == 1 else f"{len(found)} questions wait",
        "translation/admin/mail/questions",
        {
            "languages": sorted(languages.items()),
            "address": absolute(reverse("translation_questions")),
        },
        has_html=False,
        on_sent=partial(preferences.record_mail, now),
    )
