"""Tests for the alert page that readers see."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from wagtail.models import Revision

from alerts.models import AlertExplainer
from tests import factories as make
from tests.support import every_page
from tests.support.markup import find, page_at, text_of

pytestmark = pytest.mark.django_db

CENTRAL = ZoneInfo("America/Chicago")
START = datetime(2011, 6, 3, 8, 0, tzinfo=CENTRAL)
END = datetime(2011, 6, 3, 17, 0, tzinfo=CENTRAL)
SECOND = timedelta(seconds=1)
STATE_LABELS = {"upcoming": "Coming up", "active": "Act now", "ended": "Ended"}


@pytest.fixture
def read(client):
    def get(language="en", path="alerts/call/"):
        return page_at(client, path, language)

    return get


@pytest.fixture
def live_translation(django_capture_on_commit_callbacks):
    def translate(page, language="so", **options):
        with django_capture_on_commit_callbacks(execute=True):
            return make.translate(page, language, **options)

    return translate


def dialed(root):
    links = [link.get("href", "") for link in find(root, "a")]
    return [link for link in links if link.startswith("tel:")]


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (START - SECOND, "upcoming"),
        (START, "active"),
        (START + SECOND, "active"),
        (END - SECOND, "active"),
        (END, "ended"),
        (END + SECOND, "ended"),
    ],
    ids=["before start", "start", "after start", "before end", "end", "after end"],
)
def test_the_clock_alone_decides_the_state_and_whether_there_is_a_button(
    read, time_machine, now, state
):
    alert = make.AlertPageFactory(slug="call", starts_at=START, ends_at=END)
    make.call(alert, make.office(numbers=["+16512013400"]))
    time_machine.move_to(now, tick=False)
    for path in ("alerts/call/", "alerts/", ""):
        (label,) = find(read(path=path), "span", class_="state-label")
        assert text_of(label) == STATE_LABELS[state], path
    root = read()
    assert "(651) 201-3400" in text_of(root)
    assert bool(dialed(root)) == (state == "active")
    assert bool(find(root, "div", class_="call-bar")) == (state == "active")


def test_an_alert_that_is_over_is_a_record(read, time_machine):
    make.home().__class__.objects.update(phone="+16513899174")
    alert = make.AlertPageFactory(
        slug="call", starts_at=START, ends_at=END, ask="English ask: call now."
    )
    make.call(alert, make.office("Mark Dayton", numbers=["+16512013400"]))
    time_machine.move_to(END + SECOND, tick=False)
    root = read()
    text = text_of(root)
    assert "This alert is over." in text
    assert "What we asked for English ask: call now." in text
    assert "Who people called Mark Dayton, Governor of Minnesota (651) 201-3400" in text
    assert dialed(root) == ["tel:+1-651-389-9174"]  # the campaign's number, in the footer


def test_an_upcoming_alert_says_when_it_begins(read, time_machine):
    make.AlertPageFactory(slug="call", starts_at=START, ends_at=END)
    time_machine.move_to(START - SECOND, tick=False)
    assert "Begins Friday, June 3, 8:00 a.m." in text_of(read())
    # The year is named if it is another one.
    time_machine.move_to(START - timedelta(days=200), tick=False)
    assert "Begins Friday, June 3, 2011, 8:00 a.m." in text_of(read())


def test_an_office_shows_its_name_its_role_and_every_number_with_its_kind(read):
    office = make.office(
        "Mark Dayton",
        numbers=["+16512013400", "+18006573717"],
        role=make.phrase("Governor of Minnesota", so="Guddoomiyaha Minnesota"),
    )
    make.call(make.AlertPageFactory(slug="call"), office)
    (card,) = find(read("en"), "section", class_="call-card")
    assert text_of(card).startswith("Call Mark Dayton, Governor of Minnesota (651) 201-3400")
    kinds = [text_of(kind) for kind in find(card, "span", class_="phone-label")]
    assert kinds == ["local", "toll-free"]
    assert [text_of(name) for name in find(card, "b", translate="no")] == ["Mark Dayton"]
    (card,) = find(read("so"), "section", class_="call-card")
    assert "Mark Dayton, Governor of Minnesota Guddoomiyaha Minnesota" in text_of(card)
    assert "(800) 657-3717 toll-free wicitaan bilaash ah" in text_of(card)


def test_a_number_is_linked_so_that_every_phone_can_dial_it(read):
    make.call(make.AlertPageFactory(slug="call"), make.office(numbers=["651-201-3400"]))
    root = read()
    assert set(dialed(root)) == {"tel:+1-651-201-3400"}
    assert [text_of(number) for number in find(root, "span", class_="phone")] == [
        "(651) 201-3400",
        "(651) 201-3400",
    ]


def test_a_role_that_nobody_has_translated_is_marked_as_english(read):
    make.call(make.AlertPageFactory(slug="call"), make.office(role=make.phrase("Mayor")))
    (name,) = find(read("so"), "p", class_="office-name")
    assert [text_of(span) for span in find(name, "span", lang="en")] == ["Mayor"]


def test_offices_are_in_the_editors_order(read):
    alert = make.AlertPageFactory(slug="call")
    make.call(alert, make.office("Zoe Second-to-none"), make.office("Adam Later"))
    (card,) = find(read(), "section", class_="call-card")
    assert text_of(card).index("Zoe") < text_of(card).index("Adam")


def test_a_corrected_number_makes_no_new_revision_of_a_page(read, live_translation):
    alert = make.AlertPageFactory(slug="call")
    office = make.office(numbers=["+16512013400"])
    make.call(alert, office)
    alert.save_revision().publish()
    for language in ("es", "so", "hmn"):
        live_translation(alert, language)
    before = list(Revision.objects.order_by("pk").values("pk", "content"))
    office.phones.update(number="+16512013499")
    for language in make.LANGUAGES:
        assert set(dialed(read(language))) == {"tel:+1-651-201-3499"}
    assert list(Revision.objects.order_by("pk").values("pk", "content")) == before


def test_the_script_is_in_english_beside_its_meaning(read, live_translation):
    alert = make.AlertPageFactory(
        slug="call", script=[("line", "Hello, I live here."), ("line", "Thank you.")]
    )
    live_translation(alert)
    (script,) = find(read("so"), "section", class_="script")
    pairs = [[(p.get("lang"), text_of(p)) for p in find(line, "p")] for line in find(script, "li")]
    assert pairs == [
        [("en", "Hello, I live here."), (None, "[so] Hello, I live here.")],
        [("en", "Thank you."), (None, "[so] Thank you.")],
    ]
    assert find(script, "p", class_="hint")


@pytest.mark.parametrize("language", ["en", "so"])
def test_the_script_has_no_meanings_where_the_page_is_in_english(read, language):
    make.AlertPageFactory(slug="call", script=[("line", "Hello, I live here.")])
    (script,) = find(read(language), "section", class_="script")
    assert [text_of(p) for p in find(script, "p")] == ["Hello, I live here."]
    assert find(script, "p", lang="en")


def test_talking_points_are_numbered(read):
    make.AlertPageFactory(slug="call", talking_points=[("point", "First."), ("point", "Second.")])
    (points,) = find(read(), "ol", class_="points")
    assert [text_of(point) for point in points] == ["First.", "Second."]


def test_the_page_says_how_to_report_to_the_campaign(read, live_translation):
    live_translation(make.AlertPageFactory(slug="call", response="<p>Write to us.</p>"))
    assert "Did you call? Tell us how it went Write to us." in text_of(read())
    assert "[so] Write to us." in text_of(read("so"))


def test_the_page_of_an_upcoming_alert_does_not_ask_about_calls_made(read, time_machine):
    make.AlertPageFactory(slug="call", starts_at=START, ends_at=END, response="<p>Write to us.</p>")
    time_machine.move_to(START - SECOND, tick=False)
    assert "After you call, tell us how it went Write to us." in text_of(read())


def test_an_alert_that_is_over_tells_what_people_said_and_were_asked_to_report(read, time_machine):
    make.AlertPageFactory(
        slug="call",
        starts_at=START,
        ends_at=END,
        ask="Call.",
        script=[("line", "Please sign.")],
        response="<p>Write to us.</p>",
    )
    time_machine.move_to(END + SECOND, tick=False)
    text = text_of(read())
    assert "What callers were asked to say Please sign." in text
    assert "What we asked for Call. Write to us." in text
    assert text.count("Write to us.") == 1
    assert "How the calls went" not in text  # there are no counts of calls


def test_empty_parts_of_an_alert_are_not_shown(read):
    make.AlertPageFactory(slug="call")
    root = read()
    (article,) = find(root, "article")
    # The parts for sharing and supporting the alert are always there.
    assert [text_of(heading) for heading in find(article, "h2")] == ["Share", "Show your support"]
    assert dialed(root) == []


@pytest.mark.parametrize(
    ("starts_in", "heading"),
    [(timedelta(days=1), "Come to the meeting"), (timedelta(days=-1), "This meeting is over")],
    ids=["to come", "over"],
)
def test_the_meeting_says_what_when_and_where(read, time_machine, starts_in, heading):
    time_machine.move_to(START, tick=False)
    meeting = make.meeting(
        what=make.phrase("Campaign meeting", so="Kulanka ololaha"),
        starts_at=START + starts_in,
        place="Walker Church",
        address="31st St and 16th Ave, Minneapolis",
    )
    make.AlertPageFactory(slug="call", starts_at=START, ends_at=END, meeting=meeting)
    (box,) = find(read(), "section", aria_labelledby="meeting")
    text = text_of(box)
    assert text.startswith(heading)
    assert "Campaign meeting" in text
    assert "8:00 a.m. (Central Time)" in text
    assert "Walker Church 31st St and 16th Ave, Minneapolis" in text
    (box,) = find(read("so"), "section", aria_labelledby="meeting")
    assert "Kulanka ololaha" in text_of(box)
    (where,) = find(box, "p", lang="en", translate="no")
    assert "Walker Church" in text_of(where)


def test_sections_of_body_text(read):
    every_page.full_alert(1, comments=())
    (body,) = find(read(), "div", class_="body")
    (folded,) = find(body, "details")
    assert [text_of(heading) for heading in find(folded, "h3")] == ["English heading"]
    (quote,) = find(body, "figure", class_="quote")
    assert text_of(find(quote, "blockquote")[0]) == "English quote."
    assert text_of(find(quote, "figcaption")[0]) == "English neighbor"
    (picture,) = find(body, "img")
    assert picture.get("alt") == "English alt text 0"
    assert text_of(find(body, "figure", class_="picture")[0]) == "English caption"
    offered = [part.split() for part in picture.get("srcset").split(",")]
    assert len(offered) == 2
    assert all(address.startswith("/media/") and width[-1] == "w" for address, width in offered)
    assert picture.get("width")
    assert picture.get("height")
    document = find(body, "p", class_="read-more")[1]
    assert text_of(document).startswith("English label (")
    assert find(document, "a")[0].get("href").startswith("/documents/")


def test_a_document_can_be_downloaded_and_its_size_is_shown(client, read):
    every_page.full_alert(1, comments=())
    (body,) = find(read(), "div", class_="body")
    assert "English label (PDF, " in text_of(body)
    (link,) = [a for a in find(body, "a") if text_of(a) == "English label"]
    response = client.get(link.get("href"))
    assert response.status_code == 200
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("translated", [True, False])
def test_links_to_pages_keep_the_readers_language(read, live_translation, translated):
    explainer = make.ExplainerPageFactory(slug="why", title="Why")
    alert = make.AlertPageFactory(
        slug="call",
        response=f"<p>{every_page.link(explainer, 'told')}</p>",
        body=[("text", f"<p>{every_page.link(explainer, 'see')}</p>"), ("explainer", explainer)],
    )
    AlertExplainer.objects.create(alert=alert, explainer=explainer)
    if translated:
        every_page.translate_with_markup(explainer, "so")
        every_page.translate_with_markup(alert, "so")
    (article,) = find(read("so"), "article")
    links = [(link.get("href"), text_of(link)) for link in find(article, "a")]
    title = "[so] Why" if translated else "Why"
    # URLs below the alert's and the links for sharing have their own tests.
    pages = {address for address, _text in links if address.startswith("/")}
    assert {page for page in pages if "/alerts/call/" not in page} == {"/so/background/why/"}
    assert [text for _address, text in links].count(title) == 2


def test_a_link_to_a_deleted_page_becomes_plain_text(read):
    page = make.StandardPageFactory()
    make.AlertPageFactory(
        slug="call", body=[("text", f"<p>Read {every_page.link(page, 'what was there')}.</p>")]
    )
    page.delete()
    (body,) = find(read(), "div", class_="body")
    assert text_of(body) == "Read what was there."
    assert [link.get("href") for link in find(body, "a")] == [None]


@pytest.mark.parametrize("hide", ["unpublish", "restrict"])
def test_an_explainer_that_is_not_public_is_not_linked(read, hide):
    explainer = make.ExplainerPageFactory(title="Not for everybody")
    alert = make.AlertPageFactory(slug="call", body=[("explainer", explainer)])
    AlertExplainer.objects.create(alert=alert, explainer=explainer)
    assert text_of(read()).count("Not for everybody") == 2
    explainer.unpublish() if hide == "unpublish" else every_page.restrict(explainer)
    assert "Not for everybody" not in text_of(read())


def test_background_is_in_the_editors_order(read):
    alert = make.AlertPageFactory(slug="call")
    for order, title in [(2, "Middle third"), (0, "Zebra first"), (1, "Ant second")]:
        AlertExplainer.objects.create(
            alert=alert, explainer=make.ExplainerPageFactory(title=title), sort_order=order
        )
    (links,) = find(read(), "ul", class_="links")
    assert [text_of(title) for title in find(links, "a")] == [
        "Zebra first",
        "Ant second",
        "Middle third",
    ]


def test_the_page_has_metadata_for_search_engines_and_social_media(read, live_translation):
    alert = every_page.full_alert(1, comments=())
    live_translation(alert)
    for language, mark in (("en", ""), ("so", "[so] ")):
        root = read(language)
        (description,) = find(root, "meta", name="description")
        assert description.get("content") == f"{mark}English description."
        social = {m.get("property"): m.get("content") for m in find(root, "meta")}
        assert social["og:title"] == f"{mark}{alert.title}"
        assert social["og:description"] == f"{mark}English description."
        assert social["og:url"] == f"http://testserver/{language}/alerts/call/"
        assert social["og:image"].startswith("http://testserver/media/")
        assert social["og:type"] == "article"
