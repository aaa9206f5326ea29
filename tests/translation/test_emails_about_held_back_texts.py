"""Tests for emails about doubtful texts held back when a scheduled translation went live."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import GroupPagePermission

from home.translation import review
from tests import factories as make
from tests.support.held_back import (
    GOOD_ASK,
    NEW_ASK,
    NEW_SHARE,
    SOMALI,
    now,
    publish_translation,
    reverse_ask,
    write,
)

pytestmark = pytest.mark.django_db
DOUBTFUL, GOOD = "Waan wacay 3 jeer.", "Ma wicin. Hadda adiga."


@pytest.fixture
def scheduling(db):
    return make.user("Editors", email="scheduling@campaign.example")


@pytest.fixture
def translation():
    return reverse_ask(publish_translation())


@pytest.fixture
def go_live(run_worker, scheduling):
    """Return a function that schedules a translation, lets it go live, and sends the emails."""

    def go_live(translation, *, before_publishing=None, before_the_email=None):
        write(translation, NEW_ASK, GOOD_ASK)
        page = now(translation)
        page.go_live_at = timezone.now() + timedelta(hours=1)
        page.save_revision(user=make.user("Editors")).publish(user=scheduling)
        with time_machine.travel(page.go_live_at + timedelta(seconds=1)):
            if before_publishing:
                before_publishing()
            call_command("publish_due")
            if before_the_email:
                before_the_email()
            run_worker()

    return go_live


def recipients(mailoutbox):
    return {address for email in mailoutbox for address in email.to}


def test_translators_and_the_editor_who_scheduled_hear_which_text_readers_do_not_have(
    translation, go_live, mailoutbox
):
    make.user(SOMALI, email="so@campaign.example")
    make.user("Translators (Español)", email="es@campaign.example")
    write(translation, NEW_SHARE, DOUBTFUL)
    go_live(translation)
    assert recipients(mailoutbox) == {"so@campaign.example", "scheduling@campaign.example"}
    for email in mailoutbox:
        assert email.subject.startswith("Not all of it was published: ")
        assert f"1 string waits for you: “{NEW_SHARE}”" in email.body
        assert f"/admin/pages/{now(translation).pk}/edit/" in email.body


@pytest.mark.parametrize("text", [NEW_SHARE, "Waan wacay before the end of your day.", DOUBTFUL])
def test_every_kind_of_doubt_is_reported(translation, go_live, mailoutbox, text):
    write(translation, NEW_SHARE, text)
    go_live(translation)
    assert recipients(mailoutbox) == {"scheduling@campaign.example"}


def test_nobody_gets_an_email_if_all_texts_were_published(translation, go_live, mailoutbox):
    write(translation, NEW_SHARE, GOOD)
    go_live(translation)
    assert mailoutbox == []


def test_nobody_gets_an_email_about_a_text_that_was_corrected_before_it_was_sent(
    translation, go_live, mailoutbox
):
    def correct():
        write(translation, NEW_SHARE, GOOD)
        review.publish(now(translation), make.user())

    write(translation, NEW_SHARE, DOUBTFUL)
    go_live(translation, before_the_email=correct)
    assert mailoutbox == []


def test_who_scheduled_it_and_may_no_longer_publish_but_edit_gets_an_email(
    translation, scheduling, go_live, mailoutbox
):
    def let_edit_only():
        group = Group.objects.create(name="Writers")
        edit = Permission.objects.get(codename="change_page")
        GroupPagePermission.objects.create(group=group, page=now(translation), permission=edit)
        scheduling.groups.set([group])

    write(translation, NEW_SHARE, DOUBTFUL)
    go_live(translation, before_publishing=let_edit_only)
    assert recipients(mailoutbox) == {"scheduling@campaign.example"}


def test_who_may_no_longer_edit_the_page_gets_no_email(
    translation, scheduling, go_live, mailoutbox
):
    write(translation, NEW_SHARE, DOUBTFUL)
    go_live(translation, before_the_email=scheduling.groups.clear)
    assert mailoutbox == []
