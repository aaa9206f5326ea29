"""Tests for the second factor at sign-in."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.models import ModelLogEntry

from home.operations import ledger
from home.people import factor_codes, roles, second_factor, second_factor_views
from tests import factories as make
from tests.support.everything import everything_stored
from tests.support.reader_form import form_fields

pytestmark = pytest.mark.django_db

SIGN_IN, START = "/admin/login/", "/admin/second-factor/"
CODE = reverse("mfa_authenticate")
SUBMIT_ONLY = "Submit-only translators (Soomaali)"
NEEDS_ONE = [
    None,
    *(role.group for role in roles.ROLES if not role.group.startswith("Submit-only")),
]


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def owner(user):
    """Return an editor with an authenticator app, and its current code as `code()`."""
    owner = user("Editors", username="owner", email="owner@example.org")
    secret = generate_totp_secret()
    TOTP.activate(owner, secret)
    RecoveryCodes.activate(owner)
    owner.code = lambda: format_hotp_value(
        hotp_value(secret, int(timezone.now().timestamp()) // 30)
    )
    return owner


def user_with_app(group):
    made = make.user(group)
    TOTP.activate(made, generate_totp_secret())
    return made


def sign_in(client, username="owner", password="secret", **more):
    fields = {"username": username, "password": password, "next": "/admin/"} | more
    return client.post(SIGN_IN, fields)


def is_in(client):
    return client.get("/admin/").status_code == 200


@pytest.mark.parametrize("group", NEEDS_ONE)
def test_everybody_who_can_publish_or_moderate_must_add_a_factor_first(client, user, group):
    someone = user(group)
    sign_in(client, someone.username)
    for address in ("/admin/", "/admin/account/", "/admin/pages/"):
        assert client.get(address)["Location"] == START
    assert client.get(START)["Location"] == reverse("type_factor_code")
    assert client.get(reverse("type_factor_code")).status_code == 200


def test_translators_who_only_submit_need_no_factor(client, user):
    someone = user(SUBMIT_ONLY)
    sign_in(client, someone.username)
    assert is_in(client)


def test_a_right_of_their_own_makes_the_factor_necessary(client, user):
    from django.contrib.auth.models import Permission

    someone = user(SUBMIT_ONLY)
    someone.user_permissions.add(Permission.objects.get(codename="change_office"))
    sign_in(client, someone.username)
    assert not is_in(client)


def test_with_the_setting_off_nobody_needs_one_but_those_who_have_one_use_it(
    client, user, owner, settings
):
    settings.SECOND_FACTOR_REQUIRED = False
    editor = user("Editors")
    sign_in(client, editor.username)
    assert is_in(client)
    other = Client()
    assert sign_in(other)["Location"] == CODE
    assert not is_in(other)


@pytest.mark.parametrize("start", [SIGN_IN, "/_util/login/?next=/admin/"])
def test_the_password_alone_lets_nobody_in(client, owner, start):
    page = client.get(start, follow=True)
    assert page.redirect_chain in ([], [("/admin/login/?next=/admin/", 302)])
    assert sign_in(client)["Location"] == CODE
    assert not is_in(client)
    answer = client.post(CODE, {"code": "000000"})
    assert "That code is not right" in answer.content.decode()
    assert '<form method="post" autocomplete="off"' in answer.content.decode()
    assert not is_in(client)
    assert client.post(CODE, {"code": owner.code()})["Location"] == "/admin/"
    assert is_in(client)


def test_after_the_code_the_owner_is_where_they_wanted_to_be(client, owner):
    sign_in(client, next="/admin/pages/")
    assert client.post(CODE, {"code": owner.code()})["Location"] == "/admin/pages/"


def test_a_recovery_code_works_once(client, owner):
    code = Authenticator.objects.get(user=owner, type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in (True, False):
        client.logout()
        sign_in(client)
        client.post(CODE, {"code": code})
        assert is_in(client) == expected


def test_a_code_of_the_app_works_once(client, owner):
    code = owner.code()
    for expected in (True, False):
        client.logout()
        sign_in(client)
        client.post(CODE, {"code": code})
        assert is_in(client) == expected


def test_the_code_of_one_account_opens_no_other(client, owner, user):
    other = user("Editors", username="other")
    TOTP.activate(other, generate_totp_secret())
    sign_in(client, "other")
    client.post(CODE, {"code": owner.code()})
    assert not is_in(client)
    sign_in(client)
    client.post(CODE, {"code": owner.code()})
    sign_in(client, "other")
    assert not is_in(client)


def test_a_session_from_before_the_factor_is_signed_out(client, owner):
    # As before the account had a factor.
    client.force_login(owner)
    answer = client.get("/admin/")
    assert answer["Location"] == "/admin/login/?next=/admin/"
    document = make.DocumentFactory()
    assert client.get(reverse("mfa_index"))["Location"].startswith(SIGN_IN)
    assert client.get(f"/admin/documents/edit/{document.pk}/")["Location"].startswith(SIGN_IN)


def test_a_new_password_by_email_does_not_replace_the_factor(client, owner):
    link = reverse(
        "wagtailadmin_password_reset_confirm",
        args=[
            urlsafe_base64_encode(force_bytes(owner.pk)),
            default_token_generator.make_token(owner),
        ],
    )
    form = client.get(link)["Location"]
    new = "a long new password"
    client.post(form, {"new_password1": new, "new_password2": new})
    assert not is_in(client)
    assert sign_in(client, password=new)["Location"] == CODE
    assert not is_in(client)


def test_adding_an_app_gives_codes_ends_other_sessions_and_tells_the_owner(
    client, user, run_worker, mailoutbox, django_capture_on_commit_callbacks
):
    someone = user("Moderators", email="someone@example.org")
    elsewhere = Client()
    elsewhere.force_login(someone)
    sign_in(client, someone.username, next="/admin/comments/")
    assert client.get("/admin/comments/")["Location"] == START
    client.post(reverse("type_factor_code"), {"code": factor_codes.issue(someone, by=None)})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    code = format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(answer["Location"]).context["unused_codes"]
    assert len(codes) == 10
    assert client.get(reverse("second_factor_continue"))["Location"] == "/admin/comments/"
    assert client.get("/admin/comments/").status_code == 200
    assert Session.objects.count() == 1
    run_worker()
    assert mailoutbox[0].to == ["someone@example.org"]
    assert "A second factor was added" in mailoutbox[0].body


def test_an_administrator_resets_a_lost_factor_and_the_owner_is_told(
    client, user, owner, run_worker, mailoutbox
):
    elsewhere = Client()
    sign_in(elsewhere)
    elsewhere.post(CODE, {"code": owner.code()})
    assert is_in(elsewhere)
    admin = user(username="admin")
    client.force_login(admin)
    session = client.session
    TOTP.activate(admin, generate_totp_secret())
    session["second_factor"] = Authenticator.objects.get(user=admin).pk
    session.save()
    assert "Remove the second factor" in client.get("/admin/users/").content.decode()
    address = reverse("reset_second_factor", args=[owner.pk])
    assert "signed out everywhere" in client.get(address).content.decode()
    page = client.post(address)
    assert not is_in(elsewhere)
    assert not Authenticator.objects.filter(user=owner).exists()
    run_worker()
    assert [mail.to for mail in mailoutbox] == [["owner@example.org"]]
    assert "An administrator has removed" in mailoutbox[0].body
    entry = ModelLogEntry.objects.get(action="people.second_factor_reset")
    assert (entry.user, entry.object_id) == (admin, str(owner.pk))
    sign_in(elsewhere)
    assert elsewhere.get("/admin/")["Location"] == START
    elsewhere.post(reverse("type_factor_code"), {"code": page.context["code"]})
    assert elsewhere.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.parametrize("group", ["Editors", "Moderators", SUBMIT_ONLY])
@pytest.mark.parametrize("name", ["reset_second_factor", "end_access"])
def test_only_administrators_reset_factors_and_end_access(admin_of, owner, settings, group, name):
    settings.SECOND_FACTOR_REQUIRED = False
    client = admin_of(group)
    for answer in (client.get, client.post):
        assert answer(reverse(name, args=[owner.pk])).status_code == 302
    owner.refresh_from_db()
    assert owner.is_active
    assert Authenticator.objects.filter(user=owner).count() == 2


def test_a_restore_does_not_bring_back_a_factor_that_was_removed(
    owner, django_capture_on_commit_callbacks
):
    kept = user_with_app("Moderators")
    stolen = list(Authenticator.objects.filter(user=owner))
    with django_capture_on_commit_callbacks(execute=True):
        second_factor.reset(owner, by=None)
    Authenticator.objects.bulk_create(stolen)  # as in the backup
    assert ledger.replay(dry_run=True) == 2
    ledger.replay()
    assert [one.user for one in Authenticator.objects.all()] == [kept]


def test_the_last_factor_of_an_editor_cannot_be_removed(client, owner):
    sign_in(client)
    client.post(CODE, {"code": owner.code()})
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert "Add another one first" in answer.content.decode()
    assert Authenticator.objects.filter(user=owner, type="totp").exists()


def test_no_address_and_no_browser_is_in_any_table(owner):
    client = Client(REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Canary/7.7")
    sign_in(client, password="wrong")
    sign_in(client)
    client.post(CODE, {"code": "000000"})
    client.post(CODE, {"code": owner.code()})
    assert is_in(client)
    stored = everything_stored() + str([row.get_decoded() for row in Session.objects.all()])
    assert "203.0.113.77" not in stored
    assert "Canary" not in stored


def test_typed_text_survives_the_second_step(client, user):
    owner = user("Editors", username="typist")
    TOTP.activate(owner, secret := generate_totp_secret())
    sign_in(client, "typist", kept_form="reply=Words", next="/admin/translation/")
    code = format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))
    client.post(CODE, {"code": code})
    assert client.session["kept_forms"] == {"/admin/translation/": "reply=Words"}


def test_pages_of_the_second_factor_have_no_inline_script_or_style(client, owner):
    sign_in(client)
    pages = [client.get(CODE)]
    client.post(CODE, {"code": owner.code()})
    names = (
        "mfa_index",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_deactivate_totp",
        "mfa_list_webauthn",
        "account_reauthenticate",
        "mfa_reauthenticate",
    )
    pages += [client.get(reverse(name)) for name in names]
    for page in pages:
        assert page.status_code == 200
        assert "'unsafe-inline'" not in page["Content-Security-Policy"]
        assert " style=" not in page.content.decode()
        assert "no-store" in page["Cache-Control"]
    assert form_fields(pages[0])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_factor_is_added_or_removed_in_a_transaction(rf):
    request, found = rf.post("/"), []
    request.user = make.user()
    second_factor_views._in_turn(lambda request: found.append(connection.in_atomic_block))(request)
    assert found == [True]
