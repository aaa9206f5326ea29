"""Tests for the share kit."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alerts.sharing.models import SharingSettings
from alerts.sharing.sms import length_of
from tests import factories as make
from tests.support.every_page import restrict
from tests.support.markup import find, parse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (0, 0, True)),
        ("a" * 160, (160, 1, True)),
        ("a" * 161, (161, 2, True)),
        ("ñ¿¡é" + "a" * 156, (160, 1, True)),  # in the GSM alphabet
        ("á" + "a" * 69, (70, 1, False)),  # outside the GSM alphabet
        ("á" + "a" * 70, (71, 2, False)),
        ("€" + "a" * 158, (160, 1, True)),  # “€” takes two units
        (
            "a" * 152 + "€" + "a" * 152,
            (306, 3, True),
        ),  # “€” is not split, though 306 units would fit into two messages
        ("a" * 66 + "😀" + "a" * 66, (134, 3, False)),
        ("’" * 70, (70, 1, False)),
    ],
)
def test_the_length_of_a_text_message(text, expected):
    assert length_of(text) == expected


def sheet(client, alert):
    return client.get(reverse("share_kit", args=[alert.pk]))


def test_an_editor_finds_four_texts_with_their_codes_and_links(
    admin_of, django_capture_on_commit_callbacks
):
    client = admin_of("Editors")
    alert = make.AlertPageFactory(slug="call", share_text="Call {number} before {deadline}.")
    make.call(alert, make.office())
    with django_capture_on_commit_callbacks(execute=True):
        words = {alert.share_text: alert.share_text.replace("Call", "Llame al")}
        make.translate(alert, "es", lambda english: words.get(english, f"[es] {english}"))
    root = parse(sheet(client, alert))
    texts = {box.get("id"): box.text for box in find(root, "textarea")}
    assert texts["text-es"].startswith("Llame al (651) 201-3400 before ")
    assert texts["text-es"].endswith("http://testserver/es/alerts/call/")
    assert texts["text-hmn"].startswith("Call (651) 201-3400 before ")
    assert texts["text-hmn"].endswith("http://testserver/hmn/alerts/call/")
    assert len(texts) == len(find(root, "p", role="img")) == len(make.LANGUAGES)
    links = {link.get("href") for link in find(root, "a")}
    for name in ("", "picture.png", "qr.svg", "flyer/", "repost/", "action.ics"):
        assert f"http://testserver/so/alerts/call/{name}" in links
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[alert.pk])).content.decode()
    assert reverse("share_kit", args=[alert.pk]) in edit


def test_the_share_kit_of_a_restricted_alert_says_that_friends_cannot_read_it(admin_of):
    alert = make.AlertPageFactory()
    assert b"Access to this alert is restricted" not in sheet(admin_of("Editors"), alert).content
    restrict(alert)
    assert b"Access to this alert is restricted" in sheet(admin_of("Editors"), alert).content


@pytest.mark.parametrize("group", ["Translators (Soomaali)", "Moderators"])
def test_only_users_who_may_edit_the_alert_see_its_share_kit(admin_of, group):
    alert = make.AlertPageFactory(title="A secret draft", live=False)
    response = sheet(admin_of(group), alert)
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert b"A secret draft" not in response.content
    assert "A secret draft" in sheet(admin_of("Editors"), alert).text


def test_the_share_kit_costs_as_many_queries_with_2_offices_as_with_20(admin_of):
    client = admin_of()
    counts = []
    for size in (2, 20):
        alert = make.AlertPageFactory(action_type=make.ask_for(), about="SF958")
        make.call(alert, *(make.office() for _ in range(size)))
        sheet(client, alert)
        with CaptureQueriesContext(connection) as captured:
            assert sheet(client, alert).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_editors_set_the_licence_and_may_credit_nobody(admin_of):
    editor = admin_of("Editors")
    address = reverse("wagtailsettings:edit", args=["sharing", "sharingsettings"])
    form = editor.get(address, follow=True)
    address = form.redirect_chain[-1][0]
    licence = {"licence_name": "CC0", "licence_address": "https://example.org/cc0"}
    assert editor.post(address, licence | {"credit": ""}).status_code == 302
    stored = SharingSettings.objects.get()
    assert (stored.licence_name, stored.licence_address, stored.credit) == (*licence.values(), "")
    refused = editor.post(address, licence | {"licence_name": ""})
    assert "This field is required." in refused.text
    assert SharingSettings.objects.get().licence_name == "CC0"


def test_no_text_to_share_is_from_a_translation_that_is_marked_as_dangerous(
    admin_of, django_capture_on_commit_callbacks
):
    alert = make.AlertPageFactory(share_text="Open the door.")
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    alert.refresh_from_db()
    alert.share_text, alert.urgent_fix = "Do not open the door.", True
    with django_capture_on_commit_callbacks(execute=True):
        alert.save_revision().publish()
    texts = {box.get("id"): box.text for box in find(parse(sheet(admin_of(), alert)), "textarea")}
    assert texts["text-so"].startswith("Do not open the door.")
