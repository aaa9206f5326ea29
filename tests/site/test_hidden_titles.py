"""Tests for objects that users may not see, in Wagtail's own views."""

import pytest

from alerts.comments.models import BlockedTerm
from home.ids import read_id
from tests import factories as make
from tests.support import every_page
from tests.support.admin_urls import CANARY, PK, hide_objects

pytestmark = pytest.mark.django_db

ROLES = ("Translators (Soomaali)", "Submit-only translators (Soomaali)", "Moderators")
# `{}` stands for the ID of an object.
ADDRESSES = (
    "/admin/choose-page/chosen-multiple/?id={}",
    "/admin/choose-page/{}/",
    "/admin/choose-page/{}/?multiple=1&page_type=home.standardpage",
    "/admin/pages/{}/",
    "/admin/pages/{}/edit/",
    "/admin/pages/{}/move/",
    "/admin/pages/{}/move/{}/confirm/",
    "/admin/pages/{}/copy/",
    "/admin/pages/{}/delete/",
    "/admin/pages/{}/history/",
    "/admin/pages/{}/revisions/compare/earliest...latest/",
    "/admin/pages/{}/revisions/compare/1...live/",
    "/admin/pages/{}/usage/",
    "/admin/pages/{}/privacy/",
    "/admin/pages/{}/view_draft/",
    "/admin/bulk/wagtailcore/page/delete/?id={}&next=/admin/",
    "/admin/bulk/wagtailcore/page/move/?id={}&next=/admin/",
    "/admin/bulk/wagtailcore/page/publish/?id={}&next=/admin/",
    "/admin/bulk/media/customdocument/add_tags/?id={}&next=/admin/",
    "/admin/bulk/media/customdocument/delete/?id={}&next=/admin/",
    "/admin/bulk/media/customimage/add_to_collection/?id={}&next=/admin/",
    "/admin/images/chooser/{}/select_format/",
    "/admin/api/main/images/{}/",
    "/admin/api/main/documents/{}/",
)
LISTS = (
    "/admin/api/main/images/",
    "/admin/api/main/documents/",
    "/admin/api/main/pages/",
    "/admin/bulk/wagtailcore/page/delete/?id=all&next=/admin/",
    "/admin/bulk/wagtailcore/page/publish/?id=all&childOf=3&next=/admin/",
    "/admin/bulk/media/customimage/add_tags/?id=all&next=/admin/",
    "/admin/reports/page-types-usage/",
    "/admin/reports/page-types-usage/results/",
)


@pytest.fixture
def hidden():
    return hide_objects()


@pytest.mark.parametrize("role", ROLES)
def test_a_hidden_object_gets_the_answer_of_one_that_does_not_exist(admin_of, hidden, role):
    client = admin_of(role)
    for address in ADDRESSES:
        for method in (client.get, client.post):
            answer = method(address.format(PK, PK))
            missing = method(address.format(PK + 1, PK + 1))
            assert answer.status_code == missing.status_code, address
            assert CANARY not in answer.content.decode(), address
        assert client.get(address.format(PK, PK)).status_code == 404, address


@pytest.mark.parametrize("role", ROLES)
def test_no_list_names_hidden_objects(admin_of, hidden, role):
    client = admin_of(role)
    for address in LISTS:
        assert CANARY not in client.get(address).content.decode(), address


def test_the_title_of_a_restricted_page_is_shown_only_to_those_who_may_explore_it(admin_of):
    page = make.StandardPageFactory(title=CANARY)
    every_page.restrict(page)
    for address in (
        f"/admin/choose-page/chosen-multiple/?id={page.pk}",
        f"/admin/choose-page/{page.get_parent().pk}/",
    ):
        assert CANARY in admin_of("Editors").get(address).content.decode(), address
        for role in ROLES:
            assert CANARY not in admin_of(role).get(address).content.decode(), (address, role)


def test_editors_still_use_these_views(editor, hidden):
    for address in ADDRESSES:
        assert editor.get(address.format(PK, PK)).status_code in (200, 302), address
    for address in LISTS:
        assert editor.get(address).status_code == 200, address


def test_a_chooser_shows_records_only_to_those_who_have_to_do_with_them(admin_of):
    BlockedTerm.objects.create(term=CANARY)
    address = "/admin/snippets/choose/comments/blockedterm/"
    assert CANARY in admin_of("Moderators").get(address).content.decode()
    for role in ("Editors", "Translators (Soomaali)"):
        assert admin_of(role).get(address).status_code == 404


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/admin/failwhale/", 404),
        ("/admin/choose-external-link/", 400),
        ("/admin/snippets/choose/comments/blockedterm/create/", 404),
    ],
)
def test_a_form_without_its_fields_is_refused(moderator, address, status):
    assert moderator.post(address).status_code == status


def test_a_copy_without_its_fields_is_refused(editor, hidden):
    assert editor.post(f"/admin/pages/{PK}/copy/").status_code == 400
    answer = editor.post("/admin/snippets/choose/translation/glossaryterm/create/")
    assert answer.status_code == 404


@pytest.mark.parametrize("model", ["alerts/office", "alerts/unknown"])
def test_a_preview_of_something_other_than_a_page_is_refused(editor, hidden, model):
    assert editor.post(f"/admin/pages/add/{model}/{PK}/preview/").status_code == 404


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("1", 1), (7, 7), ("9" * 18, 10**18 - 1), ("9" * 19, 0)),
        *((text, 0) for text in ("", "0", "x", "-1", "1.0", "²")),
    ],
)
def test_an_id_is_a_number_that_every_database_can_store(text, number):
    assert read_id(text) == number
