"""Tests for what an administrator is offered and allowed to do about each kind of account."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from home.people import second_factor
from home.people.models import FactorCode

pytestmark = pytest.mark.django_db

CODE, RESET, END = "give_factor_code", "reset_second_factor", "end_access"
PASSWORD = "secret and some more"


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def signed_in():
    def sign_in(account):
        TOTP.activate(account, generate_totp_secret())
        client = Client()
        client.force_login(account)
        session = client.session
        session[second_factor.PROVED] = Authenticator.objects.get(user=account).pk
        session.save()
        return client

    return sign_in


@pytest.fixture
def admin(user, signed_in):
    return signed_in(user(username="admin"))


@pytest.fixture
def helper(user, signed_in):
    """Return a client of somebody who may change accounts, but is no administrator."""
    account = user("Editors", username="helper")
    account.user_permissions.add(
        Permission.objects.get(codename="change_user", content_type__app_label="people")
    )
    return signed_in(account)


def account(user, *, is_active, has_factor):
    made = user("Editors", username="owner", is_active=is_active)
    if has_factor:
        TOTP.activate(made, generate_totp_secret())
    return made


def offers(client, account):
    page = client.get("/admin/users/").text
    return {
        one for one in (CODE, RESET, END) if f'href="{reverse(one, args=[account.pk])}"' in page
    }


@pytest.mark.parametrize(
    ("is_active", "has_factor", "is_required", "offered"),
    [
        (True, False, True, {CODE, END}),
        (True, False, False, {END}),
        (True, True, True, {RESET, END}),
        (False, False, True, set()),
        (False, True, True, {RESET}),
    ],
)
def test_the_list_of_users_offers_what_is_possible(
    user, admin, settings, is_active, has_factor, is_required, offered
):
    owner = account(user, is_active=is_active, has_factor=has_factor)
    settings.SECOND_FACTOR_REQUIRED = is_required
    assert offers(admin, owner) == offered


def test_nobody_is_offered_actions_about_themselves_or_without_the_permission(
    user, helper, signed_in
):
    owner = account(user, is_active=True, has_factor=False)
    assert offers(helper, owner) == {CODE, END}
    assert offers(helper, get_user_model().objects.get(username="helper")) == set()
    other = user("Editors", username="other")
    other.user_permissions.add(
        Permission.objects.get(codename="delete_user", content_type__app_label="people")
    )
    assert offers(signed_in(other), owner) == set()


@pytest.mark.parametrize(("name", "has_factor"), [(CODE, False), (RESET, True), (END, False)])
def test_a_helper_acts_on_accounts_that_are_no_administrators(user, helper, name, has_factor):
    owner = account(user, is_active=True, has_factor=has_factor)
    helper.post(reverse(name, args=[owner.pk]))
    owner.refresh_from_db()
    assert owner.is_active is (name != END)
    assert FactorCode.objects.filter(user=owner).exists() is (name != END)
    assert not Authenticator.objects.filter(user=owner).exists()


@pytest.mark.parametrize(
    ("is_active", "has_factor", "is_required", "said"),
    [
        (False, False, True, "owner has no access."),
        (True, True, True, "owner has a second factor already."),
        (True, False, False, "This site needs no code to add a second factor."),
    ],
)
def test_a_code_is_refused_with_a_reason(
    user, admin, settings, is_active, has_factor, is_required, said
):
    owner = account(user, is_active=is_active, has_factor=has_factor)
    settings.SECOND_FACTOR_REQUIRED = is_required
    assert said in admin.post(reverse(CODE, args=[owner.pk]), follow=True).text
    assert not FactorCode.objects.exists()


@pytest.mark.parametrize(
    ("is_active", "is_required", "has_code"),
    [(True, True, True), (False, True, False), (True, False, False)],
)
def test_after_a_reset_a_code_is_given_where_it_is_needed(
    user, admin, settings, is_active, is_required, has_code
):
    owner = account(user, is_active=is_active, has_factor=True)
    settings.SECOND_FACTOR_REQUIRED = is_required
    page = admin.post(reverse(RESET, args=[owner.pk]))
    assert not Authenticator.objects.filter(user=owner).exists()
    assert FactorCode.objects.exists() is has_code
    assert page.status_code == (200 if has_code else 302)
    again = admin.post(reverse(RESET, args=[owner.pk]), follow=True)
    assert "owner has no second factor." in again.text


def test_the_end_of_access_takes_each_right(user, admin):
    owner = account(user, is_active=True, has_factor=False)
    owner.user_permissions.add(Permission.objects.get(codename="access_admin"))
    get_user_model().objects.filter(pk=owner.pk).update(is_staff=True, is_superuser=True)
    admin.post(reverse(END, args=[owner.pk]))
    owner.refresh_from_db()
    assert (owner.is_active, owner.is_staff, owner.is_superuser) == (False, False, False)
    assert not owner.user_permissions.exists()


def test_a_session_that_has_ended_is_not_ended_again(user, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    owner = user("Editors", username="owner")
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.force_login(owner)
    address = reverse("own_sessions")
    assert "Signed out there." in here.post(address, follow=True).text
    assert "That session has ended already." in here.post(address, follow=True).text


# Commands


def first_administrator():
    out = StringIO()
    call_command("firstadministrator", "admin", stdout=out)
    return out.getvalue()


def test_a_first_administrator_is_made_unless_there_is_an_active_one(user, monkeypatch):
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)
    user(username="former", is_active=False)
    user("Editors", username="editor")
    said = first_administrator()
    made = get_user_model().objects.get(username="admin")
    assert made.is_superuser
    assert made.is_staff
    password = said.partition("Password, shown only now: ")[2].split()[0]
    assert made.check_password(password)
    assert "within 7 days: " in said
    assert first_administrator() == "The site has an administrator.\n"


def test_a_given_password_is_checked_and_not_printed(settings, monkeypatch):
    settings.SECOND_FACTOR_REQUIRED = False
    monkeypatch.setenv("ADMIN_PASSWORD", "short")
    with pytest.raises(CommandError, match="No account was created"):
        first_administrator()
    assert not get_user_model().objects.filter(username="admin").exists()
    monkeypatch.setenv("ADMIN_PASSWORD", PASSWORD)
    assert first_administrator() == "Created the administrator admin.\n"


def test_the_reset_of_an_unknown_account_is_refused():
    with pytest.raises(CommandError, match="no account with this name"):
        call_command("resetsecondfactor", "nobody")
