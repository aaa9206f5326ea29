"""Browser tests for second factors: apps and recovery codes without JavaScript, and passkeys."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone
from playwright.sync_api import expect

from home.people import factor_codes, offboarding
from tests import factories as make

PHONE = {"width": 320, "height": 640}
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def sign_in(page, user):
    page.goto("/admin/")
    page.locator("[name=username]").fill(user.username)
    page.locator("[name=password]").fill("secret")
    page.get_by_role("button", name="Sign in").click()


def type_code(page, user):
    # An administrator gives out this code, without which nobody adds a first second factor.
    page.locator("[name=code]").fill(factor_codes.issue(user, by=None))
    page.get_by_role("button", name="Continue").click()


def has_no_sideways_scrolling(page):
    return page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_moderator_sets_up_an_app_on_a_small_phone_without_javascript(new_context, live_server):
    moderator = make.user("Moderators")
    context = new_context(base_url=live_server.url, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    sign_in(page, moderator)
    type_code(page, moderator)
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator("code").inner_text()
    page.locator("[name=code]").fill(
        format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))
    )
    page.get_by_role("button", name="Turn on").click()
    recovery = page.locator("code").first.inner_text()
    page.get_by_role("link", name="Continue").click()
    expect(page).to_have_url(f"{live_server.url}/admin/")
    context.clear_cookies()
    sign_in(page, moderator)
    expect(page.get_by_text("one of your recovery codes")).to_be_visible()
    page.locator("[name=code]").fill(recovery)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{live_server.url}/admin/")


def test_a_passkey_signs_in_until_access_is_ended(new_context, live_server):
    moderator = make.user("Moderators")
    context = new_context(base_url=live_server.url, viewport=PHONE)
    page = context.new_page()
    refused = []
    page.on("console", lambda line: refused.append(line.text) if "Policy" in line.text else None)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    sign_in(page, moderator)
    assert has_no_sideways_scrolling(page)
    type_code(page, moderator)
    page.get_by_role("link", name="Add a passkey").click()
    assert has_no_sideways_scrolling(page)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert has_no_sideways_scrolling(page)
    context.clear_cookies()
    sign_in(page, moderator)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{live_server.url}/admin/")
    assert not refused
    offboarding.end_access(moderator, by=make.user())
    page.goto("/admin/")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
