"""Random edits of alerts and explainers in every way that the admin, its API and commands offer."""

import random
from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Revision

from alerts.models import AlertIndexPage, AlertPage, ExplainerPage
from home import withdrawals
from home.operations import ledger
from home.publishing.due import publish_due
from tests import factories as make

CENTRAL = ZoneInfo("America/Chicago")
DAY = timedelta(days=1)
MODELS = AlertPage, ExplainerPage
# Around New Year in Minnesota, which is six hours later than in UTC.
NEW_YEAR = datetime(2031, 1, 1, tzinfo=CENTRAL)


class RandomPosts:
    """Random edits of posts, one per method. The same seed makes the same edits."""

    def __init__(self, seed, client, clock):
        self.random, self.client, self.clock = random.Random(seed), client, clock  # noqa: S311
        self.admin = make.user()
        client.force_login(self.admin)
        self.indexes = {
            AlertPage: [make.AlertIndexPageFactory(), make.AlertIndexPageFactory(slug="other")],
            ExplainerPage: [make.ExplainerIndexPageFactory()],
        }
        self.kinds = [
            getattr(self, name)
            for name in sorted(vars(type(self)))
            if name.startswith(("edit_", "clock_"))
        ]
        self.number = 0

    def make_one(self):
        change = self.random.choice(self.kinds)
        with suppress(ValidationError), transaction.atomic():
            change()
            return change.__name__
        return "refused " + change.__name__

    def a_model(self):
        return self.random.choice(MODELS)

    def a_post(self, **filters):
        filters = {"locale__language_code": "en"} | filters
        found = [
            page for model in MODELS for page in model.objects.filter(**filters).order_by("pk")
        ]
        return self.random.choice(found) if found else self.edit_add()

    def a_slug(self):
        self.number += 1
        word = self.random.choice(["post", "Post", "declaración", "打"])
        return f"{word}-{self.number}"

    def a_moment(self):
        around = self.random.choice([NEW_YEAR, NEW_YEAR.replace(year=2030), timezone.now()])
        return around + timedelta(hours=self.random.randint(-40, 40))

    def times(self):
        starts_at = self.a_moment()
        hours = self.random.choice([1, 24, 24 * 400])
        # Before the end or after it.
        decided_at = starts_at + timedelta(hours=hours * self.random.choice([0.5, 1.5]))
        decision = self.random.choice([("", None), ("", None), ("won", decided_at)])
        return {
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=hours),
            "outcome": decision[0],
            "decided_at": decision[1],
        }

    def a_later_moment(self):
        return timezone.now() + timedelta(hours=self.random.randint(1, 60))

    # Ways to add a post

    def edit_add(self):
        model = self.a_model()
        is_live = self.random.random() < 0.7
        factory = {AlertPage: make.AlertPageFactory, ExplainerPage: make.ExplainerPageFactory}[
            model
        ]
        times = self.times() if model is AlertPage else {}
        parent = self.random.choice(self.indexes[model])
        page = factory(
            parent=parent,
            slug=self.a_slug(),
            live=is_live,
            first_published_at=self.a_moment() if is_live else None,
            **times,
        )
        page.save_revision()
        return page

    def edit_copy(self):
        page = self.a_post()
        sent = {
            "new_title": "Copy",
            "new_slug": self.a_slug(),
            "new_parent_page": page.get_parent().pk,
            "publish_copies": self.random.choice(["on", ""]),
        }
        self.client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), sent)

    def edit_add_without_locale(self):
        # The index gives the page its locale.
        index = AlertIndexPage.objects.get(pk=self.indexes[AlertPage][0].pk)
        index = self.random.choice(index.get_translations(inclusive=True).order_by("pk"))
        page = AlertPage(title="A page", ask="Call.", first_published_at=timezone.now())
        for name, value in self.times().items():
            setattr(page, name, value)
        index.add_child(instance=page)

    def edit_translate(self):
        page = self.a_post()
        language = self.random.choice(["es", "so", "hmn"])
        if not page.get_translations().filter(locale__language_code=language).exists():
            make.translate(page, language, publish=self.random.random() < 0.7)

    # Ways to publish

    def changed(self, page):
        if isinstance(page, AlertPage):
            for name, value in self.times().items():
                setattr(page, name, value)
        return page

    def edit_publish(self):
        page = self.changed(self.a_post())
        if self.random.random() < 0.3:
            page.slug = self.a_slug()
        self.publish(page)

    def publish(self, page):
        if page.expire_at and page.expire_at <= timezone.now():
            page.expire_at = None
        page.save_revision().publish()

    def edit_draft(self):
        page = self.changed(self.a_post())
        page.expire_at = self.random.choice([None, self.a_later_moment()])
        page.save_revision()

    def edit_schedule(self):
        page = self.changed(self.a_post())
        if page.live and not page.live_revision_id:
            return
        page.go_live_at = self.random.choice([None, self.a_later_moment()])
        page.expire_at = (page.go_live_at or timezone.now()) + self.random.randint(1, 3) * DAY
        page.save_revision().publish()

    def edit_publish_old_revision(self):
        page = self.a_post()
        revisions = Revision.page_revisions.filter(object_id=str(page.pk)).order_by("pk")
        if not revisions:
            return
        old = self.random.choice(revisions)
        draft = old.as_object()
        draft.expire_at = None
        old.content = draft.serializable_data()
        old.save()
        old.publish()

    def edit_republish_in_bulk(self):
        self.bulk("publish", self.a_post(live=False))

    # Ways to withdraw

    def bulk(self, action, page):
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        sent = {"include_descendants": self.random.choice(["on", ""])}
        return self.client.post(f"{url}?id={page.pk}", sent)

    def edit_unpublish(self):
        page = self.a_post(live=True)
        self.client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))

    def edit_unpublish_in_bulk(self):
        self.bulk("unpublish", self.a_post(live=True))

    def edit_unpublish_by_api(self):
        page = self.a_post(live=True)
        self.client.post(reverse("wagtailadmin_api:pages:action", args=[page.pk, "unpublish"]))

    def edit_unpublish_as_plain_page(self):
        Page.objects.get(pk=self.a_post(live=True).pk).unpublish()

    def edit_delete(self):
        page = self.a_post()
        self.client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))

    def edit_withdraw_again(self):
        page = self.a_post()
        key = withdrawals.page_key(page)
        line = ledger.LedgerLine(timezone.now(), withdrawals.UNPUBLISHED, key, ())
        withdrawals.unpublish_again([line], dry_run=False)

    # Other changes

    def edit_move(self):
        page = self.a_post()
        parent = self.random.choice(self.indexes[type(page)])
        self.client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, parent.pk]))

    def edit_restrict(self):
        if self.random.random() < 0.5:
            PageViewRestriction.objects.all().delete()
        else:
            page = self.random.choice([self.a_post(), self.indexes[AlertPage][1]])
            PageViewRestriction.objects.create(page=page, restriction_type="login")

    def edit_lock(self):
        self.client.post(reverse("wagtailadmin_pages:lock", args=[self.a_post().pk]))

    def clock_moves(self):
        moment = timezone.now() + timedelta(hours=self.random.randint(1, 60))
        self.clock.move_to(moment, tick=False)
        self.client.force_login(self.admin)  # the session may have expired
        if self.random.random() < 0.7:
            publish_due()
