"""Tests for the security headers of responses."""

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage

from home.addresses import page_address
from tests import factories as make
from tests.support.content_security_policy import directives

pytestmark = pytest.mark.django_db

NEEDED = {
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
}


def addresses():
    alert = make.AlertPageFactory()
    page = page_address(alert)
    document = make.DocumentFactory()
    return {
        "page": page,
        "comment form": page + "comment/",
        "calendar": page + "action.ics",
        "card": page + "card/",
        "QR code": page + "qr.svg",
        "feed": "/en/feed.json",
        "redirect": "/",
        "missing": "/en/nothing/",
        "refused": "/fr/",
        "health": "/healthz",
        "sign-in": "/admin/login/",
        "admin": "/admin/",
        "second factor": "/admin/second-factor/",
        "document": document.url,
        "style sheet": staticfiles_storage.url("css/site.css"),
        "icon": "/favicon.ico",
    }


def test_every_kind_of_answer_has_the_headers(client, editor):
    for who in (client, editor):
        for kind, address in addresses().items():
            answer = who.get(address)
            assert NEEDED - set(answer.headers) == set(), (kind, answer.status_code)
            assert answer["X-Content-Type-Options"] == "nosniff", kind
            assert "camera=()" in answer["Permissions-Policy"], kind


def test_other_sites_may_show_what_is_made_for_them_and_nothing_else(client):
    kinds = addresses()
    shown = {
        kind
        for kind, address in kinds.items()
        if client.get(address)["Cross-Origin-Resource-Policy"] == "cross-origin"
    }
    assert shown == {"card", "QR code", "document"}


@pytest.mark.parametrize("cookie", ["", "sessionid=an-old-session", "csrftoken=x; known_browser=y"])
def test_visitors_get_no_cookie_whatever_their_browser_still_has(client, cookie):
    kinds = addresses()
    for kind in sorted(kinds.keys() - {"sign-in", "admin", "second factor"}):
        client.cookies.clear()
        answer = client.get(kinds[kind], headers={"Cookie": cookie})
        assert not answer.cookies, kind
        assert "Cookie" not in answer.get("Vary", "") or kind == "document", kind
    for pk in (1, 99):
        answer = client.get(
            f"/documents/authenticate_with_password/{pk}/", headers={"Cookie": cookie}
        )
        assert not answer.cookies


@pytest.mark.parametrize(
    ("address", "allows_inline"),
    [
        ("/admin/", False),
        ("/admin/login/", False),
        ("/admin/account/", False),
        ("/admin/images/", False),
        ("/admin/documents/", False),
        ("/admin/translation/", False),
        ("/admin/calls/", False),
        ("/admin/people/sessions/", False),
        ("/admin/pages/", True),
        ("/admin/snippets/home/meeting/add/", True),
    ],
)
def test_only_pages_that_need_inline_scripts_allow_them(editor, address, allows_inline):
    answer = editor.get(address)
    scripts = directives(answer["Content-Security-Policy"])["script-src"]
    assert ("'unsafe-inline'" in scripts) == allows_inline


def test_the_moderation_queue_runs_no_inline_script(moderator):
    answer = moderator.get("/admin/comments/")
    assert directives(answer["Content-Security-Policy"])["script-src"] == ["'self'"]
