"""Tests for menus, offices, blocks, phrases and pictures, which pages load in few queries."""

import pytest
from django.db import connection
from django.template import Context, Template
from django.utils.translation import override

from home.media.models import PICTURE_SPECS
from home.models import MenuEntry, SiteSettings
from home.translation.phrase_translations import load_translations
from tests import factories as make
from tests.support import every_page
from tests.support.markup import find, page_at, text_of
from tests.support.queries import query_count

pytestmark = pytest.mark.django_db

WAGTAILS_PICTURE = (
    "{% load wagtailimages_tags %}{% picture image width-{480,960} format-{webp,jpeg}"
    ' sizes="(min-width: 60rem) 40rem, 100vw" alt=alt loading="lazy" %}'
)
OURS = "{% load content_picture_tags %}{% content_picture image alt %}"


def fill_menus(size):
    site, _created = SiteSettings.objects.get_or_create()
    for number in range(size):
        page = make.StandardPageFactory()
        label = make.phrase(f"Label {page.pk}", so=f"Sumad {page.pk}")
        for menu in MenuEntry.Menu:
            MenuEntry.objects.create(
                site_settings=site, menu=menu, page=page, label=label, sort_order=number
            )


def with_every_block(alert):
    """Add two blocks of each kind that `full_alert` lacks."""
    stored = list(alert.body.raw_data)
    for number in range(2):
        document, page = make.DocumentFactory(), make.ExplainerPageFactory()
        answer = f"<p>{every_page.link(page, 'Read why')}.</p>"
        video = {"title": "A call", "image": make.ImageFactory().pk, "url": "https://example.org/v"}
        blocks = {
            "button": {"label": "Find out more", "page": page.pk, "url": ""},
            "video": video,
            "documents": [
                {"type": "item", "value": {"document": document.pk, "label": "A"}, "id": "d"}
            ],
            "questions": [
                {"type": "item", "value": {"question": "Why?", "answer": answer}, "id": "q"}
            ],
        }
        stored += [
            {"type": kind, "value": value, "id": f"{kind}-{number}"}
            for kind, value in blocks.items()
        ]
    alert.body = stored
    alert.save()


@pytest.mark.parametrize("language", ["en", "so"])
def test_an_alert_with_everything_and_filled_menus_costs_at_most_15_queries(client, language):
    alert = every_page.full_alert()
    before = query_count(client, f"/{language}/alerts/call/")
    fill_menus(3)
    assert query_count(client, f"/{language}/alerts/call/") == before <= 15
    with_every_block(alert)
    assert query_count(client, f"/{language}/alerts/call/") <= 15


def test_a_picture_and_a_document_are_shown_in_each_block_until_they_are_deleted(client):
    picture, document = make.ImageFactory(), make.DocumentFactory()
    file = {"document": document, "label": "Our letter"}
    other = {"document": make.DocumentFactory(), "label": "Our letter"}
    make.AlertPageFactory(
        slug="call",
        body=[
            ("picture", {"image": picture, "alt_text": "A crowd", "caption": ""}),
            ("video", {"title": "A call", "image": picture, "url": "https://example.org/v"}),
            ("picture", {"image": make.ImageFactory(), "alt_text": "A door", "caption": ""}),
            ("document", file),
            ("documents", [other, file]),
        ],
    )

    def shown():
        page = page_at(client, "alerts/call/")
        links = [one.get("href") for one in find(page, "a") if text_of(one) == "Our letter"]
        return [one.get("src") for one in find(page, "img")], links

    (first, again, door), (letter, other_letter, letter_again) = shown()
    assert first == again != door
    assert letter == letter_again == document.url
    assert other_letter == other["document"].url
    picture.delete()
    document.delete()
    assert shown() == ([door], [other_letter])


def test_a_menu_keeps_the_editors_order_and_every_character_of_a_label(client):
    site = SiteSettings.objects.create()
    labels = ['"Quoted" \\ back', "Ñandú ’n’ 🗽 <b>", "%s {} null"]
    for number, text in enumerate(labels):
        MenuEntry.objects.create(
            site_settings=site,
            menu=MenuEntry.Menu.FOOTER,
            page=make.StandardPageFactory(),
            label=make.phrase(text),
            sort_order=-number,
        )
    (nav,) = find(find(page_at(client), "footer")[0], "nav")
    assert [text_of(link) for link in find(nav, "a")] == labels[::-1]


def test_offices_without_numbers_and_with_odd_numbers_are_shown_in_one_query(
    client, django_assert_num_queries
):
    alert = make.AlertPageFactory(slug="call")
    numbers = ["1-800-LAW-HELP ext. 12", "+442079460000", "+16512013400"]
    make.call(alert, make.office("Nobody", []), make.office("Odd", numbers))
    fresh = type(alert).objects.select_related("locale").get(pk=alert.pk)
    with django_assert_num_queries(1):
        nobody, odd = fresh.offices
        assert nobody.numbers == []
        assert nobody.interpreter_checked_on is None
        shown = [phone.number.in_english for phone in odd.numbers]
    assert shown[0] == "(651) 201-3400"
    assert shown[1].startswith("1-800-LAW-HELP")
    assert len(shown) == 3


@pytest.mark.parametrize("size", [1, 5])
def test_translations_of_phrases_take_one_query_and_none_in_english(
    size, django_assert_num_queries
):
    phrases = [make.phrase(f"Word {number}", so=f"Eray {number}") for number in range(size)]
    untranslated = make.phrase("Only in English")
    with override("so"), django_assert_num_queries(1):
        load_translations([*phrases, untranslated, *phrases])
        assert phrases[-1].in_language() == (f"Eray {size - 1}", "so")
        assert untranslated.in_language("hmn") == ("Only in English", "en")
    with override("en"), django_assert_num_queries(0):
        load_translations([*phrases, untranslated])
        assert phrases[0].in_language() == ("Word 0", "en")


@pytest.mark.parametrize("alt", ["A crowd", 'Two "quotes" & <b>', ""])
def test_a_picture_in_the_content_is_rendered_as_by_wagtail(alt):
    context = Context({"image": make.ImageFactory(), "alt": alt})
    html = Template(OURS).render(context)
    assert html == Template(WAGTAILS_PICTURE).render(context)
    assert html.count("w,") == len(PICTURE_SPECS) // 2


def test_a_connection_is_kept_for_the_next_request():
    assert connection.settings_dict["CONN_MAX_AGE"] == 600
    assert connection.settings_dict["CONN_HEALTH_CHECKS"]
