"""Tests for labels, languages and missing parts of the repost page, the card and the share kit."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission

from alerts.models import AlertPage
from alerts.sharing.models import SharingSettings
from tests import factories as make
from tests.support.every_page import ended_alert
from tests.support.soup import page_at, page_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert():
    alert = make.AlertPageFactory(slug="call", title="Call", ask="Call him.")
    make.call(alert, make.office())
    return alert


def repost(client, language="en"):
    return page_at(client, "alerts/call/repost/", language)


def test_each_copy_is_labeled_by_its_heading_and_marked_with_its_language(client, alert):
    page = repost(client, "so")
    boxes = page.select("textarea")
    assert [box["id"] for box in boxes] == ["text-copy", "html-copy", "card-copy"]
    for box in boxes:
        name = box["id"].removesuffix("-copy")
        assert box["aria-labelledby"] == f"as-{name}"
        assert page.find(id=f"as-{name}").name == "h2"
        assert (box["translate"], box["lang"]) == ("no", "en")
        assert box.has_attr("readonly")
        assert ("spellcheck" in box.attrs) == (name != "text")
    for button in page.select("main button"):
        assert button.has_attr("hidden")
        assert page.find(id=button["data-copies"])
        assert button["data-done"]


def test_a_translated_copy_is_in_the_readers_language(
    client, alert, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    page = repost(client, "so")
    for name in ("text", "html"):
        assert not page.find(id=f"{name}-copy").get("lang")
    card = page.find(id="card-copy")
    assert card["lang"] == "en"
    assert 'src="http://testserver/so/alerts/call/card/"' in card.text
    assert 'title="[so] Call"' in card.text


def test_the_terms_name_the_campaign_unless_editors_name_somebody_else(client, alert):
    page = repost(client, "so")
    assert words(page.find("b", lang="en", translate="no")) == "No More Deportations"
    (licence,) = page.select("main a[rel=external]")
    assert (licence["href"], licence["lang"], licence["translate"], words(licence)) == (
        "https://creativecommons.org/licenses/by/4.0/",
        "en",
        "no",
        "CC BY 4.0",
    )
    SharingSettings.objects.create(credit="Neighbors")
    page = repost(client, "so")
    assert words(page.find("b", lang="en", translate="no")) == "Neighbors"
    copy = BeautifulSoup(page.find(id="html-copy").text, "html5lib")
    (link,) = copy.select("a[rel=license]")
    assert (link["lang"], copy.select_one("p span")["lang"]) == ("en", "en")


def test_the_page_leads_to_the_other_languages_the_card_and_the_code(client, alert):
    page = repost(client, "so")
    nav = page.find("nav", attrs={"aria-labelledby": "others"})
    assert [(a["href"], a["lang"], a["hreflang"]) for a in nav.select("a")] == [
        (f"/{code}/alerts/call/repost/", code, code) for code in ("en", "es", "hmn")
    ]
    assert nav.h2["id"] == "others"
    assert page.select_one("main .qr img")["src"] == "/so/alerts/call/qr.svg"
    assert page.select_one("main .qr img")["alt"]
    links = [a["href"] for a in page.select("main .link-line a")]
    assert links == ["/so/alerts/call/", "/so/alerts/call/card/"]
    assert page.select_one("main .link-line a")["lang"] == "en"
    assert not page.select("main .notice")


def test_the_repost_page_of_an_alert_that_is_over_says_so(client):
    ended_alert(slug="call")
    assert words(repost(client).select_one("main .notice")).startswith("Ended: ")


def test_a_copy_without_a_number_names_none(client, alert):
    alert.office_links.all().delete()
    page = repost(client)
    for name in ("text", "html"):
        assert "Call:" not in page.find(id=f"{name}-copy").text
    assert not page_at(client, "alerts/call/card/").select("a.call")


def test_the_card_marks_english_words_and_leads_to_the_alert(client, alert):
    card = page_at(client, "alerts/call/card/", "so")
    assert card.html["lang"] == "so"
    for element in (card.title, card.h1, card.select_one("main > p:nth-of-type(2)")):
        assert element["lang"] == "en", element
    note, campaign = card.select("p.from")
    assert not note.get("lang")
    assert (campaign["lang"], campaign["translate"]) == ("en", "no")
    assert card.find("link", rel="canonical")["href"] == "http://testserver/so/alerts/call/"
    assert card.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    more = card.select_one("p.more a")
    assert (more["href"], more["target"]) == ("http://testserver/so/alerts/call/", "_top")
    assert card.main["class"] == ["active"]


def test_the_card_of_an_alert_that_is_over_leads_to_what_came_of_it(client):
    ended_alert(slug="call")
    card = page_at(client, "alerts/call/card/")
    assert words(card.select_one("p.more")) == "Outcome"
    assert card.main["class"] == ["ended"]


@pytest.mark.parametrize("name", ["repost/", "card/", "qr.svg", "picture.png"])
def test_what_others_embed_is_only_read(client, alert, name):
    assert client.post(f"/en/alerts/call/{name}").status_code == 405
    assert "no-" in client.get(f"/en/alerts/call/{name}")["Cache-Control"]


# On the alert


def test_links_to_other_services_say_so_and_the_message_has_its_language(client, alert):
    page = page_at(client, "alerts/call/", "so")
    section = page.find(id="share").find_parent("section")
    assert section["aria-labelledby"] == "share"
    elsewhere = {words(a): a for a in section.select("a[rel=external]")}
    assert set(elsewhere) == {"WhatsApp", "Facebook"}
    for link in elsewhere.values():
        assert (link["lang"], link["translate"]) == ("en", "no")
    assert len(section.select(".share-links a")) == 4
    box = section.textarea
    assert (box["lang"], box["translate"], box["rows"]) == ("en", "no", "6")
    assert section.summary.span["id"] == box["aria-labelledby"]
    copies, shares = section.select("button")
    assert copies["data-copies"] == box["id"]
    assert shares["data-address"] == "http://testserver/so/alerts/call/"
    assert f"{shares['data-text'] if 'data-text' in shares.attrs else shares['data-shares']}\n" in (
        box.text
    )
    assert shares["data-title"] == "Call"
    assert copies.has_attr("hidden")
    assert shares.has_attr("hidden")


def test_an_alert_that_is_over_is_not_handed_to_other_apps(client):
    ended_alert(slug="call")
    page = page_at(client, "alerts/call/")
    section = page.find(id="share").find_parent("section")
    assert [button.get("data-copies") for button in section.select("button")] == ["share-text"]
    assert section.textarea["rows"] == "3"
    assert words(section.summary) == "Address"
    assert [script["src"] for script in section.select("script")] == ["/static/js/copy.js"]


# Share kit


def kit(client, page):
    return page_of(client.get(reverse("share_kit", args=[page.pk])))


def warnings(page):
    return [words(one)[:40] for one in page.select(".help-warning")]


def test_the_share_kit_warns_about_drafts_and_about_what_is_over(admin_of, alert):
    client = admin_of("Editors")
    assert warnings(kit(client, alert)) == []
    restriction = alert.view_restrictions.create(restriction_type="login")
    assert warnings(kit(client, alert)) == ["Access to this alert is restricted: its "]
    restriction.delete()
    AlertPage.objects.filter(pk=alert.pk).update(ends_at=timezone.now())
    assert warnings(kit(client, alert)) == ["This alert is over. Send nothing that as"]
    AlertPage.objects.filter(pk=alert.pk).update(live=False)
    assert warnings(kit(client, alert)) == ["This alert is not published yet: its add"]


def test_the_share_kit_labels_each_language_and_names_letters_that_cost(
    admin_of, alert, django_capture_on_commit_callbacks
):
    alert.share_text = "Llame después de las 5, ¡qué “día”!"
    alert.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        somali = make.translate(alert, "so", lambda text: "Wac 5." if "5" in text else "Wac.")
    client = admin_of("Editors")
    page = kit(client, alert)
    for code in make.LANGUAGES:
        section = page.find("section", attrs={"aria-labelledby": f"sheet-{code}"})
        assert section.h2["id"] == f"sheet-{code}"
        assert section.label["for"] == section.textarea["id"] == f"text-{code}"
        shown = "so" if code == "so" else "en"
        assert section.textarea["lang"] == shown
        assert bool(section.select(".help-info")) == (code not in ("en", "so"))
        code_image = section.find("p", role="img")
        address = f"http://testserver/{code}/alerts/call/"
        assert code_image["aria-label"] == f"QR code of {address}"
        assert code_image.svg
        assert section.button["data-copies"] == f"text-{code}"
    english = words(page.find("section", attrs={"aria-labelledby": "sheet-en"}))
    assert "because of í “ ”" in english
    assert "2 messages" not in english
    somali_section = words(page.find("section", attrs={"aria-labelledby": "sheet-so"}))
    assert "1 message ." in somali_section.replace("message.", "message .")
    assert "because of" not in somali_section
    texts = [[box.text for box in kit(client, one).select("textarea")] for one in (alert, somali)]
    assert texts[0] == texts[1]


def test_the_share_kit_is_offered_where_it_opens(
    admin_of, alert, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        somali = make.translate(alert, "so")
    explainer = make.ExplainerPageFactory()
    client = admin_of()

    def explore(page):
        return client.get(reverse("wagtailadmin_explore", args=[page.pk])).text

    assert reverse("share_kit", args=[alert.pk]) in explore(alert)
    assert reverse("share_kit", args=[alert.pk]) in explore(alert.get_parent())
    for page in (somali, explainer):
        assert reverse("share_kit", args=[page.pk]) not in explore(page)
        assert reverse("share_kit", args=[page.pk]) not in explore(page.get_parent())
    assert client.get(reverse("share_kit", args=[explainer.pk])).status_code == 404
    # A user who may see the alert in the admin, but not edit it.
    lockers = Group.objects.get(name="Moderators")
    permission = Permission.objects.get(codename="lock_page")
    GroupPagePermission.objects.create(
        group=lockers, page=alert.get_parent(), permission=permission
    )
    client = admin_of("Moderators")
    assert alert.title in explore(alert.get_parent())
    assert reverse("share_kit", args=[alert.pk]) not in explore(alert.get_parent())
