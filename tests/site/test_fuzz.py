"""Tests with random requests to all URLs, and with hostile values in forms."""

import pytest
from django.conf import settings
from django.urls import reverse

from tests import factories as make
from tests.site.test_admin_urls import hidden  # noqa: F401
from tests.support.fuzzing import Fuzzer

# In production this is a warning, and no error.
pytestmark = pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning")
ROLES = ("Editors", "Submit-only translators (Soomaali)", "Moderators (Soomaali)")


def fuzz(user, seed, number):
    """Make `number` random visits as readers, an administrator and members of the groups."""
    users = [None, None, user(), *(user(group) for group in ROLES)]
    fuzzer = Fuzzer(seed, users)
    fuzzer.run(number)
    rows = sorted(fuzzer.counts.items())
    table = settings.BASE_DIR / "var" / f"fuzz-{seed}.txt"
    table.parent.mkdir(exist_ok=True)
    table.write_text("".join(f"{status} {count:5} {route}\n" for (route, status), count in rows))
    return fuzzer


@pytest.mark.usefixtures("hidden")
def test_five_hundred_random_requests_are_no_server_errors(user):
    fuzzer = fuzz(user, 0, 500)
    assert fuzzer.failures == []
    assert {route for route, _status in fuzzer.counts} == set(fuzzer.addresses)


@pytest.mark.audit
@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize("seed", range(1, 11))
def test_ten_thousand_random_requests_are_no_server_errors(user, seed):
    fuzzer = fuzz(user, seed, 1000)
    assert fuzzer.failures == []


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/admin/images/chooser/chosen/a/", 404),
        ("/admin/documents/chooser/chosen/%00/", 404),
        ("/admin/snippets/choose/translation/glossaryterm/chosen/%ED%A0%80/", 404),
        (f"/admin/pages/{'9' * 25}/edit/", 404),
        (f"/admin/comments/{'9' * 25}/", 404),
        (f"/admin/documents/edit/{'9' * 25}/", 404),
        ("/admin/editing-sessions/ping/alerts/alertpage/%ED%A0%80/1/", 404),
        (f"/admin/editing-sessions/ping/home/meeting/{'9' * 25}/1/", 404),
        ("/admin/choose-anchor-link/?parent_page_id=null", 404),
        (f"/admin/choose-email-link/?parent_page_id={'9' * 25}", 404),
        ("/admin/pages/?q=%00", 400),
        ("/admin/users/?q=a%00b", 400),
        ("/admin/pages/1/unpublish/?next=wagtailadmin_pages:edit", 400),
        ("/admin/snippets/choose/home/meeting/chosen-multiple/?id=%7B%7D", 404),
        ("/admin/images/chooser/chosen-multiple/?id=1&id=a", 404),
        ("/admin/documents/chooser/chosen-multiple/?id=", 404),
    ],
)
def test_ids_and_addresses_that_make_no_sense_are_refused(admin_of, address, status):
    client = admin_of()
    client.raise_request_exception = False
    assert client.get(address).status_code == status


def test_a_note_of_work_leads_to_no_address_that_is_the_name_of_a_view(admin_of):
    client = admin_of()
    client.raise_request_exception = False
    translation = make.translate(make.AlertPageFactory(), "so")
    address = reverse("translation_work", args=[translation.pk])
    for path in ("wagtailadmin_pages:edit", "a"):
        assert client.post(address, {"next": path}).status_code == 400
    assert client.post(address, {"next": "/admin/"})["Location"] == "/admin/"


@pytest.mark.parametrize("path", ["a", "wagtailadmin_home", "{{ 7 }}"])
def test_sign_in_leads_to_no_address_that_is_the_name_of_a_view(admin_of, path):
    answer = admin_of().get(reverse("wagtailadmin_login"), {"next": path})
    assert answer["Location"] == "/admin/"


@pytest.mark.parametrize(
    "data", [{}, {"import_file_name": "a"}, {"import_file_name": "a", "input_format": " "}]
)
def test_an_import_of_redirects_without_a_file_is_refused(admin_of, data):
    client = admin_of()
    client.raise_request_exception = False
    address = reverse("wagtailredirects:process_import")
    assert client.post(address, data).status_code == 400


def test_the_api_of_the_translation_editor_refuses_to_answer_in_html(admin_of):
    client = admin_of()
    address = "/admin/localize/translate/1/overrides/1/edit/"
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 406
    assert answer["Content-Type"] == "application/json"
