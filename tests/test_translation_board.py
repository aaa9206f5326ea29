"""The board of the translation desk: every state by its real cause, and the one next thing to do."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation

from alerts.models import AlertPage
from home.translation import publishing, segments

from . import desk
from . import factories as make

pytestmark = pytest.mark.django_db

EDITOR, SOMALI = "Editors", "Translators (Soomaali)"
HAND_IN = "Hand-in translators (Soomaali)"
BOARD = "/admin/translation/"


def alert(title="English title", **fields):
    page = make.AlertPageFactory(title=title, ask="English ask", **fields)
    page.save_revision().publish()
    return AlertPage.objects.get(pk=page.pk)


def begin(page, language="so"):
    return publishing.start(page, Locale.objects.get(language_code=language))


def write(client, translation, *only):
    """Type the strings whose English begins with one of `only` (all if none is given)."""
    for segment, text in desk.strings(translation):
        if not only or text.startswith(only):
            desk.type_string(client, translation, segment, f"[so] {text}")


def shown(client, query="", address=BOARD):
    response = client.get(address + query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(soup):
    """The titles of the board's rows, but for the pages that every test has."""
    for extra in soup.select(".board__kind, .board__clock"):
        extra.extract()
    found = [head.get_text(strip=True) for head in soup.select(".board tbody th")]
    return [
        title for title in found if title not in ("No More Deportations", "English list of alerts")
    ]


def cell(client, title="English title", language="so"):
    """(state with its progress, label of the next step, its address) of a page in a language."""
    for row in shown(client).select(".board tbody tr"):
        if row.th.get_text(" ", strip=True).startswith(title):
            tag = row.find("td", attrs={"data-language": language})
            step = tag.find("button") or tag.find_all("a")[-1]
            address = tag.form["action"] if tag.form else step["href"]
            state = tag.select_one(".board__state").get_text(" ", strip=True)
            return state, step.get_text(strip=True), address
    return None


def edit_address(translation):
    return reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])


@pytest.fixture
def editor(admin_of):
    return admin_of(EDITOR)


def test_what_nobody_has_begun_is_missing_and_is_begun_with_one_button(editor):
    page = alert()
    state, step, address = cell(editor)
    assert (state, step) == ("Missing", "Start")
    response = editor.post(address)
    translation = desk.translation_of(page, "so")
    assert response["Location"] == edit_address(translation)
    assert cell(editor) == ("Part done 0 of 2", "Translate", edit_address(translation))


def test_what_is_begun_tells_how_much_is_done(editor):
    translation = begin(alert(talking_points=[("point", "English point")]))
    write(editor, translation, "English title")
    assert cell(editor)[:2] == ("Part done 1 of 3", "Translate")


def test_equal_sentences_in_one_place_count_once(editor):
    translation = begin(alert(response="<p>Say no.</p><p>Say no.</p>"))
    assert cell(editor)[0] == f"Part done 0 of {len(segments.items(translation))}"


def test_what_is_published_half_done_is_part_done(editor):
    translation = begin(alert(talking_points=[("point", "English point")]))
    write(editor, translation, "English title", "English ask")
    desk.publish_translation(editor, translation.get_target_instance())
    assert Page.objects.get(pk=translation.get_target_instance().pk).live
    assert cell(editor)[:2] == ("Part done 2 of 3", "Translate")


def test_a_finished_draft_is_to_be_published(editor):
    translation = begin(alert())
    write(editor, translation)
    assert cell(editor) == ("Written, not published", "Publish", edit_address(translation))


def test_what_is_handed_in_waits_for_who_may_publish(editor, user):
    translation = begin(alert())
    write(editor, translation)
    editor.post(edit_address(translation), {"action": "hand-in"})
    assert cell(editor) == ("Handed in", "Publish", edit_address(translation))
    editor.force_login(user(HAND_IN))
    assert cell(editor)[:2] == ("Handed in", "Look at it")


def test_what_was_handed_in_and_lacks_its_core_since_is_to_be_translated(editor):
    page = alert()
    translation = begin(page)
    write(editor, translation)
    editor.post(edit_address(translation), {"action": "hand-in"})
    page.ask = "English ask, changed"
    page.save_revision().publish()
    assert cell(editor)[:2] == ("Handed in 1 of 2", "Translate")


def test_the_core_of_a_running_alert_is_to_be_published_before_the_rest(editor, user):
    translation = begin(alert(talking_points=[("point", "English point")]))
    write(editor, translation, "English title", "English ask")
    assert cell(editor)[:2] == ("Part done 2 of 3", "Publish")
    editor.force_login(user(HAND_IN))
    assert cell(editor)[:2] == ("Part done 2 of 3", "Hand in")


def test_what_goes_live_with_its_english_page_needs_nothing(editor):
    page = make.AlertPageFactory(title="English title", live=False, first_published_at=None)
    page.save_revision()
    translation = begin(page)
    write(editor, translation)
    assert cell(editor)[:2] == ("Written, not published", "Publish")
    desk.publish_translation(editor, translation.get_target_instance())
    assert cell(editor)[:2] == ("Handed in", "Look at it")
    AlertPage.objects.get(pk=page.pk).get_latest_revision().publish()
    assert cell(editor)[:2] == ("Published and true", "View")


def published(client, **fields):
    page = alert(**fields)
    translation = begin(page)
    write(client, translation)
    desk.publish_translation(client, translation.get_target_instance())
    return page, translation


def test_what_is_published_and_true_is_to_be_read(editor, client):
    published(editor, slug="call")
    assert cell(editor) == ("Published and true", "View", "/so/alerts/call/")
    assert client.get("/so/alerts/call/").status_code == 200


def test_a_change_of_the_english_is_seen_until_it_is_translated_and_published(editor):
    page, translation = published(editor)
    page.ask = "English ask, changed"
    page.save_revision().publish()
    assert cell(editor)[:2] == ("English changed 1 of 2", "Translate")
    write(editor, desk.translation_of(page, "so"))
    assert cell(editor)[:2] == ("Written, not published", "Publish")
    desk.publish_translation(editor, translation.get_target_instance())
    assert cell(editor)[:2] == ("Published and true", "View")


def test_words_newer_than_what_is_published_are_to_be_published(editor):
    _page, translation = published(editor)
    (segment, _text), *_rest = desk.strings(translation)
    desk.type_string(editor, translation, segment, "Cinwaan cusub")
    assert cell(editor)[:2] == ("Written, not published", "Publish")


def test_who_may_not_publish_hands_in_what_is_written(editor, user):
    translation = begin(alert())
    write(editor, translation)
    editor.force_login(user(HAND_IN))
    assert cell(editor)[:2] == ("Written, not published", "Hand in")


def test_a_machine_draft_is_to_be_signed_off_by_who_may(editor, user):
    _page, translation = published(editor)
    StringTranslation.objects.update(translation_type="machine")
    desk.publish_translation(editor, translation.get_target_instance())
    target = translation.get_target_instance()
    address = reverse("sign_off", args=[target.pk])
    assert cell(editor) == ("Machine draft, not reviewed", "Read and sign off", address)
    editor.post(address)
    assert cell(editor)[:2] == ("Published and true", "View")
    AlertPage.objects.filter(pk=target.pk).update(reviewed_on=None)
    editor.force_login(user(HAND_IN))
    assert cell(editor)[:2] == ("Machine draft, not reviewed", "Look at it")


def test_what_was_stopped_is_written_by_hand_and_is_not_begun_anew(editor, user):
    page = alert(talking_points=[("point", "English point")])
    translation = begin(page)
    write(editor, translation, "English title", "English ask")
    desk.publish_translation(editor, translation.get_target_instance())
    (segment, _text), *_rest = desk.strings(translation)
    desk.type_string(editor, translation, segment, "")
    editor.force_login(user())
    editor.post(reverse("wagtail_localize:stop_translation", args=[translation.pk]))
    assert cell(editor)[:2] == ("Written by hand", "View")
    assert "Lacks:" not in shown(editor).select_one(".board").get_text()
    editor.post(reverse("start_translation", args=[page.pk, "so"]))
    assert not Translation.objects.get(pk=translation.pk).enabled


def test_what_is_withdrawn_in_english_is_as_true_as_it_was(editor):
    page, _translation = published(editor)
    page.unpublish()
    assert cell(editor)[:2] == ("Published and true", "Look at it")


def test_an_alias_is_no_translation(editor):
    page = alert()
    begin(page.get_parent().specific)
    page.copy_for_translation(Locale.objects.get(language_code="so"), alias=True)
    assert cell(editor)[:2] == ("Missing", "Start")


def test_a_running_alert_says_how_long_it_is_out_and_what_each_language_lacks(editor):
    page = alert(script=[("line", "English line")], talking_points=[("point", "English point")])
    AlertPage.objects.filter(pk=page.pk).update(
        first_published_at=timezone.now() - timedelta(hours=3, minutes=20)
    )
    write(editor, begin(page), "English ask")
    row = shown(editor).select_one(".board tbody tr")
    clock = row.select_one(".board__clock").get_text(strip=True).replace("\xa0", " ")
    assert clock == "published 3 hours, 20 minutes ago"
    lacking = {
        tag["data-language"]: tag.select_one(".board__lacking").get_text(strip=True)
        for tag in row.select("td")
    }
    assert lacking == {
        "es": "Lacks everything",
        "so": "Lacks: title, what to say",
        "hmn": "Lacks everything",
    }


def a_page_of_each_urgency():
    now = timezone.now()
    hour = timedelta(hours=1)
    make.AlertPageFactory(
        title="Ended long ago", starts_at=now - 90 * hour, ends_at=now - 80 * hour
    )
    make.AlertPageFactory(title="Ended", starts_at=now - 9 * hour, ends_at=now - hour)
    make.ExplainerPageFactory(title="Explainer", first_published_at=now - hour)
    make.StandardPageFactory(title="Plain page", first_published_at=now - 2 * hour)
    make.AlertPageFactory(title="Later", starts_at=now + 2 * hour, ends_at=now + 9 * hour)
    make.AlertPageFactory(title="Soon", starts_at=now + hour, ends_at=now + 9 * hour)
    make.AlertPageFactory(title="Running", starts_at=now - hour, ends_at=now + 3 * hour)
    make.AlertPageFactory(title="Running out", starts_at=now - hour, ends_at=now + hour)


def test_the_most_urgent_page_comes_first(editor):
    a_page_of_each_urgency()
    order = [title for title in titles(shown(editor)) if title != "English list of explainers"]
    assert order == [
        "Running out",
        "Running",
        "Soon",
        "Later",
        "Explainer",
        "Plain page",
        "Ended",
        "Ended long ago",
    ]


def test_a_translator_sees_what_is_to_be_done_before_what_is_done(admin_of):
    client = admin_of(SOMALI)
    published(client)
    make.StandardPageFactory(title="Plain page")
    order = titles(shown(client))
    assert order.index("Plain page") < order.index("English title")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=PLAIN", {"Plain page"}),
        ("?kind=standardpage", {"Plain page"}),
        ("?kind=alertpage&state=missing", {"English title"}),
        ("?kind=alertpage&state=missing&language=so", set()),
        ("?state=true", {"English title"}),
        ("?state=true&language=es", set()),
        ("?state=open&language=so&kind=alertpage", set()),
        ("?q=title&state=true", {"English title"}),
    ],
)
def test_pages_are_found_by_title_kind_state_and_language(editor, query, expected):
    published(editor)
    make.StandardPageFactory(title="Plain page")
    assert set(titles(shown(editor, query))) == expected


def test_a_language_that_is_asked_for_is_the_only_column(editor):
    alert()
    heads = [head.get_text() for head in shown(editor, "?language=so").select("thead th")]
    assert heads == ["Page", "Somali"]


def test_a_state_is_looked_for_on_all_pages_and_the_next_page_keeps_the_filter(editor):
    write(editor, begin(alert("Oldest", first_published_at=None)), "English ask")
    for number in range(35):
        make.ExplainerPageFactory(title=f"Explainer {number:02}")
    make.StandardPageFactory(title="Plain page")
    first = shown(editor, "?state=missing")
    assert len(first.select(".board tbody tr")) == 30
    query = first.select_one(".pagination .next a")["href"]
    second = shown(editor, address=query)
    assert not set(titles(first)) & set(titles(second))
    assert "Oldest" in titles(shown(editor, "?state=part-done"))


@pytest.mark.parametrize(
    "query",
    [
        "?state=nonsense",
        "?kind=user",
        "?language=fr",
        "?language=en",
        "?q=" + "x" * 201,
        "?q=a%00b",
    ],
)
def test_a_filter_that_does_not_exist_is_refused_and_says_why(editor, query):
    alert()
    response = editor.get(BOARD + query)
    assert response.status_code == 400
    assert "errorlist" in response.content.decode()


@pytest.mark.parametrize("query", ["?p=abc", "?p=-1", "?p=99999999999999999999", "?p=", "?other=1"])
def test_a_page_number_that_does_not_exist_leads_to_one_that_does(editor, query):
    alert()
    assert titles(shown(editor, query)) == ["English title"]


def test_a_title_does_no_harm(editor):
    alert("<script>alert(1)</script>")
    assert "<script>alert(1)" not in editor.get(BOARD).content.decode()


@pytest.mark.parametrize("role", ["Moderators"])
def test_who_translates_nothing_has_no_board(admin_of, role):
    page = alert()
    client = admin_of(role)
    for response in (
        client.get(BOARD),
        client.post(reverse("start_translation", args=[page.pk, "so"])),
    ):
        assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert BOARD not in client.get("/admin/").content.decode()
    assert not Translation.objects.exists()


@pytest.mark.parametrize("role", [SOMALI, HAND_IN])
def test_a_translator_sees_their_own_language_and_no_draft_of_others(admin_of, role):
    alert()
    draft = make.AlertPageFactory(title="Secret plan", live=False, first_published_at=None)
    draft.save_revision()
    begin(draft, "es")
    withdrawn = alert("Taken back")
    AlertPage.objects.get(pk=withdrawn.pk).unpublish()
    client = admin_of(role)
    soup = shown(client)
    assert {tag["data-language"] for tag in soup.select("td[data-language]")} == {"so"}
    for address in (BOARD, "/admin/"):
        html = client.get(address).content.decode()
        assert "English title" in html
        assert "Secret plan" not in html
        assert "Taken back" not in html
    client.post(reverse("start_translation", args=[draft.pk, "so"]))
    assert not Translation.objects.filter(target_locale__language_code="so").exists()


def test_a_draft_whose_translation_has_begun_is_on_its_translators_board(admin_of):
    draft = make.AlertPageFactory(title="First words", live=False, first_published_at=None)
    draft.title = "Newest words"
    draft.save_revision()
    begin(draft)
    assert titles(shown(admin_of(SOMALI))) == ["Newest words"]


def test_the_draft_of_a_published_page_is_not_told_to_its_translators(admin_of):
    page = alert()
    page.title = "Secret correction"
    page.save_revision()
    assert titles(shown(admin_of(SOMALI))) == ["English title"]


def test_a_page_that_not_everybody_may_read_is_on_the_editors_board_only(admin_of, user):
    page = alert()
    page.view_restrictions.create(restriction_type="login")
    client = admin_of(SOMALI)
    assert titles(shown(client)) == []
    client.post(reverse("start_translation", args=[page.pk, "so"]))
    assert not Translation.objects.exists()
    client.force_login(user(EDITOR))
    assert titles(shown(client)) == ["English title"]


def test_a_translation_is_begun_by_post_in_ones_own_language_only(admin_of):
    page = alert()
    client = admin_of(SOMALI)
    address = reverse("start_translation", args=[page.pk, "so"])
    assert client.get(address).status_code == 405
    for language in ("es", "en", "fr"):
        response = client.post(reverse("start_translation", args=[page.pk, language]))
        assert (response.status_code, response["Location"]) == (302, "/admin/")
    client.post(reverse("start_translation", args=[999999, "so"]))
    assert not Translation.objects.exists()
    client.post(address)
    assert not desk.translation_of(page, "so").get_target_instance().live


def test_a_translation_that_is_under_way_is_opened_not_begun_again(admin_of):
    page = alert()
    translation = begin(page)
    client = admin_of(SOMALI)
    write(client, translation, "English title")
    response = client.post(reverse("start_translation", args=[page.pk, "so"]))
    assert response["Location"] == edit_address(translation)
    assert StringTranslation.objects.count() == 1


def test_the_admins_home_shows_an_editor_what_is_running(editor):
    a_page_of_each_urgency()
    assert titles(shown(editor, address="/admin/")) == ["Running out", "Running"]


def test_the_admins_home_shows_a_translator_the_most_urgent_work(admin_of):
    client = admin_of(SOMALI)
    published(client, title="Already done")
    a_page_of_each_urgency()
    for number in range(12):
        make.StandardPageFactory(title=f"Page {number}")
    soup = shown(client, address="/admin/")
    assert len(soup.select(".board tbody tr")) == 10
    order = titles(soup)
    assert order[:4] == ["Running out", "Running", "Soon", "Later"]
    assert not {"Already done", "Ended"} & set(order)


def test_a_translation_is_begun_from_the_admins_home(admin_of):
    page = alert()
    client = admin_of(SOMALI)
    form = shown(client, address="/admin/").select_one(".board form")
    assert form.select_one("[name=csrfmiddlewaretoken]")["value"]
    client.post(form["action"])
    assert desk.translation_of(page, "so")


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("role", [EDITOR, SOMALI])
@pytest.mark.parametrize("address", [BOARD, f"{BOARD}?state=part-done", "/admin/"])
def test_the_board_costs_as_many_queries_with_2_as_with_20_posts(admin_of, role, address):
    client = admin_of(role)
    counts = []
    for size in (2, 18):
        for number in range(size):
            make.ExplainerPageFactory()
            translation = begin(alert(f"Alert {size} {number}"))
            if number % 2:
                write(client, translation, "English ask")
        counts.append(queries(client, address))
    assert counts[0] == counts[1]
    if address == BOARD:
        assert counts[0] <= 16  # nine of them Wagtail's, on every page of the admin
