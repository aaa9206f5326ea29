"""Tests for targets of links in strings, and for the context that translation links show."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageLogEntry
from wagtail_localize.models import SegmentOverride

from home.translation import review
from home.translation.models import StringReview
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support import translating
from tests.support.by_link import address, begin, key, open_link, steps
from tests.support.soup import parse

pytestmark = pytest.mark.django_db
SPANISH = "Translators (Español)"
OFFICE = "https://mn.gov/governor/contact/"
SPANISH_OFFICE = "https://mn.gov/governor/contact/es/"
TEXT = "Write to the office."


@pytest.fixture
def page(django_capture_on_commit_callbacks):
    translation = begin("es", response=f'<p><a href="{OFFICE}">Write</a> to the office.</p>')
    for string in translatable_strings(translation):
        text = '<a id="a1">Escriba</a> a la oficina.' if string.is_rich else "Palabras"
        save_translation(string, text, user=make.user())
    with django_capture_on_commit_callbacks(execute=True):
        review.publish(translation.get_target_instance(), make.user())
    return translation.get_target_instance()


def string_url(page):
    strings = translatable_strings(translating.translation_of(page.source, "es"))
    found = next(string for string in strings if string.is_rich)
    return reverse("translation_string", args=[page.pk, found.key])


def set_target(client, page, target):
    return client.post(string_url(page), {"action": "link-a1", "target-a1": target})


def target_for_readers(client, page):
    return parse(client.get(page.get_absolute_url())).main.find("a", string="Escriba")["href"]


def test_a_target_for_readers_of_the_language_is_public_once_it_is_published(
    client, admin_of, page, publish
):
    translator = admin_of(SPANISH)
    shown = parse(translator.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    assert OFFICE in shown.main.text
    assert set_target(translator, page, SPANISH_OFFICE).status_code == 302
    assert target_for_readers(client, page) == OFFICE
    publish(admin_of(SPANISH), page)
    assert target_for_readers(client, page) == SPANISH_OFFICE
    english = parse(client.get(page.source.get_absolute_url())).main.find("a", string="Write")
    assert english["href"] == OFFICE


def test_a_change_of_the_english_does_not_publish_an_unpublished_target(
    client, admin_of, page, publish
):
    source = page.source
    source.response = f"{source.response}<p>And more.</p>"
    source.save_revision().publish()
    for string in translatable_strings(translating.translation_of(source, "es")):
        if not string.stored:
            save_translation(string, "Y más.", user=make.user())
    publish(admin_of(SPANISH), page)
    assert "Y más." in client.get(page.get_absolute_url()).content.decode()
    set_target(admin_of(SPANISH), page, SPANISH_OFFICE)
    source.response = source.response.removesuffix("<p>And more.</p>")
    source.save_revision().publish()
    assert target_for_readers(client, page) == OFFICE


def test_a_changed_target_of_the_english_ends_the_localized_one(client, admin_of, page, publish):
    set_target(admin_of(SPANISH), page, SPANISH_OFFICE)
    publish(client, page)
    source = page.source
    source.response = '<p><a href="https://mn.gov/new/">Write</a> to the office.</p>'
    source.save_revision().publish()
    assert target_for_readers(client, page) == "https://mn.gov/new/"


def test_an_empty_box_gives_the_english_target_again(client, admin_of, page, publish):
    set_target(admin_of(SPANISH), page, SPANISH_OFFICE)
    publish(client, page)
    set_target(client, page, "")
    assert not SegmentOverride.objects.exists()
    publish(client, page)
    assert target_for_readers(client, page) == OFFICE


def test_a_changed_target_ends_the_review_and_names_who_has_chosen_it(client, user, page):
    review.mark_reviewed(page, by=user())
    translator = user(SPANISH)
    client.force_login(translator)
    set_target(client, page, SPANISH_OFFICE)
    strings = translatable_strings(translating.translation_of(page.source, "es"))
    rich = next(string for string in strings if string.is_rich)
    assert not rich.is_reviewed
    assert StringReview.objects.count() == len(strings) - 1
    changes = parse(client.get(reverse("translation_changes", args=[page.pk])))
    shown = changes.select_one(".translation-change").text
    assert SPANISH_OFFICE in shown
    assert f"chosen by {translator}" in shown


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" https://mn.gov/es ", "https://mn.gov/es"),
        ("/es/alerts/", "/es/alerts/"),
        ("mailto:oficina@mn.gov?subject=Hola", "mailto:oficina@mn.gov?subject=Hola"),
        ("tel:+1 651 201 3400", "tel:+1-651-201-3400"),
        ("HTTPS://mn.gov/es", "https://mn.gov/es"),
    ],
)
def test_addresses_of_the_kinds_that_editors_use_are_accepted(admin_of, page, typed, stored):
    assert set_target(admin_of(SPANISH), page, typed).status_code == 302
    assert SegmentOverride.objects.get().data == stored


@pytest.mark.parametrize(("length", "status"), [(1000, 302), (1001, 422)])
def test_a_target_has_at_most_1000_characters(admin_of, page, length, status):
    typed = "https://mn.gov/".ljust(length, "x")
    assert set_target(admin_of(SPANISH), page, typed).status_code == status
    assert [row.data for row in SegmentOverride.objects.all()] == [typed] * (status == 302)


def test_the_log_names_the_chosen_target_and_the_english_one_once_it_is_deleted(admin_of, page):
    client = admin_of(SPANISH)
    for typed in (SPANISH_OFFICE, ""):
        set_target(client, page, typed)
    entries = PageLogEntry.objects.filter(action="translation.link").order_by("pk")
    assert [entry.data for entry in entries] == [
        {"english": OFFICE, "text": SPANISH_OFFICE},
        {"english": OFFICE, "text": OFFICE},
    ]


def test_a_changed_target_makes_only_its_own_text_new(admin_of, page):
    strings = translatable_strings(translating.translation_of(page.source, "es"))
    before = {string.key: string.stored.updated_at for string in strings}
    set_target(admin_of(SPANISH), page, SPANISH_OFFICE)
    strings = translatable_strings(translating.translation_of(page.source, "es"))
    changed = [one.is_rich for one in strings if one.stored.updated_at != before[one.key]]
    assert changed == [True]


@pytest.mark.hostile
@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "http://mn.gov/es",
        "ftp://mn.gov/es",
        "//evil.example/",
        "/\\evil.example/",
        "https:/\\evil.example",
        "https://",
        "https://mn.gov@evil.example/",
        "https://mn.gov/a b",
        "mn.gov/es",
        "mailto:nobody",
        "mailto:a@mn.gov?subject=a b",
        "tel:911911911911911911",
        "https://mn.gov/\u2060es",
        "https://[::1",
        "https://mn.gov/" + "x" * 1000,
        "#top",
    ],
)
def test_other_addresses_are_refused_and_stay_in_the_box(admin_of, page, typed):
    refused = set_target(admin_of(SPANISH), page, typed)
    assert refused.status_code == 422
    assert parse(refused).find("input", {"name": "target-a1"})["value"].strip() == typed.strip()
    assert not SegmentOverride.objects.exists()


def test_an_unknown_link_is_refused(admin_of, page):
    form = {"action": "link-a9", "target-a9": SPANISH_OFFICE}
    refused = admin_of(SPANISH).post(string_url(page), form)
    assert refused.status_code == 404
    assert SPANISH_OFFICE in refused.content.decode()


def test_a_target_for_a_locked_page_stays_in_its_box(admin_of, user, page):
    client = admin_of(SPANISH)
    type(page).objects.filter(pk=page.pk).update(locked=True, locked_by=user())
    refused = set_target(client, page, SPANISH_OFFICE)
    assert refused.status_code == 409
    assert parse(refused).find("input", {"name": "target-a1"})["value"] == SPANISH_OFFICE


def test_links_to_pages_show_the_path_of_the_language_and_cannot_be_changed(admin_of):
    linked = make.ExplainerPageFactory(slug="warrant")
    translation = begin(
        "es", response=f'<p>Read <a linktype="page" id="{linked.pk}">this</a> now.</p>'
    )
    page = translation.get_target_instance()
    shown = parse(admin_of(SPANISH).get(string_url(page))).main
    assert "/es/background/warrant/" in shown.text
    assert shown.find("input", {"name": "target-a1"}) is None
    refused = set_target(admin_of(SPANISH), page, SPANISH_OFFICE)
    assert refused.status_code == 404


def test_a_link_to_an_unpublished_page_does_not_show_its_path(admin_of):
    linked = make.ExplainerPageFactory(slug="secret-plan", live=False)
    translation = begin("es", response=f'<p><a linktype="page" id="{linked.pk}">Read</a> it.</p>')
    page = translation.get_target_instance()
    assert "secret-plan" not in admin_of(SPANISH).get(string_url(page)).content.decode()


# Context on the link


def test_a_volunteer_sees_link_targets_and_cannot_change_them(client):
    _translation, url = open_link(response=f'<p><a href="{OFFICE}">Write</a> to the office.</p>')
    step = parse(client.get(steps(client, url)[-1]))
    assert step.find("span", string=OFFICE)["translate"] == "no"
    assert OFFICE not in [box.get("value") for box in step.find_all("input")]


def test_a_volunteer_sees_the_neighboring_strings_with_what_is_saved(client):
    translation, url = open_link()
    save_translation(translatable_strings(translation)[0], "Cinwaan")
    step = parse(client.get(f"{url}{key(translation, 'English ask')}/"))
    neighbor = step.find("span", string="English title")
    assert neighbor["lang"] == "en"
    assert neighbor.find_next("i").text == "Cinwaan"


@pytest.mark.parametrize(
    ("number", "before", "after"),
    [(0, [], [1, 2]), (1, [0], [2, 3]), (2, [0, 1], [3, 4]), (3, [1, 2], [4, 5]), (5, [3, 4], [])],
)
def test_the_two_strings_before_a_string_and_the_two_after_it_are_shown(
    client, admin_of, number, before, after
):
    translation, url = open_link(
        talking_points=[("point", f"English point {one}") for one in range(4)]
    )
    strings = translatable_strings(translation)
    assert len(strings) == 6
    for string in strings:
        save_translation(string, f"[so] {string.english}")

    def both(places):
        return [[strings[one].english, f"[so] {strings[one].english}"] for one in places]

    step = parse(client.get(f"{url}{strings[number].key}/"))
    lists = [
        [[*item.stripped_strings] for item in one.select("li")] for one in step.select(".hint ul")
    ]
    assert lists == [both(places) for places in (before, after) if places]
    page = translation.get_target_instance()
    of_string = reverse("translation_string", args=[page.pk, strings[number].key])
    shown = parse(admin_of("Translators (Soomaali)").get(of_string))
    around = shown.find("h3", string="Texts around it").find_next_siblings("p")
    assert [[span.text for span in one.find_all("span")] for one in around] == both(before + after)


def test_the_link_has_a_preview_with_what_is_saved_and_the_rest_in_english(client):
    translation, url = open_link()
    save_translation(translatable_strings(translation)[1], "Codso hadda")
    preview = client.get(f"{url}preview/")
    assert preview.status_code == 200
    page = parse(preview)
    assert "Codso hadda" in page.main.text
    assert page.h1["lang"] == "en"
    assert page.select_one(f'.notice a[href="{url}"]')
    assert preview["Referrer-Policy"] == "no-referrer"
    assert "no-store" in preview["Cache-Control"]
    assert not preview.cookies


def test_the_preview_closes_with_the_link_and_needs_its_language(client):
    translation = begin()
    made, token = make.link(translation)
    assert client.get(f"/es/translate/{token}/preview/").status_code == 404
    assert client.get("/so/translate/unknown/preview/").status_code == 404
    assert client.post(f"{address(translation, token)}preview/").status_code == 405
    type(made).objects.update(revoked_at="2020-01-01T00:00Z")
    assert client.get(f"{address(translation, token)}preview/").status_code == 410


def test_a_step_costs_as_many_queries_with_2_as_with_40_strings(client):
    counts = []
    for number in (2, 40):
        items = "".join(
            f'<li><a href="https://mn.gov/{one}">x</a> {one}</li>' for one in range(number)
        )
        _translation, url = open_link(response=f"<ul>{items}</ul>", slug=f"alert-{number}")
        step = steps(client, url)[2]
        with CaptureQueriesContext(connection) as captured:
            assert client.get(step).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
