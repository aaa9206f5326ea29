"""Tests for previews of an alert in each language and state."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.blocks import StreamBlock

from alerts.blocks import ScriptBlock, SectionsBlock, TalkingPointsBlock
from alerts.models import AlertPage
from tests import factories as make
from tests.support import translating
from tests.support.markup import find, parse, text_of

pytestmark = pytest.mark.django_db

STATES = ("upcoming", "active", "ended", "won", "lost", "postponed")
LABELS = {
    "en": ("Coming up", "Act now", "Ended", "Won", "Lost", "Postponed"),
    "hmn": (
        "Yuav pib tom ntej",
        "Ua tam sim no",
        "Xaus lawm",
        "Yeej lawm",
        "Swb lawm",
        "Ncua sij hawm lawm",
    ),
}


@pytest.fixture
def preview(admin_of):
    editor = admin_of("Editors")

    def read(page, mode, **fields):
        url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
        form = translating.alert_form(slug=page.slug, **fields)
        assert editor.post(url, form).json()["is_valid"]
        response = editor.get(url, {"mode": mode})
        assert response.status_code == 200
        assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
        assert "private" in response["Cache-Control"]
        return parse(response)

    return read


@pytest.mark.parametrize("language", LABELS)
def test_each_state_can_be_previewed_at_any_time(preview, language):
    alert = make.AlertPageFactory(slug="call")
    office = make.office()
    for state, label in zip(STATES, LABELS[language], strict=True):
        root = preview(alert, f"{state}-{language}", offices=[office])
        assert root.get("lang") == language
        (shown,) = find(root, "span", class_="state-label")
        assert text_of(shown) == label
        is_active = state == "active"
        assert bool(find(root, "div", class_="call-bar")) == is_active
    stored = AlertPage.objects.get(pk=alert.pk)
    assert (stored.state, stored.outcome) == ("active", "")


def test_each_language_shows_its_texts_with_the_source_only_fields_of_the_draft(
    preview, django_capture_on_commit_callbacks
):
    alert = make.AlertPageFactory(slug="call", title="Old headline")
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    explainer = make.ExplainerPageFactory(title="An explainer")
    fields = {
        "title": "New headline", "ends_at": "2041-06-03 11:30", "explainers": [explainer],
        "follows": make.AlertPageFactory(title="The alert before").pk,
    }  # fmt: skip
    text = text_of(preview(alert, "active-so", **fields))
    assert "[so] Old headline" in text
    assert "Juun 3, 2041" in text
    assert "An explainer" in text
    assert "The alert before" in text
    text = text_of(preview(alert, "now-es", **fields))
    with override("es"):
        notice = gettext("This page is not in your language yet. You see the English text.")
    assert notice in text
    assert "New headline" in text


def test_a_translation_is_previewed_in_its_own_language(
    admin_of, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        somali = make.translate(make.AlertPageFactory(), "so")
    assert {mode.partition("-")[2] for mode, _label in somali.preview_modes} == {"", "so"}
    url = reverse("wagtailadmin_pages:view_draft", args=(somali.pk,))
    root = parse(admin_of("Editors").get(url, {"mode": "ended-so"}))
    assert text_of(find(root, "span", class_="state-label")[0]) == "Dhammaaday"


def test_a_new_alert_can_be_previewed_before_it_is_saved(admin_of):
    parent = make.the(make.AlertIndexPageFactory)
    url = reverse("wagtailadmin_pages:preview_on_add", args=("alerts", "alertpage", parent.pk))
    editor = admin_of("Editors")
    assert editor.post(url, translating.alert_form(offices=[make.office()])).json()["is_valid"]
    root = parse(editor.get(url, {"mode": "active-hmn"}))
    assert root.get("lang") == "hmn"
    assert "(651) 201-3400" in text_of(root)


def test_an_alert_without_times_can_be_previewed_in_each_state(admin_of):
    alert = make.AlertPageFactory(slug="call", live=False, starts_at=None, ends_at=None)
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[alert.pk])
    editor = admin_of("Editors")
    form = translating.alert_form(slug="call", starts_at="", ends_at="")
    assert editor.post(url, form).json()["is_valid"]
    for state, label in zip(STATES, LABELS["en"], strict=True):
        root = parse(editor.get(url, {"mode": f"{state}-en"}))
        assert text_of(find(root, "span", class_="state-label")[0]) == label


@pytest.mark.parametrize("mode", ["now-en", "now-so", "ended-en"])
def test_an_outcome_without_its_time_can_be_previewed(preview, mode):
    alert = make.AlertPageFactory(slug="call")
    root = preview(alert, mode, outcome="won", decided_at="")
    assert find(root, "span", class_="state-label")


def test_readers_cannot_request_a_preview_of_a_state(client):
    past = timezone.now() - timedelta(days=2)
    make.AlertPageFactory(slug="call", starts_at=past, ends_at=past + timedelta(days=1))
    for query in ("?mode=active-en", "?preview_state=active", "?preview=1&mode=active-hmn"):
        root = parse(client.get(f"/en/alerts/call/{query}"))
        assert text_of(find(root, "span", class_="state-label")[0]) == "Ended"


@pytest.mark.parametrize("stream", [SectionsBlock, TalkingPointsBlock, ScriptBlock])
def test_every_block_has_a_description_and_a_preview_on_a_new_site(client, user, stream):
    make.ExplainerPageFactory(title="An explainer")
    client.force_login(user("Editors"))
    block: StreamBlock = AlertPage._meta.get_field(
        {SectionsBlock: "body", TalkingPointsBlock: "talking_points", ScriptBlock: "script"}[stream]
    ).stream_block
    for child in block.child_blocks.values():
        assert child.get_description()
        assert child.is_previewable
        url = reverse("wagtailadmin_block_preview")
        response = client.get(url, {"id": child.definition_prefix})
        assert response.status_code == 200
        assert text_of(find(parse(response), "main")[0]).strip()
