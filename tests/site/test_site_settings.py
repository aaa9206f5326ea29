"""Tests for the site's name, pictures, footer and menus, which editors set in the admin."""

import json

import pytest
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from home import mail
from home.models import MenuEntry, SiteSettings
from home.site_menus import MenuItem, fitted
from tests import factories as make
from tests.support import every_page
from tests.support.markup import find, page_at, text_of
from tests.support.queries import query_count

pytestmark = pytest.mark.django_db

HEADER, FOOTER = MenuEntry.Menu.HEADER, MenuEntry.Menu.FOOTER
DEFAULT_NAME, NAME = "No More Deportations", "Neighbors & Friends"


@pytest.fixture
def site():
    return SiteSettings.objects.create()


def add(site, menu=HEADER, **fields):
    return MenuEntry.objects.create(
        site_settings=site, menu=menu, sort_order=site.entries.count(), **fields
    )


def menu(client, place="header", language="en"):
    """Return (text, address, language) for each link in the menu of the header or footer."""
    root = page_at(client, language=language)
    (nav,) = find(find(root, place, class_=f"site-{place}")[0], "nav")
    return [(text_of(link), link.get("href"), link.get("lang")) for link in find(nav, "a")]


def address_of_form(client):
    start = reverse("wagtailsettings:edit", args=["home", "sitesettings"])
    return client.get(start, follow=True).redirect_chain[-1][0]


def form(*entries, **fields):
    rows = [
        {"id": "", "menu": HEADER, "page": "", "address": "", "label": ""} | entry
        for entry in entries
    ]
    data = {"name": "", "logo": "", "picture": "", "footer": "", "entries": inline_formset(rows)}
    return nested_form_data(data | fields)


def test_empty_settings_leave_every_page_as_it_is(client):
    make.StandardPageFactory(title="Privacy", slug="privacy", show_in_menus=True)
    make.AlertIndexPageFactory(show_in_menus=True)
    before = client.get("/so/").content
    SiteSettings.objects.create()
    assert client.get("/so/").content == before
    assert menu(client) == [("English list of alerts", "/en/alerts/", None)]
    assert menu(client, "footer", "so") == [("Privacy", "/so/privacy/", "en")]


def test_the_name_is_on_pages_and_in_feeds_calendars_and_emails(client, settings):
    settings.DEFAULT_FROM_EMAIL = "campaign@example.org"
    alert = make.AlertPageFactory(slug="call")
    SiteSettings.objects.create(name=NAME)
    SiteSettings.objects.create(name="Made at the same moment")
    root = page_at(client, "alerts/call/", "so")
    assert text_of(find(root, "p", class_="site-name")[0]) == NAME
    assert text_of(find(root, "title")[0]) == f"{alert.title} – {NAME}"
    assert find(root, "meta", property="og:site_name")[0].get("content") == NAME
    (data,) = find(root, "script", type="application/ld+json")
    assert json.loads(data.text)["@graph"][0]["publisher"]["name"] == NAME
    assert client.get("/so/feed.json").json()["authors"][0]["name"] == NAME
    for path in ("feed.atom", "calendar.ics", "alerts/call/card/", "alerts/call/flyer/"):
        page = client.get(f"/so/{path}").content.decode()
        assert "Neighbors &" in page, path
        assert DEFAULT_NAME not in page.replace(f"-//{DEFAULT_NAME}//", ""), path
    assert mail.sender() == f"{NAME} <campaign@example.org>"


def test_without_a_name_the_site_has_the_name_of_its_set_up(client, site):
    assert text_of(find(page_at(client), "p", class_="site-name")[0]) == DEFAULT_NAME


def test_menus_have_their_own_order_and_labels_in_the_readers_language(client, site, committed):
    translated = make.StandardPageFactory(title="Organizers", slug="who")
    explainer = make.ExplainerPageFactory(title="Rights", slug="rights")
    committed(make.translate, translated, "so")
    add(site, page=explainer)
    add(site, page=translated)
    add(site, page=make.english_home(), label=make.phrase("Start", so="Bilow"))
    add(site, FOOTER, page=translated, label=make.phrase("About", es="Acerca"))
    add(SiteSettings.objects.create(), page=explainer)
    assert menu(client) == [
        ("Rights", "/en/background/rights/", None),
        ("Organizers", "/en/who/", None),
        ("Start", "/en/", None),
    ]
    assert menu(client, language="so") == [
        ("Rights", "/so/background/rights/", "en"),
        ("[so] Organizers", "/so/who/", None),
        ("Bilow", "/so/", None),
    ]
    assert menu(client, "footer", "so") == [("About", "/so/who/", "en")]
    assert menu(client, "footer", "es") == [("Acerca", "/es/who/", None)]


def test_an_outdated_label_is_shown_in_english(client, site):
    label = make.phrase("Start", so="Bilow")
    add(site, page=make.english_home(), label=label)
    label.text = "Begin"
    label.save()
    assert menu(client, language="so") == [("Begin", "/so/", "en")]


def test_entries_lie_below_the_entry_before_in_their_menu(client, site):
    for title in ("About", "Privacy", "Money"):
        page = make.StandardPageFactory(title=title, slug=title.lower())
        add(site, FOOTER, page=page, is_below=title != "About")
        add(site, page=page)
    footer = find(page_at(client), "footer")[0]
    (top,) = find(find(footer, "nav")[0], "ul", class_="menu")
    (about,) = top
    assert text_of(find(about, "a")[0]) == "About"
    assert [text_of(link) for link in find(find(about, "ul")[0], "a")] == ["Privacy", "Money"]
    assert [text for text, *_ in menu(client)] == ["About", "Privacy", "Money"]


def test_the_header_folds_what_lies_below_an_entry(client, site):
    about = make.StandardPageFactory(title="About", slug="about")
    add(site, page=about)
    add(site, page=make.english_home(), label=make.phrase("Start"), is_below=True)
    (details,) = find(find(page_at(client, language="es"), "header")[0], "details")
    assert text_of(find(details, "summary")[0]) == "Más"
    assert [text_of(link) for link in find(details, "a")] == ["About", "Start"]


@pytest.mark.parametrize("hide", ["unpublish", "restrict", "delete"])
def test_a_page_that_is_not_public_leaves_the_menu_and_what_was_below_it_moves_up(
    client, site, hide
):
    first = make.StandardPageFactory(title="First", slug="first")
    hidden = make.StandardPageFactory(title="Hidden", slug="hidden")
    add(site, FOOTER, page=first)
    add(site, FOOTER, page=hidden)
    add(
        site,
        FOOTER,
        page=make.english_home(),
        label=make.phrase("Start"),
        is_below=True,
    )
    if hide == "restrict":
        every_page.restrict(hidden)
    else:
        getattr(hidden, hide)()
    for language in make.LANGUAGES:
        assert [text for text, *_ in menu(client, "footer", language)] == ["First", "Start"]
    assert find(find(page_at(client), "footer")[0], "ul", class_="menu")[0][0].find("ul") is None


def test_a_link_to_another_site_has_a_label_in_the_readers_language(client, site):
    label = make.phrase("Give", hmn="Pub")
    add(site, address="https://example.org/give", label=label)
    assert menu(client, language="hmn") == [("Pub", "https://example.org/give", None)]
    assert menu(client, language="so") == [("Give", "https://example.org/give", "en")]


def items(*labels, below=()):
    return [MenuItem("/", label, "en", False, list(below)) for label in labels]


@pytest.mark.parametrize(
    ("labels", "row", "wide", "folds"),
    [
        (("Alerts", "Background"), 2, 0, False),
        (("Alerts", "Background", "Meetings", "Who we"), 2, 2, False),
        (("Alerts", "Background", "Meetings", "Who we are", "Give"), 2, 1, True),
        (("W" * 150, "Alerts"), 0, 0, True),
        (("Alerts", "W" * 40, "Give"), 1, 0, True),
        (tuple("abcdefghijklmnopqrst"), 8, 3, True),
    ],
)
def test_the_header_shows_the_first_entries_that_fit_into_one_line(labels, row, wide, folds):
    menu = fitted(items(*labels))
    assert (len(menu.row), len(menu.wide), menu.always_folds) == (row, wide, folds)
    assert menu.wide == menu.only_narrow == menu.more[:wide]
    assert [item.text for item in (*menu.row, *menu.more)] == list(labels)


def test_an_entry_with_links_below_stays_folded_on_wide_screens_too():
    menu = fitted([*items("Alerts", "Background"), *items("About", below=items("Donate"))])
    assert [item.text for item in menu.wide] == ["About"]
    assert menu.only_narrow == []
    assert menu.always_folds


def test_what_does_not_fit_on_a_phone_is_in_the_line_of_a_wide_screen(client, site):
    for label in ("Alerts", "Background", "Meetings", "Who we"):
        add(site, page=make.english_home(), label=make.phrase(label))
    header = find(page_at(client), "header")[0]
    wide = [text_of(item) for item in find(header, "li") if item.get("class") == "only-wide"]
    assert wide == ["Meetings", "Who we"]
    (more,) = [one for one in find(header, "li") if find(one, "details")]
    assert more.get("class") == "only-narrow"


def test_the_footer_has_a_sentence_in_the_readers_language(client):
    SiteSettings.objects.create(footer=make.phrase("Run by neighbors.", so="Deriska ayaa wada."))
    found = find(find(page_at(client, language="so"), "footer")[0], "p")
    assert "Deriska ayaa wada." in [text_of(one) for one in found]
    (english,) = find(find(page_at(client, language="es"), "footer")[0], "p", lang="en")
    assert text_of(english) == "Run by neighbors."


def test_a_logo_and_a_picture_cost_no_query_once_they_are_drawn(client, site):
    make.StandardPageFactory(slug="plain")
    before = query_count(client, "/so/plain/")
    site.logo, site.picture = make.ImageFactory(), make.ImageFactory()
    site.save()
    assert query_count(client, "/so/plain/") == before
    root = page_at(client, "plain/", "so")
    (logo,) = find(find(root, "header")[0], "img")
    assert client.get(logo.get("src")).status_code == 200
    (picture,) = find(root, "meta", property="og:image")
    assert picture.get("content").startswith("http://testserver/media/")
    assert find(root, "meta", property="og:image:type")[0].get("content") == "image/jpeg"


def test_menus_cost_no_query_of_their_own_however_many_entries_there_are(client, site):
    make.AlertPageFactory(slug="call")
    before = query_count(client, "/so/alerts/call/")
    for number in range(20):
        page = make.StandardPageFactory(slug=f"page-{number}")
        label = make.phrase(f"Label {number}", so=f"Sumad {number}") if number % 2 else None
        add(site, HEADER if number % 3 else FOOTER, page=page, label=label, is_below=number % 4 > 1)
        if number == 1:
            assert query_count(client, "/so/alerts/call/") == before
    assert query_count(client, "/so/alerts/call/") == before


@pytest.mark.parametrize("above", [False, True], ids=["collection", "collection above it"])
def test_pictures_whose_collection_becomes_private_give_way_to_the_sites_own(client, site, above):
    root = Collection.get_first_root_node()
    collection = root.add_child(name="Pictures")
    site.logo = site.picture = make.ImageFactory(collection=collection)
    site.save()
    page_at(client)
    CollectionViewRestriction.objects.create(
        collection=root if above else collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    page = page_at(client)
    assert find(find(page, "header")[0], "img") == []
    (picture,) = find(page, "meta", property="og:image")
    assert picture.get("content").endswith("/campaign.png")


def test_editors_fill_the_settings_and_a_translation_stands_for_its_english_page(
    admin_of, committed
):
    page = make.StandardPageFactory(title="Organizers", slug="who")
    translation = committed(make.translate, page, "so")
    editor = admin_of("Editors")
    address = address_of_form(editor)
    label = make.phrase("Give")
    entries = [
        {"page": translation.pk},
        {"address": "https://example.org/give", "label": label.pk, "is_below": "on"},
    ]
    response = editor.post(address, form(*entries, name=NAME))
    assert response.status_code == 302
    assert SiteSettings.objects.get().name == NAME
    rows = MenuEntry.objects.values_list("page", "address", "label", "is_below")
    assert list(rows) == [
        (page.pk, "", None, False),
        (None, "https://example.org/give", label.pk, True),
    ]


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({}, "Choose a page, or type an address."),
        ({"address": "https://example.org/"}, "The link to another site needs a label."),
        ({"address": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"address": "https://example.org/", "page": "home"}, "not both"),
        ({"page": "root"}, "Choose a page that exists in English."),
    ],
)
def test_an_entry_that_leads_nowhere_is_refused_and_stays_in_the_form(admin_of, entry, problem):
    editor = admin_of("Editors")
    address = address_of_form(editor)
    home = make.english_home()
    pages = {"home": home.pk, "root": home.get_parent().pk}
    if "page" in entry:
        entry = entry | {"page": pages[entry["page"]]}
    response = editor.post(address, form({"menu": FOOTER} | entry, name="Typed name"))
    assert response.status_code == 200
    assert problem in response.text
    assert "Typed name" in response.text
    assert entry.get("address", "") in response.text
    assert not MenuEntry.objects.exists()


def test_a_picture_that_not_everybody_may_see_is_refused(admin_of):
    picture = make.ImageFactory()
    CollectionViewRestriction.objects.create(
        collection=picture.collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    editor = admin_of("Editors")
    response = editor.post(address_of_form(editor), form(logo=picture.pk, name=NAME))
    assert response.status_code == 200
    assert "not in a private collection" in response.text
    assert SiteSettings.objects.get().logo is None


@pytest.mark.parametrize("group", ["Moderators", "Translators (Soomaali)"])
def test_others_cannot_change_the_settings(admin_of, site, group):
    address = reverse("wagtailsettings:edit", args=["home", "sitesettings", site.pk])
    response = admin_of(group).post(address, form(name="Taken over"))
    assert response.status_code in (302, 403)
    site.refresh_from_db()
    assert site.name == ""
