"""Tests for reposting an alert: texts to copy, the embeddable card and the QR code."""

import re
from datetime import date

import pytest
import zxingcpp
from django.utils import timezone
from django.utils.translation import gettext, override
from PIL import Image, ImageDraw

from alerts.models import AlertPage
from alerts.sharing.models import SharingSettings
from tests import factories as make
from tests.support.content_security_policy import directives
from tests.support.every_page import ended_alert, restrict
from tests.support.markup import find, parse, text_of
from tests.support.queries import query_count

pytestmark = pytest.mark.django_db

NOT_IN_SOMALI = "Boggani weli kuma qorna luqaddaada. Waxaad arkaysaa qoraalka Ingiriisiga ah."
LABELS = (
    "The labels on this card were translated by a machine. No fluent speaker has checked them yet."
)


@pytest.fixture
def alert():
    made = make.AlertPageFactory(
        slug="call", title='Call <b>"now"</b>', ask="Call the governor & ask."
    )
    make.call(made, make.office())
    return made


def copies(client, language="en"):
    root = parse(client.get(f"/{language}/alerts/call/repost/"))
    return {box.get("id"): box.text.replace("\xa0", " ") for box in find(root, "textarea")}


def drawn(svg):
    (width,) = re.findall(r'viewBox="0 0 (\d+) \d+"', svg)
    (path,) = re.findall(r'stroke="#000"[^>]* d="([^"]+)"', svg)
    # Each module has 8 by 8 pixels.
    picture = Image.new("L", (int(width) * 8,) * 2, 255)
    draw = ImageDraw.Draw(picture)
    x = y = 0
    for command, *numbers in re.findall(r"([Mmh])(-?[\d.]+)(?: ?(-?[\d.]+))?", path):
        across, down = float(numbers[0]), float(numbers[1] or 0)
        if command == "h":
            draw.rectangle((x * 8, (y - 0.5) * 8, (x + across) * 8 - 1, (y + 0.5) * 8 - 1), fill=0)
            x += across
        else:
            x, y = (across, down) if command == "M" else (x + across, y + down)
    return picture


@pytest.mark.parametrize("language", ["en", "hmn"])
def test_the_qr_code_leads_to_the_alert_in_the_language_of_its_address(client, alert, language):
    response = client.get(f"/{language}/alerts/call/qr.svg")
    assert response["Content-Type"].startswith("image/svg+xml")
    assert response["Cache-Control"] == "public, no-cache"
    svg = response.content.decode()
    assert "style" not in svg
    (code,) = zxingcpp.read_barcodes(drawn(svg))
    assert code.text == f"http://testserver/{language}/alerts/call/"


def test_the_copies_hold_deadline_number_link_credit_and_licence(client, alert):
    SharingSettings.objects.create(licence_name="CC0", credit="Neighbors' campaign")
    found = copies(client)
    for copy in (found["text-copy"], found["html-copy"]):
        for part in (
            "Until ",
            "(651) 201-3400",
            "http://testserver/en/alerts/call/",
            "CC0",
            "https://creativecommons.org/licenses/by/4.0/",
        ):
            assert part in copy
    assert "Neighbors' campaign" in found["text-copy"]
    assert "Call the governor & ask." in found["text-copy"]
    assert "&lt;b&gt;" in found["html-copy"]  # escaped, since it is copied as text
    assert "<b>" not in found["html-copy"]
    assert found["card-copy"].count('"') == 8  # the headline does not end the attribute


def test_the_copy_of_an_untranslated_alert_marks_its_english(client, alert):
    html = copies(client, "so")["html-copy"]
    assert html.startswith('<article lang="so">')
    assert '<p lang="en">Call the governor' in html
    assert NOT_IN_SOMALI in html
    assert "Ilaa " in html


def test_a_text_copy_says_which_of_its_words_are_english(
    client, alert, django_capture_on_commit_callbacks
):
    assert NOT_IN_SOMALI in copies(client, "so")["text-copy"]
    assert NOT_IN_SOMALI in client.get("/so/alerts/call/card/").content.decode()
    assert "in your language" not in copies(client)["text-copy"]
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    assert NOT_IN_SOMALI not in copies(client, "so")["text-copy"]


def test_copies_and_card_say_that_their_words_are_an_unreviewed_draft(
    client, alert, django_capture_on_commit_callbacks
):
    note = "Turjumaad mashiin. Weli ma eegin qof luqadda si fiican u yaqaan."
    with override("so"):
        labels = gettext(LABELS)
    with django_capture_on_commit_callbacks(execute=True):
        page = make.translate(alert, "so", kind="machine")
    for is_draft in (True, False):
        found = copies(client, "so")
        card = client.get("/so/alerts/call/card/").content.decode()
        for copy in (found["text-copy"], found["html-copy"], card):
            assert (note in copy) is is_draft
        assert (labels in card) is not is_draft  # a note about the draft covers the labels
        AlertPage.objects.filter(pk=page.pk).update(reviewed_on=timezone.localdate())


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_a_card_says_that_its_labels_are_machine_made_until_they_are_reviewed(
    client, alert, settings, language
):
    with override(language):
        note = gettext(LABELS)
    address = f"/{language}/alerts/call/card/"
    notes = [text_of(one) for one in find(parse(client.get(address)), "p", class_="from")]
    assert any(note in one for one in notes) is (language != "en")
    settings.INTERFACE_REVIEWED_ON = {language: date(2026, 11, 1)}
    assert note not in text_of(parse(client.get(address)))


def test_reading_the_page_stores_nothing(client, alert):
    client.get("/en/alerts/call/repost/")
    assert not SharingSettings.objects.exists()


def test_an_alert_that_is_over_asks_for_nothing_in_copies_and_card(client):
    make.call(ended_alert(slug="call", title="Call", ask="Call the governor."), make.office())
    card = client.get("/en/alerts/call/card/").content.decode()
    for copy in (*copies(client).values(), card):
        assert "201-3400" not in copy
        assert "Call the governor." not in copy
    assert card.count("Ended") == 1
    assert "Ended: " in copies(client)["text-copy"]
    assert "tel:" not in card


def test_only_the_card_may_be_framed_and_it_is_light(client, alert):
    response = client.get("/so/alerts/call/card/")
    policy = directives(response["Content-Security-Policy"])
    assert policy["frame-ancestors"] == ["*"]
    assert policy["script-src"] == ["'none'"]
    assert "X-Frame-Options" not in response
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    root = parse(response)
    assert not find(root, "script")
    (style,) = find(root, "link", rel="stylesheet")
    static = client.get(style.get("href"))
    css = b"".join(static.streaming_content) if static.streaming else static.content
    assert len(response.content) + len(css) <= 10_000
    for link in find(root, "a"):
        assert link.get("target") == "_top"
    assert text_of(find(root, "a", class_="call")[0]) == "Wac (651) 201-3400"
    elsewhere = client.get("/so/alerts/call/repost/")
    assert "frame-ancestors 'none'" in elsewhere["Content-Security-Policy"]
    assert elsewhere["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("name", ["qr.svg", "repost/", "card/", "action.ics"])
def test_a_restricted_page_has_no_repost_page_card_or_qr_code(client, alert, name):
    assert client.get(f"/en/alerts/call/{name}").status_code == 200
    restrict(alert)
    assert client.get(f"/en/alerts/call/{name}").status_code == 404
    assert client.get(f"/en/background/{name}").status_code == 404


@pytest.mark.parametrize("name", ["qr.svg", "repost/", "card/", "action.ics"])
def test_repost_and_card_cost_as_many_queries_with_2_offices_as_with_20(client, name):
    counts = []
    for size in (2, 20):
        page = make.AlertPageFactory(slug=f"call-{size}", meeting=make.meeting())
        make.call(page, *(make.office() for _ in range(size)))
        counts.append(query_count(client, f"/es/alerts/call-{size}/{name}"))
    assert counts[0] == counts[1] <= 10
