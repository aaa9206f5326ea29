"""Tests for limits on attempts to sign in and to reset passwords, and for passwords."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from home import rate_limits
from home.models import AddressKey, RateCount
from home.people import throttling
from home.people.password_reset import password_reset_email
from tests import factories as make
from tests.support.everything import everything_stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

SIGN_IN, CODE = "/admin/login/", reverse("mfa_authenticate")
TOO_MANY = "Too many attempts. Wait 15 minutes, "


def try_to(client, username, password="wrong", address="203.0.113.7"):
    fields = {"username": username, "password": password}
    return client.post(SIGN_IN, fields, REMOTE_ADDR=address)


@pytest.fixture
def owner(user):
    return user("Editors", username="owner", email="owner@example.org")


def test_after_ten_wrong_passwords_from_one_address_the_right_one_must_wait(
    client, owner, time_machine
):
    for _ in range(10):
        assert try_to(client, "owner").status_code == 200
    for password in ("wrong", "secret"):
        answer = try_to(client, "owner", password)
        assert answer.status_code == 429
        assert TOO_MANY in answer.content.decode()
        assert 'value="owner"' in answer.content.decode()
    time_machine.shift(timedelta(minutes=16))
    assert try_to(client, "owner", "secret").status_code == 302


@pytest.mark.parametrize("username", ["owner", "nobody", "OWNER", "x" * 200])
def test_an_account_that_does_not_exist_is_limited_in_the_same_way(client, owner, username):
    statuses = [try_to(client, username).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    for _ in range(20):
        throttling.take(throttling.ACCOUNT, username.casefold())
    assert try_to(client, username, address="198.51.100.4").status_code == 429


@pytest.mark.parametrize(
    "addresses",
    [["203.0.113.7"], ["::ffff:203.0.113.7"], ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"]],
)
def test_one_address_cannot_lock_an_account_however_often_it_tries(client, owner, addresses):
    # An IPv4 address, a mapped one, and two addresses of one IPv6 network.
    for number in range(60):
        try_to(client, "owner", address=addresses[number % len(addresses)])
    assert try_to(client, "owner", "secret", address=addresses[0]).status_code == 429
    assert try_to(Client(), "owner", "secret", address="198.51.100.4").status_code == 302


def test_an_address_beyond_its_limit_adds_nothing_to_the_counts_of_accounts(client, owner):
    for number in range(60):
        try_to(client, f"invented-{number}")
    rows = RateCount.objects.count()
    for number in range(60, 90):
        assert try_to(client, f"invented-{number}").status_code == 429
    assert RateCount.objects.count() == rows
    assert not RateCount.objects.filter(name__endswith=rate_limits.key("sign-in to account", "x"))


def test_invented_names_from_any_number_of_addresses_share_a_bounded_number_of_rows(rf, owner):
    keys = {rate_limits.key(throttling.ACCOUNT.name, f"invented-{n}") for n in range(3000)}
    assert {len(key) for key in keys} == {4}
    assert len(keys) < 3000


def test_one_address_cannot_try_many_accounts(client, owner):
    for _ in range(50):
        throttling.take(throttling.ADDRESS, "203.0.113.7")
    assert try_to(client, "owner", "secret").status_code == 429
    assert try_to(client, "owner", "secret", address="198.51.100.4").status_code == 302


def test_an_owner_whose_account_strangers_keep_locked_gets_in_with_a_reset_email(
    client, owner, settings
):
    settings.SECOND_FACTOR_REQUIRED = True
    TOTP.activate(owner, secret := generate_totp_secret())

    def attack():
        for _ in range(40):
            throttling.take(throttling.ACCOUNT, "owner")
            throttling.take(throttling.RESETS, str(owner.pk))
            throttling.take(throttling.CODES, f"{owner.pk} ")
            throttling.take(throttling.ADDRESS, "198.51.100.4")

    attack()
    assert try_to(client, "owner", "secret", address="198.51.100.4").status_code == 429
    context = password_reset_email(owner.pk, owner).context
    link = reverse("wagtailadmin_password_reset_confirm", args=[context["uid"], context["token"]])
    form = client.get(link)["Location"]
    new = "a long new password"
    client.post(form, {"new_password1": new, "new_password2": new})
    attack()
    assert try_to(client, "owner", new, address="198.51.100.4")["Location"] == CODE
    code = format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))
    client.post(CODE, {"code": code})
    assert client.get("/admin/").status_code == 200


def test_a_reset_link_that_sets_no_password_makes_no_browser_known(client, owner):
    context = password_reset_email(owner.pk, owner).context
    for token in (context["token"], "set-password", "a-b"):
        link = reverse("wagtailadmin_password_reset_confirm", args=[context["uid"], token])
        client.post(link, {"new_password1": "short", "new_password2": "short"})
    assert "known_browser" not in client.cookies


def test_strangers_cannot_lock_out_a_browser_that_has_signed_in_before(client, owner):
    assert try_to(client, "owner", "secret").status_code == 302
    client.post("/admin/logout/")
    stranger = Client()
    for number in range(40):
        try_to(stranger, "owner", address=f"203.0.113.{number}")
        throttling.take(throttling.ADDRESS, "203.0.113.7")
    assert try_to(stranger, "owner", "secret").status_code == 429
    assert try_to(client, "owner", "secret").status_code == 302


def test_a_known_browser_has_limits_too_and_is_known_for_its_own_account_only(client, owner, user):
    try_to(client, "owner", "secret")
    client.post("/admin/logout/")
    assert [try_to(client, "owner").status_code for _ in range(11)][-1] == 429
    user("Editors", username="other")
    for _ in range(31):
        throttling.take(throttling.ACCOUNT, "other")
    assert try_to(client, "other", "secret").status_code == 429
    client.cookies["known_browser"] = "forged:value:here"
    assert try_to(client, "owner", "secret").status_code == 302


def test_behind_a_proxy_that_hides_addresses_nobody_is_locked_out_by_address(client, owner):
    for _ in range(60):
        throttling.take(throttling.ADDRESS, "127.0.0.1")
    assert try_to(client, "owner", "secret", address="127.0.0.1").status_code == 302


def test_signing_in_clears_the_count(client, owner):
    for _ in range(9):
        try_to(client, "owner")
    assert try_to(client, "owner", "secret").status_code == 302
    client.post("/admin/logout/")
    assert try_to(client, "owner").status_code == 200


def test_wrong_codes_are_limited_with_the_right_password(client, owner):
    TOTP.activate(owner, generate_totp_secret())
    RecoveryCodes.activate(owner)
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    try_to(client, "owner", "secret")
    for _ in range(10):
        assert "That code is not right" in client.post(CODE, {"code": "1"}).content.decode()
    for _ in range(2):
        try_to(client, "owner", "secret")  # a new sign-in does not help
        assert TOO_MANY in client.post(CODE, {"code": code}).content.decode()
    assert client.get("/admin/").status_code == 302


def test_after_fifty_wrong_codes_in_a_day_the_page_does_not_promise_fifteen_minutes(client, owner):
    TOTP.activate(owner, generate_totp_secret())
    try_to(client, "owner", "secret")
    for _ in range(50):
        throttling.take(throttling.CODES_OF_A_DAY, f"{owner.pk} ")
    page = client.post(CODE, {"code": "1"}).content.decode()
    assert "Too many attempts today. Try again tomorrow" in page
    assert "15 minutes" not in page


def reset(owner, password="a long new password"):
    """Set a new password, sign in with it as far as the page for the code, and return the client."""
    browser = Client()
    owner.refresh_from_db()  # a link depends on the last sign-in
    context = password_reset_email(owner.pk, owner).context
    link = reverse("wagtailadmin_password_reset_confirm", args=[context["uid"], context["token"]])
    form = browser.get(link)["Location"]
    browser.post(form, {"new_password1": password, "new_password2": password})
    owner.refresh_from_db()
    assert try_to(browser, "owner", password)["Location"] == CODE
    return browser


def test_a_new_password_by_email_gives_no_new_attempts_at_codes(owner):
    TOTP.activate(owner, generate_totp_secret())
    # A stranger who reads the owner's email can reset the password repeatedly.
    for _ in range(2):
        browser = reset(owner)
        for _ in range(5):
            assert "That code is not right" in browser.post(CODE, {"code": "1"}).content.decode()
    assert TOO_MANY in reset(owner).post(CODE, {"code": "1"}).content.decode()
    assert TOO_MANY in browser.post(CODE, {"code": "1"}).content.decode()


@pytest.mark.parametrize("is_reset", [False, True])
def test_a_browser_that_has_used_the_factor_is_held_up_by_no_stranger(owner, is_reset):
    TOTP.activate(owner, secret := generate_totp_secret())

    def code(step):
        now = int(timezone.now().timestamp()) // 30
        return format_hotp_value(hotp_value(secret, now + step))

    # This browser completes a sign-in before a stranger who knows the password.
    browser = reset(owner)
    browser.post(CODE, {"code": code(0)})
    assert browser.get("/admin/").status_code == 200
    browser.post("/admin/logout/")
    password = "a long new password"
    if is_reset:
        owner.refresh_from_db()
        context = password_reset_email(owner.pk, owner).context
        names = [context["uid"], context["token"]]
        link = reverse("wagtailadmin_password_reset_confirm", args=names)
        password = "another long password"
        fields = {"new_password1": password, "new_password2": password}
        browser.post(browser.get(link)["Location"], fields)
        owner.refresh_from_db()
    stranger = reset(owner, password)
    for _ in range(11):
        page = stranger.post(CODE, {"code": "1"}).content.decode()
    assert TOO_MANY in page
    assert try_to(browser, "owner", password)["Location"] == CODE
    browser.post(CODE, {"code": code(1)})
    assert browser.get("/admin/").status_code == 200


def test_a_code_works_once_even_if_the_cache_is_lost(client, owner):
    TOTP.activate(owner, secret := generate_totp_secret())
    code = format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))
    for expected in (200, 302):
        other = Client()
        try_to(other, "owner", "secret")
        cache.clear()
        other.post(CODE, {"code": code})
        assert other.get("/admin/").status_code == expected


def test_a_password_is_asked_for_by_email_three_times_an_hour(
    client, owner, run_worker, mailoutbox
):
    for _ in range(5):
        answer = client.post("/admin/password_reset/", {"email": owner.email})
        assert answer.status_code == 302
        run_worker()
    assert len(mailoutbox) == 3
    for _ in range(21):
        throttling.take(throttling.RESETS_OF_ADDRESS, "203.0.113.9")
    other = make.user("Editors", email="other@example.org")
    form = {"email": other.email}
    assert client.post("/admin/password_reset/", form, REMOTE_ADDR="203.0.113.9").status_code == 302
    run_worker()
    assert len(mailoutbox) == 3


def test_counts_hold_no_name_and_no_address_and_are_deleted(client, owner, time_machine):
    try_to(client, "a-name-to-find", address="203.0.113.77")
    try_to(client, "owner", address="2001:db8::77")
    stored = everything_stored()
    for trace in ("a-name-to-find", "203.0.113.77", "2001:db8::77"):
        assert trace not in stored
    names = RateCount.objects.filter(name__startswith="sign-in").values_list("name", flat=True)
    assert {len(name.rpartition(".")[2]) for name in names} == {4}
    time_machine.shift(timedelta(days=1, minutes=1))
    call_command("housekeeping", verbosity=0)
    assert not RateCount.objects.exists()
    assert not AddressKey.objects.exists()


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("eleven char", False),
        ("password1234", False),
        ("123456789012", False),
        ("a dozen cars", True),
    ],
)
def test_passwords_have_twelve_characters_and_are_not_common(password, is_good):
    try:
        validate_password(password)
    except ValidationError:
        assert not is_good
    else:
        assert is_good
