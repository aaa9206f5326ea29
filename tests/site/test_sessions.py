"""Tests for the end of sessions and of people's access."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from home.translation.models import TranslationLink
from tests import factories as make
from tests.support import translating
from tests.support.soup import parse, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def sign_in(client):
    client.post("/admin/login/", {"username": "owner", "password": "secret"})


@pytest.fixture
def owner(user):
    return user("Editors", username="owner")


def test_a_session_ends_when_unused_and_in_any_case_after_a_week(
    client, owner, settings, time_machine
):
    settings.SESSION_COOKIE_AGE, settings.SESSION_MAX_AGE = 8 * 3600, 7 * 86400
    now = timezone.now()
    sign_in(client)
    hours = 0
    while hours < 24 * 7 - 6:
        hours += 6
        time_machine.move_to(now + timedelta(hours=hours))
        assert client.get("/admin/account/").status_code == 200
    time_machine.move_to(now + timedelta(days=7, minutes=1))
    assert client.get("/admin/account/").status_code == 302
    sign_in(client)
    assert client.get("/admin/account/").status_code == 200
    time_machine.move_to(now + timedelta(days=7, hours=9))
    assert client.get("/admin/account/").status_code == 302


def test_people_see_their_own_sessions_and_end_them(client, owner, user):
    elsewhere, another = Client(), Client()
    for one in (elsewhere, another, client):
        sign_in(one)
    stranger = Client()
    stranger.force_login(user("Moderators"))
    address = reverse("own_sessions")
    found = client.get(address).context["sessions"]
    assert [one.is_current for one in found] == [True, False, False]
    page = client.get(address).content.decode()
    assert not [row for row in Session.objects.all() if row.session_key in page]
    rows = parse(client.get(address)).select("tbody tr")
    assert [text_of(row.find_all("td")[-1]) for row in rows] == [
        *("This one", "Sign out there", "Sign out there"),
    ]
    assert "Sign out everywhere else" in page
    stranger.post(address, {"session": found[1].name})
    client.post(address, {"session": found[1].name})
    assert sorted(one.get("/admin/").status_code for one in (elsewhere, another)) == [200, 302]
    client.post(address)
    assert "Sign out everywhere else" not in client.get(address).content.decode()
    assert {one.get("/admin/").status_code for one in (elsewhere, another)} == {302}
    assert client.get("/admin/").status_code == stranger.get("/admin/").status_code == 200


def test_the_end_of_access_is_one_step(client, owner, user, django_capture_on_commit_callbacks):
    alert = make.AlertPageFactory()
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    _link, token = TranslationLink.issue(translating.translation_of(alert, "so"), owner)
    TOTP.activate(owner, generate_totp_secret())
    elsewhere = Client()
    elsewhere.force_login(owner)
    admin = user(username="admin")
    client.force_login(admin)
    address = reverse("end_access", args=[owner.pk])
    assert client.get(address).status_code == 200
    owner.refresh_from_db()
    assert owner.is_active
    client.post(address)
    owner.refresh_from_db()
    assert not owner.is_active
    assert not owner.groups.exists()
    assert not owner.has_usable_password()
    assert not Authenticator.objects.exists()
    assert elsewhere.get("/admin/").status_code == 302
    assert Session.objects.count() == 1
    assert client.get(reverse("translate:overview", args=[token])).status_code in (404, 410)
    assert ModelLogEntry.objects.get(action="people.access_ended").user == admin


def test_nobody_ends_their_own_access_and_only_administrators_that_of_administrators(client, user):
    admin, helper = user(username="admin"), user("Editors", username="helper")
    helper.user_permissions.add(
        Permission.objects.get(codename="change_user", content_type__app_label="people")
    )
    for who, whom in ((admin, admin), (helper, admin)):
        client.force_login(who)
        client.post(reverse("end_access", args=[whom.pk]))
        whom.refresh_from_db()
        assert whom.is_active
    client.post(reverse("reset_second_factor", args=[admin.pk]))
    assert not ModelLogEntry.objects.filter(action="people.second_factor_reset").exists()
