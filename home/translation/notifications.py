"""Emails to translators about alerts that are new, or whose English has changed."""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.signals import page_published

from home import mail
from home.addresses import absolute
from home.people.mail_preferences import MailChoice
from home.people.models import User

from .admin.dashboard import TranslationDashboard
from .admin.page_status import DashboardRow, NextStep
from .lookup import is_english
from .teamwork import question_emails
from .teamwork.models import EnglishNews, TranslatorPreferences
from .teamwork.news import note_news
from .teamwork.recipients import users_who_want

TO_TRANSLATE = {NextStep.START, NextStep.TRANSLATE}
# Age of the oldest news in the first email to a user.
FIRST_NEWS = timedelta(days=2)


def on_page_published(instance, **kwargs):
    """Queue emails to translators who want them at once, if an alert has new English text."""
    is_alert = is_english(instance) and instance.notifies_translators
    if is_alert and instance.live and note_news(instance):
        for user in users_who_want(TranslatorPreferences, MailChoice.AT_ONCE):
            mail.queue(news_email, user=user)


def register_signal_handlers() -> None:
    page_published.connect(on_page_published)


@transaction.atomic
def queue_summaries() -> int:
    """Queue the daily emails about alerts and about questions, and return their count."""
    queued = question_emails.queue_summaries()
    for user in users_who_want(TranslatorPreferences, MailChoice.DAILY):
        preferences = TranslatorPreferences.of(user)
        if preferences.mail != MailChoice.DAILY or not find_news(user, preferences):
            continue
        if TranslatorPreferences.claim_summary(user):
            mail.queue(news_email, user=user)
            queued += 1
    return queued


def find_news(user: User, preferences: TranslatorPreferences) -> list[DashboardRow]:
    """Return the live alerts with news for `user`, with the languages to translate into."""
    since = preferences.mailed_at or timezone.now() - FIRST_NEWS
    page_ids = set(EnglishNews.objects.filter(at__gt=since).values_list("page", flat=True))
    if not page_ids:
        return []
    dashboard = TranslationDashboard(user)
    rows = [row for row in dashboard.rows() if row.pk in page_ids and row.live and not row.is_over]
    dashboard.fill(rows)
    for row in rows:
        row.cells = [cell for cell in row.cells if cell.step in TO_TRANSLATE]
    return [row for row in rows if row.cells]


def news_email(_no_id: int, user: User) -> mail.Email | mail.Later | None:
    """Return the email about news for `user`, None if there is none to send, or `Later` to wait."""
    now, preferences = timezone.now(), TranslatorPreferences.of(user)
    if preferences.pk is None or preferences.mail == MailChoice.NONE:
        return None
    rows = find_news(user, preferences)
    if not rows:
        return None
    due = preferences.must_wait_until(now)
    if due and preferences.mail == MailChoice.AT_ONCE:
        return mail.Later(due)
    return mail.Email(
        f"To translate: {rows[0].title}"
        if len(rows) == 1
        else f"{len(rows)} alerts are new or have changed",
        "translation/admin/mail/news",
        {"rows": rows, "address": absolute(reverse("translation_dashboard"))},
        has_html=False,
        on_sent=partial(preferences.record_mail, now),
    )
