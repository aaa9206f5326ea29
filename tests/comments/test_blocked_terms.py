"""Tests for the admin's list of blocked words and sites."""

import pytest
from wagtail.admin.menu import admin_menu

from alerts.comments.models import BlockedTerm, PostComment
from tests import factories as make
from tests.support.reader_form import form_address, write
from tests.support.spam import block, names

pytestmark = pytest.mark.django_db

LIST = "/admin/snippets/comments/blockedterm/"


@pytest.mark.parametrize(
    "group",
    [
        "Moderators",
        *(f"Moderators ({name})" for name in ("English", "Español", "Soomaali", "Hmoob")),
    ],
)
def test_moderators_of_every_language_keep_the_list(admin_of, group):
    client = admin_of(group)
    form = {"kind": "domain", "term": "https://Evil.example/x", "note": "pills"}
    assert client.post(f"{LIST}add/", form).status_code == 302
    term = BlockedTerm.objects.get()
    assert term.term == "evil.example"
    assert client.get(LIST).status_code == 200
    assert client.post(f"{LIST}edit/{term.pk}/", form | {"term": "b.example"}).status_code == 302
    assert client.post(f"{LIST}delete/{term.pk}/").status_code == 302
    assert not BlockedTerm.objects.exists()


def test_the_list_is_in_the_menu_of_moderators(rf):
    request = rf.get("/admin/")
    request.user = make.user("Moderators")
    addresses = {item.label: item.url for item in admin_menu.menu_items_for_request(request)}
    assert addresses["Blocked words"] == LIST


@pytest.mark.parametrize("group", ["Editors", "Translators (Soomaali)"])
@pytest.mark.parametrize("way", ["", "add/", "edit/{}/", "delete/{}/"])
def test_nobody_else_keeps_the_list(admin_of, group, way):
    term = BlockedTerm.objects.create(term="casino")
    client = admin_of(group)
    assert client.get(LIST + way.format(term.pk)).status_code in (302, 403)
    client.post(LIST + way.format(term.pk), {"kind": "word", "term": "x"})
    assert [one.term for one in BlockedTerm.objects.all()] == ["casino"]


@pytest.mark.parametrize(
    ("kind", "term"),
    [
        *(("word", term) for term in ("", "...", "\u200b", "  ")),
        *(("domain", term) for term in ("com", "", ".", "a..b", "https://", "\u202e.\u202e")),
    ],
)
def test_a_term_that_would_mark_everything_is_refused(admin_of, kind, term):
    answer = admin_of("Moderators").post(f"{LIST}add/", {"kind": kind, "term": term})
    assert answer.status_code == 200
    assert not BlockedTerm.objects.exists()


@pytest.mark.parametrize("apostrophe", [*"'’‘‛ʼʻ`´＇", "\u0301’", "’\u0301", ""])
def test_a_blocked_word_is_found_whichever_apostrophe_the_writer_types(client, apostrophe):
    block("go’aan")
    post = make.AlertPageFactory()
    write(client, form_address(post, "so"), f"Waa go{apostrophe}aan xun.")
    assert "word" in names(PostComment.objects.get())


def test_a_term_is_on_the_list_once(admin_of):
    BlockedTerm.objects.create(term="casino")
    answer = admin_of("Moderators").post(f"{LIST}add/", {"kind": "word", "term": "casino"})
    assert answer.status_code == 200
    assert BlockedTerm.objects.count() == 1
