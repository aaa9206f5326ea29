"""Tests for writing, correcting and publishing an alert in the admin."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import rich_text

from alerts.models import AlertPage, Office
from home.models import Meeting
from tests import factories as make
from tests.support import translating
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

CENTRAL = ZoneInfo("America/Chicago")


def errors_of(response):
    assert response.status_code == 200
    return response.context["form"].errors


def test_an_editor_writes_and_publishes_an_alert_with_all_its_parts(client, editor):
    office = make.office("Mark Dayton", ["+16512013400", "+18006573717"])
    explainer = make.ExplainerPageFactory(title="What the program is")
    form = translating.alert_form(
        offices=[office],
        explainers=[explainer],
        script=[("line", "Hello, I live in Minnesota.")],
        talking_points=[("point", "Thank him for the veto."), ("point", "Ask for another.")],
        response="<p>Write to us.</p>",
        body=[
            ("heading", "Why call?"),
            ("text", rich_text("<p>He must hear <b>now</b>.</p>")),
            ("quote", {"text": "We stay.", "attribution": "A neighbor"}),
            (
                "picture",
                {"image": make.ImageFactory().pk, "alt_text": "People at a door", "caption": ""},
            ),
            ("explainer", explainer.pk),
            ("document", {"document": make.DocumentFactory().pk, "label": "The letter"}),
        ],
        meeting=make.meeting(place="Walker Church").pk,
    )
    translating.add_alert(editor, form, publish=True)
    client.logout()
    html = client.get("/en/alerts/call-the-governor/").content.decode().replace("\xa0", " ")
    for part in (
        "Call the governor",
        "Mark Dayton",
        "(651) 201-3400",
        "(800) 657-3717",
        "Hello, I live in Minnesota.",
        "Ask for another.",
        "Write to us.",
        "<b>now</b>",
        "A neighbor",
        "People at a door",
        "The letter",
        "What the program is",
        "Walker Church",
    ):
        assert part in html


def test_the_times_that_an_editor_types_are_central_time(editor):
    translating.add_alert(editor, translating.alert_form(ends_at="2031-12-01 23:59"), publish=True)
    assert AlertPage.objects.get().ends_at == datetime(2031, 12, 1, 23, 59, tzinfo=CENTRAL)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("starts_at", {"starts_at": ""}),
        ("ends_at", {"ends_at": ""}),
        ("ends_at", {"ends_at": "2031-06-03 07:59"}),
        ("ends_at", {"ends_at": "2031-06-03 08:00"}),
        ("ends_at", {"ends_at": "tomorrow"}),
        ("ask", {"ask": ""}),
        ("title", {"title": ""}),
        *[
            ("slug", {"slug": slug})
            for slug in (
                *("action", "calendar", "card", "comment", "feed"),
                *("flyer", "report", "repost", "search", "text"),
            )
        ],
    ],
)
def test_errors_at_publication_are_beside_their_fields_and_nothing_typed_is_lost(
    editor, field, changes
):
    form = translating.alert_form(
        offices=[make.office()],
        talking_points=[("point", "A point that took an hour to write.")],
        **{"title": "A headline that was typed", **changes},
    )
    response = translating.add_alert(editor, form, publish=True)
    assert field in errors_of(response)
    html = response.content.decode()
    for name in {"title", "ask", "starts_at", "ends_at"} - {field}:
        assert form[name] in html
    assert "A point that took an hour to write." in html
    assert response.context["form"].formsets["office_links"].total_form_count() == 1
    assert not AlertPage.objects.exists()


def test_all_errors_are_shown_at_once(editor):
    form = translating.alert_form(
        action_type=make.ask_for().pk, ends_at="2031-06-03 07:00", share_text="Call {nummer}."
    )
    assert set(errors_of(translating.add_alert(editor, form, publish=True))) == {
        "about",
        "ends_at",
        "share_text",
    }


def test_a_long_pasted_text_is_not_cut_off_and_its_length_is_shown(editor):
    parent = make.the(make.AlertIndexPageFactory)
    url = reverse("wagtailadmin_pages:add", args=["alerts", "alertpage", parent.pk])
    form = parse(editor.get(url))
    assert not form.select("#id_ask[maxlength], #id_about[maxlength], #id_share_text[maxlength]")
    pasted = "x" * 400
    response = translating.add_alert(editor, translating.alert_form(ask=pasted))
    assert "it has 400" in str(errors_of(response)["ask"])
    assert pasted in response.content.decode()


def test_an_alert_is_not_submitted_to_comment_moderators(editor):
    html = editor.get(reverse("wagtailadmin_pages:edit", args=[make.AlertPageFactory().pk]))
    assert "action-publish" in html.content.decode()
    assert "action-submit" not in html.content.decode()


def test_a_reserved_word_is_no_slug_for_a_plain_page_either(editor):
    url = reverse("wagtailadmin_pages:add", args=["home", "standardpage", make.home().pk])
    form = {"title": "Search", "slug": "search", "body": rich_text("<p>x</p>"), "more-count": "0"}
    assert "slug" in errors_of(editor.post(url, form | {"action-publish": "1"}))


def test_a_draft_can_be_kept_before_anybody_knows_the_times(editor):
    translating.add_alert(editor, translating.alert_form(starts_at="", ends_at="", ask=""))
    alert = AlertPage.objects.get()
    assert not alert.live
    assert alert.get_latest_revision_as_object().starts_at is None


def test_a_draft_is_not_shown_to_readers(client, editor):
    translating.add_alert(editor, translating.alert_form())
    client.logout()
    assert client.get("/en/alerts/call-the-governor/").status_code == 404


@pytest.mark.parametrize("ended", [False, True])
def test_an_alert_that_has_started_can_still_be_corrected(client, editor, ended):
    now = timezone.localtime()
    alert = make.AlertPageFactory(slug="call-the-governor", starts_at=now - timedelta(days=9))
    ends = now + timedelta(days=-1 if ended else 1)
    form = translating.alert_form(
        title="Corrected",
        starts_at=f"{alert.starts_at:%Y-%m-%d %H:%M}",
        ends_at=f"{ends:%Y-%m-%d %H:%M}",
    )
    assert translating.edit(editor, alert, form, publish=True).status_code == 302
    client.logout()
    assert "Corrected" in client.get("/en/alerts/call-the-governor/").content.decode().replace(
        "\xa0", " "
    )


def test_an_office_is_replaced_by_another(editor):
    alert = make.AlertPageFactory()
    make.call(alert, make.office("Old office"))
    old = alert.office_links.get()
    form = translating.alert_form(offices=[old, make.office("New office")])
    form["office_links-0-DELETE"] = "1"
    translating.edit(editor, alert, form, publish=True)
    assert [link.office.name for link in AlertPage.objects.get().office_links.all()] == [
        "New office"
    ]


@pytest.mark.parametrize("number", ["651-201-3400", "(651) 201 3400", "+1 651 201 3400"])
def test_a_number_may_be_typed_in_any_format_and_is_shown_and_linked_in_one(client, editor, number):
    editor.post(reverse("wagtailsnippets_alerts_office:add"), translating.office_form(number))
    make.call(make.AlertPageFactory(slug="call"), Office.objects.get())
    client.logout()
    html = client.get("/en/alerts/call/").content.decode().replace("\xa0", " ")
    assert "(651) 201-3400" in html
    assert 'href="tel:+1-651-201-3400"' in html


@pytest.mark.parametrize("number", ["651-201-340", "911 911", "call us", "", "+1 000 000 0000"])
def test_a_number_that_cannot_be_dialed_is_refused_and_kept_in_the_form(editor, number):
    form = translating.office_form(number, name="Office that was typed")
    response = editor.post(reverse("wagtailsnippets_alerts_office:add"), form)
    assert response.status_code == 200
    assert "number" in response.context["form"].formsets["phones"].forms[0].errors
    page = BeautifulSoup(response.content, "html.parser")
    assert page.find("input", {"name": "name"})["value"] == "Office that was typed"
    assert page.find("input", {"name": "phones-0-number"}).get("value", "") == number
    assert not Office.objects.exists()


@pytest.mark.usefixtures("indexing")
def test_an_office_that_an_alert_calls_cannot_be_deleted(editor):
    office = make.office()
    make.call(make.AlertPageFactory(), office)
    editor.post(reverse("wagtailsnippets_alerts_office:delete", args=[office.pk]))
    assert Office.objects.filter(pk=office.pk).exists()


def test_a_meeting_must_end_after_it_starts(editor):
    form = {
        "what": make.phrase("Campaign meeting").pk,
        "starts_at": "2031-06-04 13:00",
        "ends_at": "2031-06-04 12:00",
        "place": "Walker Church",
        "address": "31st St and 16th Ave",
    }
    url = reverse("wagtailsnippets_home_meeting:add")
    assert "ends_at" in errors_of(editor.post(url, form))
    editor.post(url, form | {"ends_at": "2031-06-04 14:00"})
    assert Meeting.objects.count() == 1


def test_source_only_fields_are_not_required_on_a_translation_whose_synchronization_was_stopped(
    client, user
):
    alert = make.AlertPageFactory(slug="call")
    make.call(alert, make.office())
    somali = make.translate(alert, "so", publish=False)
    client.force_login(user())
    translation = translating.translation_of(alert, "so")
    client.post(reverse("wagtail_localize:stop_translation", args=[translation.pk]))
    client.force_login(user("Translators (Soomaali)"))
    url = reverse("wagtailadmin_pages:edit", args=[somali.pk])
    form = client.get(url).context["form"]
    assert {"title", "ask", "body"} <= set(form.fields)
    html = client.get(url).content.decode()
    for fact in ("starts_at", "ends_at", "meeting", "comments_open", "social_image"):
        assert f'name="{fact}"' not in html
    for fact in ("office_links", "explainer_links"):
        assert f'name="{fact}-TOTAL_FORMS"' not in html

    words = translating.alert_form(title="Wac barasaabka", slug="call")
    words = {
        name: value
        for name, value in words.items()
        if not name.startswith(("starts_at", "ends_at", "office_links", "explainer_links"))
    }
    assert translating.edit(client, somali, words, publish=True).status_code == 302
    client.logout()
    html = client.get("/so/alerts/call/").content.decode().replace("\xa0", " ")
    assert "Wac barasaabka" in html
    assert "(651) 201-3400" in html


def test_the_admin_may_frame_a_preview_with_its_scripts(admin_of):
    page = make.AlertPageFactory()
    response = admin_of("Editors").get(
        reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
        + "?mode=&in_preview_panel=true"
    )
    assert response.status_code == 200
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "'unsafe-inline'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
