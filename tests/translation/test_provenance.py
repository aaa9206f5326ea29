"""Tests for the provenance and review of translations, as shown to readers."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.models import PageLogEntry
from wagtail_localize.models import StringTranslation

from alerts.models import AlertPage
from home.dates import long_date
from tests import factories as make
from tests.support import translating
from tests.support.soup import full_notice, language_of, text_of

pytestmark = pytest.mark.django_db

TRANSLATORS = translating.TRANSLATORS
LANGUAGES = pytest.mark.parametrize("language", list(TRANSLATORS))
BY_VOLUNTEER = "Translated by a volunteer, not yet checked by a second reader."
DRAFT = "Translated by a machine. No fluent speaker has checked it yet."
SHORT_DRAFT = "Machine translation, not checked yet."
EDITED = "Translated by a machine, corrected by a volunteer, not yet checked by a second reader."
REVIEWED = "Checked by a fluent speaker on %(date)s."


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def translated(on_commit):
    """Return a function that creates a live alert and a live translation, and returns both."""

    def translated(language="so", kinds=("machine",)):
        alert = make.AlertPageFactory(slug="call", talking_points=[("point", "Thank him.")])
        target = make.translate(alert, language, publish=False)
        for number, row in enumerate(StringTranslation.objects.order_by("pk")):
            # The last kind also applies to further strings.
            row.translation_type = kinds[min(number, len(kinds) - 1)]
            row.save()
        with on_commit(), make.while_over(alert):
            translating.translation_of(alert, language).save_target(publish=True)
        return alert, target

    return translated


def message(language, text, **values):
    """Return the interface message `text` in `language`, which must have a translation."""
    with override(language):
        rendered = gettext(text)
    assert rendered != text
    return rendered % values if values else rendered


def notice(client, language, path="alerts/call/"):
    found = full_notice(read(client, language, path))
    assert language_of(found) == language
    return text_of(found)


def short_notice(client, language):
    found = read(client, language, "alerts/call/").select_one("main .now .notice")
    assert language_of(found) == language
    return text_of(found)


def read(client, language, path):
    client.logout()
    page = BeautifulSoup(client.get(f"/{language}/{path}").content, "html.parser")
    assert page.html["lang"] == language
    return page


def reviewed(language, day=None):
    with override(language):
        date = BeautifulSoup(long_date(day or timezone.localdate(), inline=True), "html.parser")
    return message(language, REVIEWED, date=date.get_text())


def review(client, user, page, group="Translators (Soomaali)"):
    reader = user(group)
    client.force_login(reader)
    press_review(client, page)
    return reader


def press_review(client, page):
    # Even if the page does not show the form.
    revision = str(page.specific_class.objects.get(pk=page.pk).live_revision_id)
    client.post(reverse("review_translation", args=[page.pk]), {"revision": revision})


@LANGUAGES
@pytest.mark.parametrize(
    ("kinds", "expected", "at_top"),
    [
        (["manual"], BY_VOLUNTEER, BY_VOLUNTEER),
        (["machine"], DRAFT, SHORT_DRAFT),
        (["manual", "manual", "machine"], DRAFT, SHORT_DRAFT),
        (["machine", "manual", "manual"], DRAFT, SHORT_DRAFT),
    ],
)
def test_readers_see_the_provenance_and_one_machine_made_string_makes_a_machine_draft(
    client, translated, language, kinds, expected, at_top
):
    translated(language, kinds)
    assert message(language, expected) in notice(client, language)
    assert message(language, at_top) in short_notice(client, language)


def test_a_machine_draft_is_an_edited_one_when_every_string_was_typed_again_and_published(
    client, user, translated, on_commit
):
    alert, target = translated()
    translation = translating.translation_of(alert, "so")
    *most, (last, english) = translating.strings(translation)
    for words, strings, expected, at_top in (
        ("First words", most, DRAFT, SHORT_DRAFT),
        ("Last words", [(last, english)], EDITED, EDITED),
    ):
        client.force_login(user(TRANSLATORS["so"]))
        for segment, text in strings:
            translating.type_string(client, translation, segment, f"[{words}] {text}")
        assert message("so", DRAFT) in notice(client, "so")
        client.force_login(user(TRANSLATORS["so"]))
        with on_commit():
            translating.publish_translation(client, target)
        assert message("so", expected) in notice(client, "so")
        assert message("so", at_top) in short_notice(client, "so")


def test_a_sentence_that_the_english_page_no_longer_has_makes_nobodys_text_a_machine_draft(
    client, translated, on_commit
):
    alert, _target = translated()
    alert.title, alert.ask, alert.talking_points = "New title", "New ask", []
    alert.save_revision().publish()
    with on_commit():
        make.translate(alert, "so", kind="manual")
    assert message("so", BY_VOLUNTEER) in notice(client, "so")


@LANGUAGES
def test_a_review_is_shown_with_its_day_and_without_a_name(client, user, translated, language):
    _alert, target = translated(language)
    reader = user(
        TRANSLATORS[language], username="amina-w", first_name="Amina", last_name="Warsame"
    )
    client.force_login(reader)
    url = reverse("review_translation", args=[target.pk])
    assert client.get(url).status_code == 200
    assert reviewed(language) not in notice(client, language)
    client.force_login(reader)
    press_review(client, target)
    expected = notice(client, language)
    assert reviewed(language) in expected
    assert message(language, "Translated by a machine.") in expected
    html = client.get(f"/{language}/alerts/call/").content.decode().lower()
    assert "amina" not in html
    assert "warsame" not in html
    entry = PageLogEntry.objects.get(page=target.pk, action="translation.review")
    assert entry.user == reader


@pytest.mark.parametrize("group", [None, "Editors", "Translators (Soomaali)"])
def test_users_who_may_publish_a_translation_may_review_it(client, user, translated, group):
    _alert, target = translated()
    review(client, user, target, group)
    assert AlertPage.objects.get(pk=target.pk).reviewed_on == timezone.localdate()


@pytest.mark.parametrize("group", ["Translators (Español)", "Translators (Hmoob)", "Moderators"])
def test_other_users_may_not_review_a_translation(client, user, translated, group):
    _alert, target = translated()
    review(client, user, target, group)
    assert client.get(reverse("review_translation", args=[target.pk])).status_code == 302
    assert AlertPage.objects.get(pk=target.pk).reviewed_on is None


@pytest.mark.parametrize("which", ["English page", "draft"])
def test_only_a_published_translation_can_be_reviewed(client, user, which):
    alert = make.AlertPageFactory()
    page = alert if which == "English page" else make.translate(alert, "so", publish=False)
    review(client, user, page, None)
    assert not AlertPage.objects.exclude(reviewed_on=None).exists()


def english_correction(alert, **facts):
    for name, value in facts.items():
        setattr(alert, name, value)
    alert.save_revision().publish()


def change_of_facts(client, user, alert, target):
    english_correction(alert, ends_at=timezone.now() + timedelta(days=9))
    make.call(alert, make.office("Office that was forgotten"))
    translating.translation_of(alert, "so").source.update_from_db()
    client.force_login(user(TRANSLATORS["so"]))
    translating.publish_translation(client, target)


def the_same_string(client, user, alert, target):
    translation = translating.translation_of(alert, "so")
    client.force_login(user(TRANSLATORS["so"]))
    segment, english = translating.strings(translation)[0]
    translating.type_string(client, translation, segment, f"[so] {english}")
    translating.publish_translation(client, target)


def a_sentence_more_that_nobody_translated(client, user, alert, target):
    english_correction(alert, search_description="One more sentence.")
    translating.translation_of(alert, "so").source.update_from_db()
    client.force_login(user(TRANSLATORS["so"]))
    translating.publish_translation(client, target)


@pytest.mark.parametrize(
    "change", [change_of_facts, the_same_string, a_sentence_more_that_nobody_translated]
)
def test_a_review_counts_as_long_as_the_text_stays(client, user, translated, on_commit, change):
    alert, target = translated()
    review(client, user, target)
    with on_commit():
        change(client, user, alert, target)
    assert reviewed("so") in notice(client, "so")


def another_string(client, user, alert, target):
    translation = translating.translation_of(alert, "so")
    client.force_login(user(TRANSLATORS["so"]))
    translating.type_string(
        client, translation, translating.strings(translation)[0][0], "Erayo kale"
    )
    translating.publish_translation(client, target)


def another_english_sentence(client, user, alert, target):
    english_correction(alert, ask="Another ask.")
    make.translate(alert, "so")


def words_written_by_hand(client, user, alert, target):
    client.force_login(user())
    stop = reverse(
        "wagtail_localize:stop_translation", args=[translating.translation_of(alert, "so").pk]
    )
    client.post(stop)
    client.force_login(user(TRANSLATORS["so"]))
    form = translating.alert_form(slug="call", title="Erayo kale", response="")
    for name in [name for name in form if name.startswith(("office_links", "explainer_links"))]:
        del form[name]
    assert translating.edit(client, target, form, publish=True).status_code == 302


@pytest.mark.parametrize(
    "change",
    [
        another_string,
        another_english_sentence,
        words_written_by_hand,
    ],
)
def test_a_review_no_longer_counts_when_readers_get_other_text(
    client, user, translated, on_commit, change
):
    alert, target = translated()
    review(client, user, target)
    assert reviewed("so") in notice(client, "so")
    with on_commit():
        change(client, user, alert, target)
    assert reviewed("so") not in notice(client, "so")


def test_unpublished_strings_are_not_reviewed_with_the_page(client, user, translated, on_commit):
    alert, target = translated(kinds=("manual",))
    translation = translating.translation_of(alert, "so")
    client.force_login(user(TRANSLATORS["so"]))
    translating.type_string(
        client, translation, translating.strings(translation)[0][0], "Cidna ma akhrin"
    )
    review(client, user, target)
    assert reviewed("so") not in notice(client, "so")
    client.force_login(user(TRANSLATORS["so"]))
    with on_commit():
        translating.publish_translation(client, target)
    assert reviewed("so") not in notice(client, "so")
    review(client, user, target)
    assert reviewed("so") in notice(client, "so")
