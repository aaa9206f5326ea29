"""Tests for adding a second factor to an account that has none, and for removing factors."""

from functools import partial

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import get_user_model as user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    ModelLogEntry,
    Site,
)

from home.people import factor_codes, offboarding, second_factor, throttling
from home.people.models import FactorCode
from tests import factories as make
from tests.support.all_or_nothing import assert_all_or_nothing
from tests.support.everything import everything_stored

pytestmark = pytest.mark.django_db

SIGN_IN, TYPE_CODE = "/admin/login/", reverse("type_factor_code")
SET_UP_APP, ADD_PASSKEY = reverse("mfa_activate_totp"), reverse("mfa_add_webauthn")
SUBMIT_ONLY = "Submit-only translators (Soomaali)"


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def owner(user):
    return user("Editors", username="owner", email="owner@example.org")


def sign_in(client, username="owner", next="/admin/"):
    return client.post(SIGN_IN, {"username": username, "password": "secret", "next": next})


def is_in(client):
    return client.get("/admin/").status_code == 200


def app_code(secret):
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))


def add_app(client):
    page = client.get(SET_UP_APP)
    secret = page.context["form"].secret if page.status_code == 200 else generate_totp_secret()
    return client.post(SET_UP_APP, {"code": app_code(secret)})


def proved_by(user, factor):
    """Return a client that is signed in as `user`, and whose session has used `factor`."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[second_factor.PROVED] = factor.pk
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": timezone.now().timestamp()}
    ]
    session.save()
    return client


def passkey(user):
    return Authenticator.objects.create(
        user=user, type="webauthn", data={"name": "Phone", "credential": {}}
    )


@pytest.mark.parametrize("address", [SET_UP_APP, ADD_PASSKEY, "/admin/second-factor/"])
@pytest.mark.parametrize("group", ["Editors", SUBMIT_ONLY, None])
def test_a_password_alone_adds_no_first_factor(client, user, group, address):
    someone = user(group, username="someone")
    sign_in(client, "someone")
    for answer in (client.get(address), client.post(address, {"code": "123456"})):
        assert (answer.status_code, answer["Location"]) == (302, TYPE_CODE)
    assert add_app(client).status_code == 302
    assert not Authenticator.objects.filter(user=someone).exists()


@pytest.mark.parametrize("change", [str, str.lower, lambda code: f" {code.replace('-', ' ')} "])
def test_the_code_of_an_administrator_lets_the_owner_add_a_factor_once(client, owner, change):
    code = factor_codes.issue(owner, by=None)
    sign_in(client, next="/admin/comments/")
    assert client.post(TYPE_CODE, {"code": change(code)}).status_code == 302
    assert add_app(client)["Location"] == reverse("mfa_view_recovery_codes")
    assert is_in(client)
    assert not FactorCode.objects.exists()
    second_factor.reset(owner, by=None)
    sign_in(client)
    assert "no longer valid" in client.post(TYPE_CODE, {"code": code}).content.decode()


def test_the_link_leads_through_sign_in_to_the_code_even_while_strangers_lock_the_account(
    client, owner
):
    for _ in range(40):
        throttling.take(throttling.ACCOUNT, "owner")
    assert sign_in(client).status_code == 429
    code = factor_codes.issue(owner, by=None)
    link = factor_codes.link(code)
    to_sign_in = client.get(link)["Location"]
    assert to_sign_in == f"{SIGN_IN}?next=/admin/second-factor/code/{code}/"
    assert sign_in(client, next=f"/admin/second-factor/code/{code}/")["Location"] in link
    assert f'value="{code}"' in client.get(link).content.decode()
    client.post(link, {"code": code})
    assert client.get(SET_UP_APP).status_code == 200


@pytest.mark.parametrize(
    "code", ["", "2345-6789-ABCD", "x" * 51, "\x00", "۲۳۴۵", "of another account", "expired", "old"]
)
def test_any_other_code_is_refused_with_a_sentence(client, owner, user, code, time_machine):
    if code == "of another account":
        code = factor_codes.issue(user("Editors"), by=None)
    elif code in ("expired", "old"):
        is_old = code == "old"
        code = factor_codes.issue(owner, by=None)
        if is_old:
            factor_codes.issue(owner, by=None)
        else:
            time_machine.move_to(timezone.now() + factor_codes.VALID_FOR)
    sign_in(client)
    answer = client.post(TYPE_CODE, {"code": code})
    assert answer.status_code == 200
    assert answer.context["form"].errors["code"]
    assert client.get(SET_UP_APP)["Location"] == TYPE_CODE


def test_codes_cannot_be_guessed(client, owner):
    code = factor_codes.issue(owner, by=None)
    sign_in(client)
    for _ in range(10):
        client.post(TYPE_CODE, {"code": "2345-6789-ABCD"})
    assert "Too many attempts" in client.post(TYPE_CODE, {"code": code}).content.decode()
    assert code.replace("-", "") not in everything_stored().replace("-", "")


def test_a_typed_code_is_worth_nothing_after_a_newer_one_or_the_end_of_access(client, owner):
    for end in (
        lambda: factor_codes.issue(owner, by=None),
        lambda: second_factor.reset(owner, by=None),
        lambda: offboarding.end_access(owner, by=make.user()),
    ):
        sign_in(client)
        client.post(TYPE_CODE, {"code": factor_codes.issue(owner, by=None)})
        assert client.get(SET_UP_APP).status_code == 200
        end()
        assert client.get(SET_UP_APP).status_code == 302
    assert not FactorCode.objects.exists()


def test_an_administrator_gives_a_code_on_the_users_page(owner, user):
    admin = user(username="admin")
    TOTP.activate(admin, generate_totp_secret())
    client = proved_by(admin, Authenticator.objects.get(user=admin))
    address = reverse("give_factor_code", args=[owner.pk])
    assert address in client.get("/admin/users/").content.decode()
    assert client.get(address).status_code == 200
    assert not FactorCode.objects.exists()
    page = client.post(address)
    assert page.context["code"] in page.content.decode()
    assert page.context["link"] in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert ModelLogEntry.objects.get(action="people.factor_code_given").user == admin
    TOTP.activate(owner, generate_totp_secret())
    assert client.post(address).status_code == 302
    assert address not in client.get("/admin/users/").content.decode()


def test_after_an_account_is_created_the_administrator_is_told_to_give_a_code(user):
    admin = user(username="admin")
    TOTP.activate(admin, generate_totp_secret())
    client = proved_by(admin, Authenticator.objects.get(user=admin))
    for group, is_told in (("Editors", True), (None, False)):
        created = client.post(
            "/admin/users/new/",
            {
                **{"username": f"new-{is_told}", "email": f"{is_told}@example.org"},
                **{"first_name": "New", "last_name": "One"},
                **dict.fromkeys(("password1", "password2"), "ruaj khov nyob"),
                "groups": [Group.objects.get(name=group).pk] if group else [],
            },
            follow=True,
        )
        found = user_model().objects.get(username=f"new-{is_told}")
        page = created.content.decode()
        assert page.count("needs a code to add a second factor") == is_told
        # A second link is in the list of users.
        address = reverse("give_factor_code", args=[found.pk])
        assert page.count(f'href="{address}"') == 1 + is_told


@pytest.mark.parametrize("who", ["Editors", "Moderators", "helper"])
def test_nobody_else_gives_codes_and_only_administrators_those_of_administrators(user, who):
    admin = user(username="admin")
    someone = user("Editors" if who == "helper" else who, username="someone")
    if who == "helper":
        someone.user_permissions.add(Permission.objects.get(codename="change_user"))
    TOTP.activate(someone, generate_totp_secret())
    client = proved_by(someone, Authenticator.objects.get(user=someone))
    assert client.post(reverse("give_factor_code", args=[admin.pk])).status_code == 302
    assert not FactorCode.objects.exists()


def test_commands_print_links_for_the_first_administrator_and_for_one_who_lost_the_factor(
    client, capsys, monkeypatch
):
    monkeypatch.setenv("ADMIN_PASSWORD", "secret and some more")
    call_command("firstadministrator", "admin")
    call_command("resetsecondfactor", "admin")
    links = [line.rpartition(" ")[2] for line in capsys.readouterr().out.splitlines()]
    link = [one for one in links if "/admin/second-factor/code/" in one][-1]
    form = {"username": "admin", "password": "secret and some more"}
    client.post(SIGN_IN, form | {"next": link})
    client.post(link, {"code": link.rstrip("/").rpartition("/")[2]})
    assert client.get(SET_UP_APP).status_code == 200


def test_without_the_setting_a_factor_needs_no_code(client, owner, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    sign_in(client)
    assert is_in(client)
    assert add_app(client)["Location"] == reverse("mfa_view_recovery_codes")
    assert is_in(client)


@pytest.mark.parametrize("kind", ["app", "passkey"])
def test_the_last_factor_stays_while_one_is_required(owner, settings, kind):
    if kind == "app":
        TOTP.activate(owner, generate_totp_secret())
        address = reverse("mfa_deactivate_totp")
    else:
        address = reverse("mfa_remove_webauthn", args=[passkey(owner).pk])
    RecoveryCodes.activate(owner)
    client = proved_by(owner, Authenticator.objects.exclude(type="recovery_codes").get())
    page = client.post(address, follow=True)
    assert "Add another one first" in page.content.decode()
    assert second_factor.exists(owner)
    settings.SECOND_FACTOR_REQUIRED = False
    client.post(address)
    assert not Authenticator.objects.exists()


def test_a_session_proved_with_a_removed_factor_is_signed_out(owner):
    TOTP.activate(owner, generate_totp_secret())
    app, other = Authenticator.objects.get(), passkey(owner)
    with_app, with_passkey = proved_by(owner, app), proved_by(owner, other)
    assert is_in(with_app)
    with_passkey.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(pk=app.pk).exists()
    assert not is_in(with_app)
    assert is_in(with_passkey)


def test_new_recovery_codes_end_the_sessions_that_used_the_old_ones_except_this_one(owner):
    TOTP.activate(owner, generate_totp_secret())
    RecoveryCodes.activate(owner)
    old = Authenticator.objects.get(type="recovery_codes")
    client, thief = proved_by(owner, old), proved_by(owner, old)
    assert client.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    assert (is_in(client), is_in(thief)) == (True, False)


def test_the_factor_of_another_account_proves_nothing(owner, user):
    TOTP.activate(owner, generate_totp_secret())
    other = user("Editors")
    TOTP.activate(other, generate_totp_secret())
    assert not is_in(proved_by(owner, Authenticator.objects.get(user=other)))


@pytest.mark.parametrize(
    ("where", "codename", "needs_one"),
    [
        ("collection", "add_image", True),
        ("collection", "change_document", True),
        ("collection", "choose_image", False),
        ("site", "change_alertsettings", True),
        ("page", "publish_page", True),
        ("page", "change_page", False),
        ("group", "publish_so", True),
        ("group", "view_postcomment", False),
    ],
)
def test_rights_decide_who_needs_a_factor_wherever_they_are_given(user, where, codename, needs_one):
    someone, group = user(SUBMIT_ONLY), Group.objects.create(name="Helpers")
    someone.groups.add(group)
    permission = Permission.objects.filter(codename=codename).first()
    if where == "collection":
        root = Collection.get_first_root_node()
        GroupCollectionPermission.objects.create(
            group=group, collection=root, permission=permission
        )
    elif where == "site":
        GroupSitePermission.objects.create(
            group=group, site=Site.objects.first(), permission=permission
        )
    elif where == "page":
        home = make.english_home()
        GroupPagePermission.objects.create(group=group, page=home, permission=permission)
    else:
        group.permissions.add(permission)
    assert second_factor.is_required(type(someone).objects.get(pk=someone.pk)) == needs_one


def test_a_code_is_given_only_with_its_entry_in_the_log(owner):
    assert_all_or_nothing(partial(factor_codes.issue, owner, by=None))
