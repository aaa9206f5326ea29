"""Tests for the texts and buttons of pages about calls and support."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.calls import totals
from alerts.calls.models import CallCount, SupportCount
from alerts.comments.models import CommentSettings, PostComment, Status
from home.addresses import page_address
from tests import factories as make
from tests.support.queries import query_count
from tests.support.reader_form import form_fields
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def alert():
    alert = make.AlertPageFactory(slug="call", title="Call the governor")
    make.call(alert, make.office(), make.office("Al Franken", ["+16512211016"]))
    return alert


def move(alert, starts_in):
    alert.starts_at = timezone.now() + starts_in
    alert.ends_at = alert.starts_at + DAY
    alert.save()


def count(alert, number, *, office=0, days_ago=0, language="en", **more):
    CallCount.objects.create(
        alert=alert,
        office=alert.offices[office],
        day=timezone.localdate() - timedelta(days=days_ago),
        language=language,
        result="spoke",
        number=number,
        **more,
    )
    totals.rewrite(alert.pk)


def support(alert, number):
    SupportCount.objects.create(alert=alert, day=timezone.localdate(), language="en", number=number)
    totals.rewrite(alert.pk)


def words(element):
    return " ".join(element.text.split())


def read(client, alert, path="", language="en"):
    return parse(client.get(page_address(alert, language) + path))


# On the alert


@pytest.mark.parametrize("heading", ["response", "stand-heading"])
def test_each_section_about_calls_has_its_heading_as_its_label(client, alert, heading):
    title = read(client, alert).find(id=heading)
    assert title.find_parent("section")["aria-labelledby"] == heading


def test_search_engines_do_not_follow_the_link_to_the_report(client, alert):
    (link,) = read(client, alert).select("#response ~ p a.button")
    assert link["rel"] == ["nofollow"]


def test_an_alert_without_offices_has_no_call_to_report(client):
    alone = make.AlertPageFactory(slug="alone")
    page = read(client, alone)
    assert page.find(id="response") is None
    assert page.find(id="stand")


def test_an_alert_to_come_offers_neither_a_report_nor_support(client, alert):
    move(alert, DAY)
    support(alert, 7)  # it was moved to a later day
    page = read(client, alert)
    assert page.find(id="response") is None
    assert page.find(id="stand") is None
    assert "people support this alert" not in words(page.article)


def test_an_alert_that_is_over_keeps_its_results_and_offers_no_report(client, alert):
    count(alert, 6)
    support(alert, 7)
    move(alert, -2 * DAY)
    page = read(client, alert)
    results = page.find(id="response").find_parent("section")
    assert "6 calls made" in words(results)
    assert not results.select("a.button")
    assert words(page.find(id="stand-heading")) == "How many people supported this alert"
    assert not page.select("#stand a.button")


def test_an_alert_that_is_over_without_five_of_anything_says_nothing_about_calls(client, alert):
    count(alert, 4)
    support(alert, 4)
    move(alert, -2 * DAY)
    page = read(client, alert)
    assert page.find(id="response") is None
    assert page.find(id="stand") is None


def test_an_alert_that_is_over_still_shows_what_callers_heard(client, alert):
    make.comment(alert, text="He listened.", office=alert.offices[0], call_result="spoke")
    totals.rewrite(alert.pk)
    move(alert, -2 * DAY)
    assert [words(one) for one in read(client, alert).select(".heard blockquote")] == [
        "He listened."
    ]


def test_a_comment_without_a_call_is_not_what_a_caller_heard(client, alert):
    make.comment(alert, text="He listened.", office=alert.offices[0], call_result="spoke")
    make.comment(alert, text="I only write.")
    totals.rewrite(alert.pk)
    (heard,) = read(client, alert).select(".heard li")
    assert "He listened." in words(heard)
    assert "Called Mark Dayton: spoke to a person" in words(heard)
    assert alert.__class__.objects.get(pk=alert.pk).totals.answers == [
        alert.post_comments.get(call_result="spoke").pk
    ]


@pytest.mark.parametrize("mark", ["is_withdrawn", "is_erased"])
def test_a_comment_that_is_gone_is_not_what_a_caller_heard_even_if_words_are_left(
    client, alert, mark
):
    comment = make.comment(alert, office=alert.offices[0], call_result="spoke")
    totals.rewrite(alert.pk)
    assert read(client, alert).select(".heard")
    PostComment.objects.filter(pk=comment.pk).update(**{mark: True})
    assert not read(client, alert).select(".heard")
    assert totals.rewrite(alert.pk).answers == []


def test_what_callers_heard_is_marked_with_its_language_and_its_day(client, alert):
    for language in ("en", "so"):
        make.comment(alert, language, office=alert.offices[0], call_result="spoke")
    make.comment(alert, "so", Status.PENDING, office=alert.offices[0], call_result="spoke")
    totals.rewrite(alert.pk)
    somali, english = read(client, alert).select(".heard li")
    for one, language in ((somali, "so"), (english, "en")):
        assert (one.blockquote["lang"], one.blockquote["dir"]) == (language, "auto")
        assert one.time["datetime"] == timezone.localdate().isoformat()
        assert one.b["lang"] == "en"
        assert one.b["translate"] == "no"
    assert [span["lang"] for span in somali.select(".fine-print span")] == ["so"]
    assert words(somali.select_one(".fine-print span")) == "Soomaali"
    assert not english.select(".fine-print span")


def test_the_tables_of_results_are_by_size_and_by_day_with_english_names(client, alert):
    count(alert, 6)
    count(alert, 20, office=1, days_ago=1, language="so")
    count(alert, 0, office=0, days_ago=2, held=9)
    offices, days = read(client, alert, language="so").select(".call-results table")
    assert [(words(row.th), words(row.td)) for row in offices.select("tr")] == [
        ("Al Franken", "20"),
        ("Mark Dayton", "6"),
    ]
    assert {(th["lang"], th["translate"], th["scope"]) for th in offices.select("th")} == {
        ("en", "no", "row")
    }
    today = timezone.localdate()
    assert [time["datetime"] for time in days.select("th[scope=row] time")] == [
        (today - DAY).isoformat(),
        today.isoformat(),
    ]
    assert [words(td) for td in days.select("td")] == ["20", "6"]
    assert offices.caption
    assert days.caption


def test_large_counts_are_grouped_in_the_tables_too(client, alert):
    count(alert, 1_200)
    assert {words(td) for td in read(client, alert).select(".call-results td")} == {"1,200"}


# The report


def test_the_report_form_names_each_office_in_english_with_five_buttons(client, alert):
    page = read(client, alert, "report/", "so")
    legends = page.select("fieldset.results legend")
    assert [words(one.span) for one in legends] == ["Mark Dayton", "Al Franken"]
    assert {(one.span["lang"], one.span["translate"]) for one in legends} == {("en", "no")}
    for fieldset in page.select("fieldset.results"):
        buttons = fieldset.select("button[type=submit][name=call]")
        assert len({button["value"] for button in buttons}) == 5
    assert not page.select("[role=alert]")
    assert not page.select("input[name=call]")


def test_the_report_form_says_how_many_press_and_what_becomes_of_words(client, alert):
    open_form = words(read(client, alert, "report/").main)
    assert "What did they say? (you can leave it empty)" in open_form
    assert "What you write is a comment." in open_form
    assert "If you like, first write what they said." in open_form
    CommentSettings.objects.create(is_paused=True)
    closed = read(client, alert, "report/")
    assert "What you write is a comment." not in words(closed.main)
    assert "Press what happened, and you are done." in words(closed.main)
    assert not closed.select("form.reader-form textarea")
    assert "We add one to the count for this day, office," in words(closed.main)


def test_a_refused_report_says_so_in_its_title_and_reads_the_reason_out(client, alert):
    path = page_address(alert) + "report/"
    first = client.get(path)
    assert words(parse(first).title) == "Did you call? Tell us how it went"
    token = form_fields(first)["form_token"]
    refused = parse(client.post(path, {"form_token": token, "call": "-"}))
    assert words(refused.title) == "Please check: Did you call? Tell us how it went"
    assert [words(one) for one in refused.select("[role=alert]")] == [
        "Please press one of the buttons."
    ]
    call = f"{alert.offices[0].pk}-spoke"
    forged = parse(client.post(path, {"form_token": "forged", "call": call}))
    assert words(forged.title) == "Please check: Did you call? Tell us how it went"


@pytest.mark.parametrize(
    ("starts_in", "said", "when"),
    [
        (-2 * DAY, "This alert is over. Please do not call about it any more.", ""),
        (DAY, "This alert has not begun yet.", "Begins "),
    ],
    ids=["over", "to come"],
)
@pytest.mark.parametrize("name", ["report", "stand"])
def test_a_form_of_an_alert_that_is_not_active_says_why(client, alert, name, starts_in, said, when):
    move(alert, starts_in)
    page = read(client, alert, f"{name}/").main
    assert words(page.h1) == "Nothing can be counted now"
    assert said in words(page)
    assert ("Begins " in words(page)) == bool(when)
    assert not page.form
    assert not page.textarea
    assert page.a["href"] == page_address(alert)


def test_the_thanks_ask_for_another_call_while_the_alert_is_active(client, alert):
    count(alert, 5)
    support(alert, 6)
    report = page_address(alert) + "report/"
    thanks = read(client, alert, "report/thanks/").main
    assert "5 calls made" in words(thanks)
    assert report in [link["href"] for link in thanks.select("a")]
    assert "6 people support this alert" in words(read(client, alert, "stand/thanks/").main)
    move(alert, -2 * DAY)
    for path in ("report/thanks/", "stand/thanks/"):
        page = read(client, alert, path).main
        assert [link["href"] for link in page.select("a")] == [page_address(alert)] * 2
        assert "Did nobody answer?" not in words(page)


def offers(page):
    """Return (numbers to call, True if there is a text to share, calendar files)."""
    links = [link["href"] for link in page.select("a")]
    return (
        [link for link in links if link.startswith("tel:")],
        bool(page.select("section.share textarea")),
        [link for link in links if link.endswith("action.ics")],
    )


@pytest.mark.parametrize("language", ["en", "hmn"])
def test_whoever_has_called_or_supported_is_offered_the_next_office_sharing_and_the_meeting(
    client, alert, language
):
    alert.meeting = make.meeting()
    alert.save()
    said = make.own_comment(
        alert, "key", language, text="He listened.", office=alert.offices[0], call_result="spoke"
    )
    own = f"/{language}/comment/key/"
    meeting = f"{page_address(alert, language)}action.ics"
    everything = (["tel:+1-651-201-3400", "tel:+1-651-221-1016"], True, [meeting])
    for path in ("report/thanks/", "stand/thanks/"):
        assert offers(read(client, alert, path, language).main) == everything, path
    assert offers(parse(client.get(own)).main) == everything
    # A comment that reports no call, and an alert that is over, ask for none.
    said.__class__.objects.filter(pk=said.pk).update(call_result="", office=None)
    assert offers(parse(client.get(own)).main) == ([], False, [])
    move(alert, -2 * DAY)
    for path in ("report/thanks/", "stand/thanks/"):
        assert offers(read(client, alert, path, language).main) == ([], False, []), path


@pytest.mark.parametrize(("offices", "heading"), [(2, "Call the next office"), (1, "Who to call")])
@pytest.mark.parametrize("path", ["report/thanks/", "stand/thanks/"])
def test_there_is_a_next_office_only_if_there_are_several(client, alert, path, offices, heading):
    for link in alert.office_links.all()[offices:]:
        link.delete()
    assert words(read(client, alert, path, "en").select_one("#next")) == heading


@pytest.mark.parametrize("language", ["en", "so"])
def test_the_thanks_cost_as_many_queries_with_two_offices_as_with_ten(client, alert, language):
    make.own_comment(
        alert, "key", language, text="He listened.", office=alert.offices[0], call_result="spoke"
    )
    addresses = [
        page_address(alert, language) + "report/thanks/",
        page_address(alert, language) + "stand/thanks/",
        f"/{language}/comment/key/",
    ]
    before = [query_count(client, address) for address in addresses]
    role = [make.phrase(f"Role {number}", so=f"Xil {number}") for number in range(8)]
    make.call(alert, *(make.office(f"Office {n}", role=role[n]) for n in range(8)))
    assert [query_count(client, address) for address in addresses] == before


def test_a_meeting_that_is_over_or_cancelled_is_not_offered(client, alert):
    meeting = alert.meeting = make.meeting(is_cancelled=True)
    alert.save()
    assert offers(read(client, alert, "stand/thanks/").main)[2] == []
    meeting.is_cancelled, meeting.starts_at = False, timezone.now() - DAY
    meeting.save()
    assert offers(read(client, alert, "stand/thanks/").main)[2] == []


def test_pages_about_calls_lead_back_with_the_headline_in_its_own_language(client, alert):
    for path in ("report/", "report/thanks/", "stand/", "stand/thanks/"):
        link = read(client, alert, path, "so").main.a
        assert (link["href"], link.get("lang")) == ("/so/alerts/call/", "en"), path


def test_the_page_for_supporters_has_their_count_and_the_button(client, alert):
    support(alert, 1_234)
    page = read(client, alert, "stand/").main
    assert "1,234 people support this alert" in words(page)
    assert page.form["action"] == page_address(alert) + "stand/"
    assert not page.select("[role=alert]")
