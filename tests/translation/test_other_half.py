"""Tests for less common cases of the translation rules."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.strings import StringValue

from alerts.models import AlertPage
from home.models import StandardPage
from home.translation import review, sync
from home.translation.exchange import po, scope
from home.translation.models import Provenance
from home.translation.strings import machine
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support import exchange
from tests.support.by_link import begin, english
from tests.support.dashboard_page import shown, titles
from tests.support.soup import full_notice, page_of, text_of
from tests.support.translating import change, publish

pytestmark = pytest.mark.django_db
SOMALI, SUBMIT_ONLY = "Translators (Soomaali)", "Submit-only translators (Soomaali)"


def write(translation, **more):
    code = translation.target_locale.language_code
    for string in translatable_strings(translation):
        save_translation(string, f"[{code}] {string.english}", **more)


def edit_address(translation, query=""):
    page = translation.get_target_instance()
    return reverse("wagtailadmin_pages:edit", args=[page.pk]) + query


# Machines and files


class Machine:
    display_name = "machine"
    sizes: list[int] = []

    def __init__(self, options):
        pass

    def translate(self, source, target, strings):
        assert (source.language_code, target.language_code) == ("en", "so")
        self.sizes.append(len(strings))
        return {string: StringValue(f"[machine] {string.data}") for string in strings}


def test_more_strings_than_fit_in_one_request_are_drafted_in_several(settings, monkeypatch):
    settings.MACHINE_TRANSLATOR = "libretranslate"
    settings.MACHINE_TRANSLATOR_LANGUAGES = ["so"]
    monkeypatch.setitem(machine.PROVIDERS, "libretranslate", Machine)
    monkeypatch.setattr(machine, "AT_ONCE", 2)
    monkeypatch.setattr(Machine, "sizes", [])
    translation = begin(talking_points=[("point", f"English {number}") for number in range(5)])
    assert machine.draft(translation)[:2] == (5, 2)
    assert Machine.sizes == [2, 2, 1]
    drafted = StringTranslation.objects.values_list("data", "translation_type", "tool_name")
    assert set(drafted) == {
        (f"[machine] English {number}", "machine", "machine") for number in range(5)
    }
    assert machine.draft(translation)[:2] == (0, 2)


def test_an_imported_title_names_the_draft_of_its_own_language_alone(translator):
    somali = exchange.begin()
    page = somali.get_target_instance().source
    sync.start_translation(page, Locale.objects.get(language_code="es"))
    words = {"English title": "Cinwaan", "English ask": "Codso"}
    exchange.fill_and_upload(translator, somali, "po", words.get)
    drafts = AlertPage.objects.values_list("locale__language_code", "draft_title")
    assert dict(drafts) == {"en": "English title", "es": "English title", "so": "Cinwaan"}


def test_a_machine_replaces_a_machines_draft_by_file(translator):
    translation = exchange.begin(**exchange.OVER)
    title = translatable_strings(translation)[0]
    save_translation(title, "Hore", by_machine=True)
    response = exchange.fill_and_upload(
        translator, translation, "po", {"English title": "Cusub"}.get, by_machine="on"
    )
    assert "1 written" in exchange.page_text(response)
    assert StringTranslation.objects.get().data == "Cusub"


def test_a_file_is_imported_into_a_page_that_the_same_user_has_locked(client, user):
    account = user(SOMALI)
    client.force_login(account)
    translation = exchange.begin()
    target = translation.get_target_instance()
    target.locked, target.locked_by = True, account
    target.save()
    response = exchange.fill_and_upload(client, translation, "po", {"English ask": "Codso"}.get)
    assert "1 written" in exchange.page_text(response)


def test_a_whole_language_begins_with_running_alerts_then_the_newest_page():
    exchange.begin(title="English old", ask="Ask", slug="old", response="", **exchange.OVER)
    exchange.begin(title="English running", ask="Ask", slug="running", response="")
    exchange.begin(title="English over", ask="Ask", slug="over", response="", **exchange.OVER)
    found = scope.of_language(make.user(), Locale.objects.get(language_code="so"))
    titles_found = [part.title for part in found.parts if part.title.startswith("English ")]
    assert [one for one in titles_found if "list" not in one] == [
        "English running",
        "English over",
        "English old",
    ]
    content = po.write(found).decode()
    assert "#. English running (ask)" in content
    with override("so"):
        longest = gettext("At most %(limit)s characters.") % {"limit": 300}
    assert f"#. {longest}" in content


# Access


@pytest.mark.parametrize("edits_english", [False, True])
def test_an_editor_of_the_english_gives_links_without_publishing_the_translation(
    client, user, edits_english
):
    translation = begin()
    group = Group.objects.create(name="Given by hand")
    group.permissions.set(Group.objects.get(name=SUBMIT_ONLY).permissions.all())
    (rule,) = Group.objects.get(name=SUBMIT_ONLY).page_permissions.all()
    for language in ("en", "so") if edits_english else ("so",):
        group.page_permissions.create(page=make.home(language), permission=rule.permission)
    client.force_login(user(group.name))
    html = client.get(edit_address(translation)).content.decode()
    assert ("Links for volunteers" in html) is edits_english
    client.post(edit_address(translation), {"action": "make-link"})
    assert translation.links.exists() is edits_english


@pytest.mark.parametrize(
    ("group", "offered"),
    [
        ("Editors", {"translation_dashboard", "phrases"}),
        (SOMALI, {"translation_dashboard", "phrases"}),
        (SUBMIT_ONLY, {"translation_dashboard"}),
        ("Moderators", set()),
    ],
)
def test_the_menu_offers_only_what_is_not_refused(admin_of, group, offered):
    client = admin_of(group)
    html = client.get("/admin/").content.decode()
    for name in ("translation_dashboard", "phrases"):
        address = reverse(name)
        assert (f'"{address}"' in html) is (name in offered)
        assert (client.get(address).status_code == 200) is (name in offered)


def test_only_an_administrator_opens_the_other_editor_and_only_on_request(admin_of):
    translation = begin()
    ours = "Translate elsewhere"
    for group, query, is_ours in (
        (None, "", True),
        (None, "?editor=other", True),
        (None, "?editor=wagtail-localize", False),
        (SOMALI, "?editor=wagtail-localize", True),
    ):
        response = admin_of(group).get(edit_address(translation, query))
        assert response.status_code == 200
        assert (ours in response.content.decode()) is is_ours, (group, query)


@pytest.mark.parametrize("is_stopped", [False, True])
def test_a_stopped_translation_without_its_core_does_not_bar_the_others(
    admin_of, django_capture_on_commit_callbacks, is_stopped
):
    page = english()
    spanish, somali = (
        sync.start_translation(page, Locale.objects.get(language_code=language))
        for language in ("es", "so")
    )
    write(spanish)
    Translation.objects.filter(pk=somali.pk).update(enabled=not is_stopped)
    update = reverse("wagtail_localize:update_translations", args=[spanish.source_id])
    with django_capture_on_commit_callbacks(execute=True):
        response = admin_of("Editors").post(update, {"publish_translations": "on"}, follow=True)
    refusal = "First translate what readers need most: title, ask"
    assert (refusal in response.content.decode()) is not is_stopped
    assert spanish.get_target_instance().live is is_stopped


def test_the_admins_home_shows_a_translator_no_alert_that_is_over(translator):
    exchange.begin(title="Over", **exchange.OVER)
    exchange.begin(title="Running", slug="running")
    assert "Over" in titles(shown(translator))
    on_home = titles(shown(translator, address="/admin/"))
    assert "Running" in on_home
    assert "Over" not in on_home


# Notices


def notice(client, path):
    return full_notice(page_of(client.get(path)))


def say(text):
    with override("so"):
        return gettext(text)


def test_a_notice_is_quiet_while_the_translation_holds(client):
    translation = begin(slug="call", **exchange.OVER)
    write(translation)
    publish(translation)
    assert "quiet" in notice(client, "/so/alerts/call/")["class"]
    StringTranslation.objects.update(translation_type="machine")
    publish(translation)
    assert "quiet" not in notice(client, "/so/alerts/call/")["class"]
    review.mark_reviewed(translation.get_target_instance(), by=make.user())
    assert "quiet" in notice(client, "/so/alerts/call/")["class"]
    change(translation.get_target_instance().source, ask="English ask, changed")
    found = notice(client, "/so/alerts/call/")
    assert "quiet" not in found["class"]
    assert found.find("a")["hreflang"] == "en"


def test_a_page_that_is_all_in_english_is_not_called_a_translation(client):
    translation = begin(slug="call", **exchange.OVER)
    write(translation, by_machine=True)
    publish(translation)
    draft = say("Translated by a machine. No fluent speaker has checked it yet.")
    assert draft in text_of(notice(client, "/so/alerts/call/"))
    ends_at = timezone.now() + timedelta(days=1)
    change(translation.get_target_instance().source, ends_at=ends_at)
    told = text_of(notice(client, "/so/alerts/call/"))
    assert draft not in told
    assert say("Parts of this page are not translated yet. You see them in English.") not in told
    held = "Some parts have only a machine translation that nobody has checked. We show them in English."
    assert say(held) in told


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", Provenance.VOLUNTEER),
        (Provenance.VOLUNTEER, Provenance.VOLUNTEER),
        (Provenance.MACHINE, Provenance.EDITED),
        (Provenance.EDITED, Provenance.EDITED),
    ],
)
def test_a_page_that_is_edited_by_hand_remembers_its_machine(before, after):
    page = StandardPage(provenance=before, returns_with_english=True, reviewed_on="2031-06-03")
    page.mark_as_written_by_hand()
    assert (page.provenance, page.returns_with_english, page.reviewed_on) == (after, False, None)
