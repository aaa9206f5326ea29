"""Tests for moderators' email preferences on their account page."""

import pytest

from alerts.comments.models import ModeratorPreferences
from tests.support.mail_choices import ACCOUNT, account_form

pytestmark = pytest.mark.django_db


def test_a_moderator_chooses_in_the_account(client, user):
    somebody = user("Moderators (Soomaali)")
    client.force_login(somebody)
    fields = account_form(client)
    assert fields["moderator_mail-mail"] == "daily"
    answer = client.post(ACCOUNT, fields | {"moderator_mail-mail": "at_once"})
    assert answer.status_code == 302
    assert somebody.moderator_preferences.mail == "at_once"
    assert account_form(client)["moderator_mail-mail"] == "at_once"


def test_an_unknown_choice_changes_nothing(client, user):
    somebody = user("Moderators (Soomaali)")
    ModeratorPreferences.objects.create(user=somebody, mail="none")
    client.force_login(somebody)
    answer = client.post(ACCOUNT, account_form(client) | {"moderator_mail-mail": "hourly"})
    assert answer.status_code == 200
    assert ModeratorPreferences.objects.get().mail == "none"


@pytest.mark.parametrize("group", ["Editors", "Translators (Soomaali)"])
def test_users_who_do_not_moderate_have_no_preference_and_cannot_set_one(admin_of, group):
    client = admin_of(group)
    fields = account_form(client)
    assert "moderator_mail-mail" not in fields
    assert client.post(ACCOUNT, fields | {"moderator_mail-mail": "at_once"}).status_code == 302
    assert not ModeratorPreferences.objects.exists()


def test_the_default_for_administrators_is_no_email(admin_of):
    assert account_form(admin_of())["moderator_mail-mail"] == "none"
