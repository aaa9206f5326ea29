"""Tests for what the pages of the second factor show."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse
from django.utils import timezone

from home.people import factor_codes
from tests.support.soup import page_of, text_of

pytestmark = pytest.mark.django_db

SUBMIT_ONLY = "Submit-only translators (Soomaali)"
NEEDED = "Your account needs a second factor."
CHOOSE = "somebody who learns your password cannot sign in. Choose one:"


@pytest.fixture
def sign_in(client, user, settings):
    settings.SECOND_FACTOR_REQUIRED = True

    def sign_in(group):
        someone = user(group)
        fields = {"username": someone.username, "password": "secret", "next": "/admin/"}
        client.post("/admin/login/", fields)
        return someone

    return sign_in


def show(client, name):
    """Return the text of a page, and its links and buttons."""
    page = page_of(client.get(reverse(name))).main
    return text_of(page), [text_of(one) for one in page.select("a, button")]


def add_app(client):
    address = reverse("mfa_activate_totp")
    secret = client.get(address).context["form"].secret
    now = int(timezone.now().timestamp()) // 30
    client.post(address, {"code": format_hotp_value(hotp_value(secret, now))})


def test_an_account_that_needs_a_factor_can_only_add_one_or_sign_out(client, sign_in):
    owner = sign_in("Editors")
    text, ways = show(client, "type_factor_code")
    assert "Your account can publish or moderate, so it needs a second factor" in text
    assert ways == ["Continue", "Sign out"]
    client.post(reverse("type_factor_code"), {"code": factor_codes.issue(owner, by=None)})
    text, ways = show(client, "mfa_index")
    assert NEEDED in text
    assert CHOOSE in text
    assert ways == ["Set up an app", "Add a passkey", "Sign out"]
    add_app(client)
    text, ways = show(client, "mfa_index")
    assert NEEDED not in text
    assert CHOOSE not in text
    assert "You have 10 codes" in text
    assert ways == [
        *("Remove the app", "Add a passkey", "Show the codes", "Make new codes", "Continue"),
    ]
    assert show(client, "mfa_view_recovery_codes")[1] == [
        *("Download", "Continue", "Back to your second factor"),
    ]


def test_an_account_that_needs_no_factor_may_add_one(client, sign_in):
    owner = sign_in(SUBMIT_ONLY)
    text, ways = show(client, "type_factor_code")
    assert "Your account can publish" not in text
    assert "With a second factor, somebody who learns your password cannot sign in." in text
    assert ways == ["Continue", "Back to the admin"]
    client.post(reverse("type_factor_code"), {"code": factor_codes.issue(owner, by=None)})
    text, ways = show(client, "mfa_index")
    assert NEEDED not in text
    assert CHOOSE in text
    assert ways == ["Set up an app", "Add a passkey", "Continue"]


def test_each_passkey_can_be_renamed_and_removed(client, user):
    owner = user("Editors")
    client.force_login(owner)
    for name in ("Phone", "Key"):
        data = {"name": name, "credential": {}}
        Authenticator.objects.create(user=owner, type="webauthn", data=data)
    session = client.session
    session["second_factor"] = Authenticator.objects.first().pk
    session.save()
    text, ways = show(client, "mfa_index")
    assert "Phone Rename Remove" in text
    assert "Key Rename Remove" in text
    assert ways[:5] == ["Set up an app", *["Rename", "Remove"] * 2]
