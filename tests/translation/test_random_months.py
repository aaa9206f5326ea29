"""Test of pages while editors and translators act at random."""

import random
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from wagtail_localize.models import StringTranslation

from tests.support.campaign import LANGUAGES, Campaign
from tests.translation.test_a_month import OLDER, PARTLY

pytestmark = [pytest.mark.django_db, pytest.mark.audit]

STEPS = 40


class RandomMonth:
    def __init__(self, seed):
        self.random = random.Random(seed)  # noqa: S311
        self.campaign = Campaign()
        self.campaign.write()
        self.campaign.submit(*LANGUAGES)
        self.is_live = True
        self.kept = set()
        # {(language, part): {version, …}}: the versions that each translator has translated.
        self.written = {}

    def some_parts(self):
        parts = list(self.campaign.versions)
        return self.random.sample(parts, self.random.randint(1, len(parts)))

    def step(self):
        actions = {
            self.rewrite: 3,
            self.keep_a_draft: 1,
            self.turn_blocks_round: 1,
            self.throw_the_switch: 1,
            self.unpublish: 1,
            self.translate: 8,
            self.publish: 6,
        }
        (action,) = self.random.choices(list(actions), actions.values())
        action()
        return action.__name__

    def rewrite(self, *parts):
        self.campaign.write(*(parts or self.some_parts()))
        self.is_live = True

    def keep_a_draft(self):
        self.campaign.write(*self.some_parts(), publish=False)

    def turn_blocks_round(self):
        self.campaign.is_turned = not self.campaign.is_turned
        self.rewrite()

    def throw_the_switch(self):
        is_on = self.campaign.fields.get("urgent_fix")
        self.campaign.write(urgent_fix="" if is_on else "on")
        self.is_live = True

    def unpublish(self):
        if self.is_live:
            self.campaign.unpublish()
            self.is_live = False

    def translate(self):
        language = self.random.choice(list(LANGUAGES))
        parts = self.random.choice([(), ("first", *self.some_parts())])
        self.campaign.translate(language, *parts)
        for part in parts or (*self.campaign.versions, "first"):
            version = self.campaign.published.get(part, 1)
            self.written.setdefault((language, part), set()).add(version)

    def publish(self):
        self.campaign.publish(self.random.choice(list(LANGUAGES)))

    def check(self):
        kept = set(StringTranslation.objects.values_list("pk", flat=True))
        assert self.kept <= kept, "a translator's words are gone"
        self.kept = kept
        for language in ("en", *LANGUAGES):
            if not self.is_live:
                assert self.campaign.visit(language).status_code == 404
            else:
                self.check_page(language, self.campaign.read(language))

    def check_page(self, language, seen):
        published = self.campaign.published | {"first": 1}
        assert set(seen) | {"line"} == set(published)
        assert seen["first"][0] == seen["text"][0], "a paragraph is in two languages"
        for part, (is_in, version) in seen.items():
            if is_in == "en":
                assert version == published[part]
            else:
                assert version in self.written[language, part]
        own = {part for part, (is_in, _version) in seen.items() if is_in == language != "en"}
        if not own:
            return
        old = {part for part in own if seen[part][1] != published[part]}
        if "line" not in seen:  # an old meaning is not shown
            old |= {"line"} if self.campaign.hears(language, OLDER) else set()
        assert bool(old) == self.campaign.hears(language, OLDER)
        if old - {"line"}:
            assert not self.campaign.fields.get("urgent_fix"), f"dangerous: {old}"
        if set(seen) - own:
            assert self.campaign.hears(language, PARTLY)


@pytest.mark.parametrize("seed", range(4))
def test_every_page_is_correct_throughout_a_random_month(seed):
    with time_machine.travel(datetime(2031, 6, 3, 14, tzinfo=UTC), tick=False) as clock:
        month, steps = RandomMonth(seed), []
        for _ in range(STEPS):
            clock.shift(timedelta(hours=6))
            steps.append(month.step())
            try:
                month.check()
            except AssertionError as error:
                error.add_note(f"after: {', '.join(steps)}")
                raise
