"""Random changes to a campaign's site by people in all roles, and by the passing of time."""

import random
from datetime import timedelta

from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from alerts.calls import totals
from alerts.calls.models import CallCount, SupportCount
from alerts.comments import erasure, flagging
from alerts.comments.models import CommentSettings, PostComment, Status
from alerts.comments.services import Decision, set_paused, set_status, set_thread_closed
from alerts.models import AlertPage, ExplainerPage, Office
from home.models import Meeting
from home.publishing.due import publish_due
from home.translation.models import Phrase, PhraseTranslation
from tests import factories as make
from tests.support import every_page

# Addresses after the prefix of the language.
SURFACES = [
    *("", "alerts/", "alerts/call/", "alerts/second/", "background/", "background/why/"),
    *("feed.atom", "feed.json", "calendar.ics", "alerts/call/action.ics", "alerts/call/card/"),
    *("alerts/call/repost/", "alerts/call/comments/", "alerts/call/flyer/"),
]


class RandomChanges:
    """Random changes to a site, one per method. The same seed makes the same changes."""

    def __init__(self, seed, clock):
        self.random, self.clock = random.Random(seed), clock  # noqa: S311
        self.admin = make.user()
        self.alerts = [make.AlertPageFactory(slug=slug) for slug in ("call", "second")]
        make.call(self.alerts[0], make.office())
        self.why = make.ExplainerPageFactory(slug="why")
        make.phrase("English role")
        self.kinds = [
            getattr(self, name)
            for name in sorted(vars(type(self)))
            if name.startswith(("editor", "translator", "moderator", "reader", "clock_"))
        ]

    def make_one(self):
        change = self.random.choice(self.kinds)
        change()
        return change.__name__

    def a_word(self):
        return f"Word{self.random.randrange(10**6)}"

    def an_alert(self):
        alerts = AlertPage.objects.filter(locale__language_code="en").order_by("pk")
        return self.random.choice(alerts)

    def a_comment(self, *statuses):
        comments = PostComment.objects.order_by("pk")
        found = list(comments.filter(status__in=statuses) if statuses else comments)
        return self.random.choice(found) if found else None

    # Editors

    def editor_publishes(self):
        page = self.random.choice([self.an_alert(), ExplainerPage.objects.get(pk=self.why.pk)])
        page.title = f"English {self.a_word()}"
        page.save_revision().publish()

    def editor_saves_a_draft(self):
        page = self.an_alert()
        page.title = f"English draft {self.a_word()}"
        page.save_revision()

    def editor_unpublishes_or_publishes(self):
        page = self.an_alert()
        if page.live:
            page.unpublish()
        else:
            page.save_revision().publish()

    def editor_schedules(self):
        page = self.an_alert()
        if page.live and page.live_revision_id:
            page.ask = f"English ask {self.a_word()}"
            page.go_live_at = timezone.now() + timedelta(minutes=self.random.randint(1, 300))
            page.save_revision().publish()

    def editor_changes_times(self):
        now = timezone.now()
        AlertPage.objects.filter(pk=self.an_alert().pk).update(
            starts_at=now + timedelta(hours=self.random.randint(-9, 2)),
            ends_at=now + timedelta(hours=self.random.randint(3, 30)),
        )

    def editor_changes_an_office(self):
        office = Office.objects.first()
        phone = office.phones.first()
        phone.number = f"+1651{self.random.randint(2010000, 9999999)}"
        phone.save()

    def editor_adds_cancels_or_deletes_a_meeting(self):
        meeting, number = Meeting.objects.first(), self.random.random()
        if meeting is None or number < 0.4:
            make.meeting()
        elif number < 0.8:
            meeting.is_cancelled = not meeting.is_cancelled
            meeting.save()
        else:
            meeting.delete()

    def editor_changes_a_phrase(self):
        phrase = Phrase.objects.order_by("pk").last()
        phrase.text = f"English {self.a_word()}"
        phrase.save()

    def editor_restricts_or_opens(self):
        page = self.an_alert()
        restricted = PageViewRestriction.objects.filter(page=page)
        if restricted.exists():
            restricted.delete()
        else:
            every_page.restrict(page)

    def editor_moves(self):
        page = self.an_alert()
        page.slug = self.random.choice(["moved", "call", "second"])
        if not AlertPage.objects.filter(slug=page.slug).exclude(pk=page.pk).exists():
            page.save_revision().publish()

    def editor_redirects(self):
        Redirect.objects.update_or_create(
            old_path="/en/alerts/second", defaults={"redirect_page": self.an_alert()}
        )

    # Translators

    def translator_publishes(self):
        page = self.random.choice([self.an_alert(), self.why])
        language = self.random.choice(["es", "so", "hmn"])
        if page.live and not page.get_translations().filter(locale__language_code=language):
            every_page.translate_with_markup(type(page).objects.get(pk=page.pk), language)

    def translator_reviews(self):
        language = self.random.choice(["es", "so", "hmn"])
        AlertPage.objects.filter(locale__language_code=language).update(
            reviewed_on=timezone.localdate()
        )

    def translator_translates_a_phrase(self):
        PhraseTranslation.objects.update_or_create(
            phrase=Phrase.objects.order_by("pk").last(),
            language=self.random.choice(["es", "so", "hmn"]),
            defaults={"text": self.a_word()},
        )

    # Readers

    def reader_comments(self):
        language = self.random.choice(make.LANGUAGES)
        make.comment(self.an_alert(), language, Status.PENDING, text=self.a_word())

    def reader_flags(self):
        if comment := self.a_comment(Status.PUBLISHED):
            flagging.count_flag(comment.pk)

    def reader_withdraws(self):
        if comment := self.a_comment(Status.PENDING, Status.PUBLISHED):
            erasure.withdraw(comment.pk)

    def reader_supports(self):
        alert = self.an_alert()
        facts = {"alert": alert, "language": "en", "day": timezone.localdate()}
        SupportCount.objects.update_or_create(
            **facts, defaults={"number": self.random.randint(5, 99)}
        )
        totals.rewrite(alert.pk)
        self.clock.shift(31)

    def reader_calls(self):
        alert = self.alerts[0]
        facts = {"alert": alert, "language": "so", "day": timezone.localdate()}
        CallCount.objects.update_or_create(
            **facts,
            office=Office.objects.first(),
            result="spoke",
            defaults={"number": self.random.randint(5, 99)},
        )
        totals.rewrite(alert.pk)
        self.clock.shift(31)

    # Moderators

    def moderator_decides(self):
        if comment := self.a_comment(Status.PENDING, Status.PUBLISHED, Status.REJECTED):
            status = self.random.choice([Status.PUBLISHED, Status.PUBLISHED, Status.SPAM])
            set_status(comment.pk, Decision(status, by=self.admin))

    def moderator_publishes(self):
        comment = make.comment(
            self.an_alert(), self.random.choice(make.LANGUAGES), Status.PENDING, text=self.a_word()
        )
        set_status(comment.pk, Decision(Status.PUBLISHED, by=self.admin))

    def moderator_erases(self):
        if comment := self.a_comment(Status.PUBLISHED):
            erasure.erase(comment.pk, by=self.admin)

    def moderator_closes_a_thread(self):
        if comment := self.a_comment(Status.PUBLISHED):
            set_thread_closed(comment, not comment.is_closed, by=self.admin)

    def moderator_pauses(self):
        set_paused(not CommentSettings.load().is_paused, by=self.admin)

    # The clock

    def clock_passes(self):
        self.clock.shift(self.random.choice([60, 3600, 9 * 3600, 24 * 3600]))
        publish_due()
