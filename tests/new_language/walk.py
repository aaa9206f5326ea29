"""Tests for readers, editors, translators and moderators on a site to which Latin was added."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from alerts.comments.models import PostComment, Status
from home.models import HomePage
from home.translation.models import GlossaryTerm, Phrase
from tests import factories as make
from tests.site import test_languages, test_roles

# Tests of the recipe “Add a language”, whose lists of languages come from the settings.
from tests.site.test_catalogs import (  # noqa: F401
    catalog,
    test_a_message_has_as_many_plurals_as_the_formats_of_the_language_say,
    test_no_message_is_missing_fuzzy_or_obsolete,
)
from tests.site.test_languages import (  # noqa: F401
    test_outside_of_all_languages_the_language_switcher_leads_to_the_home_pages,
    test_the_language_switcher_has_native_names_and_keeps_the_page,
)
from tests.site.test_roles import (  # noqa: F401
    test_the_groups_are_those_of_the_site_and_no_others,
)
from tests.support import translating, words
from tests.support.reader_form import form_address, thread, write
from tests.support.soup import parse

pytestmark = pytest.mark.django_db
TRANSLATORS, MODERATORS = "Translators (Latina)", "Moderators (Latina)"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    # The commands that an operator runs after adding a language.
    call_command("compilecatalogs", verbosity=0)
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0)
        call_command("setupsite", verbosity=0)


@pytest.fixture
def language():
    return "la"


@pytest.fixture
def alert():
    page = make.AlertPageFactory(title="English title", ask="English ask", slug="call")
    make.call(page, make.office())
    page.save_revision().publish()
    return page


def test_the_lists_of_the_tests_come_from_the_settings():
    assert [*make.LANGUAGES] == ["en", *words.LANGUAGES]
    assert make.LANGUAGES[-1] == "la"
    assert test_languages.OTHERS == words.LANGUAGES
    assert {TRANSLATORS, MODERATORS} <= {*test_roles.ROLES}


def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_the_home_page_is_served_in_latin_and_offered_in_every_language(client):
    home = HomePage.objects.get(locale__language_code="la")
    assert home.translation_key == make.home("en").translation_key
    page = parse(client.get("/la/"))
    assert page.html["lang"] == "la"
    for language in make.LANGUAGES[:-1]:
        assert parse(client.get(f"/{language}/")).find("a", href="/la/"), language


def test_pages_without_a_translation_are_english_and_marked_under_a_notice_in_latin(client, alert):
    page = parse(client.get("/la/alerts/call/"))
    assert page.html["lang"] == "la"
    assert page.h1["lang"] == "en"
    assert "[la]" in page.main.get_text()


@pytest.mark.parametrize(
    "path", ["alerts/", "background/", "privacy/", "feed.atom", "calendar.ics"]
)
def test_lists_and_feeds_answer_in_latin(client, path):
    assert client.get(f"/la/{path}").status_code == 200


def test_a_translator_carries_an_alert_into_latin(client, user, alert):
    client.force_login(user("Editors"))
    translating.submit(client, alert, "la")
    client.force_login(user(TRANSLATORS))
    translation = translating.translation_of(alert, "la")
    translating.type_all(client, translation, make.words_in("la"))
    translating.publish_translation(client, translation.get_target_instance())
    page = parse(client.get("/la/alerts/call/"))
    assert page.h1.text.strip() == "[la] English title"
    assert not page.h1.get("lang")


def test_a_translator_of_another_language_cannot_publish_latin(client, user, alert):
    client.force_login(user("Editors"))
    translating.submit(client, alert, "la")
    target = translating.translation_of(alert, "la").get_target_instance()
    client.force_login(user("Translators (Soomaali)"))
    translating.publish_translation(client, target)
    target.refresh_from_db()
    assert not target.live


def test_a_phrase_and_a_term_are_translated_into_latin(client, user):
    phrase = Phrase.objects.first()
    client.force_login(user(TRANSLATORS))
    address = reverse("phrase_translation", args=[phrase.pk, "la"])
    assert client.get(address).status_code == 200
    client.force_login(user("Editors"))
    term = GlossaryTerm.objects.first()
    form = client.get(reverse("wagtailsnippets_translation_glossaryterm:edit", args=[term.pk]))
    assert parse(form).find("option", value="la")


def test_a_comment_in_latin_is_published_by_a_moderator_of_latin(client, user, alert):
    assert write(client, form_address(alert, "la"), "Sententia mea.").status_code == 302
    comment = PostComment.objects.get()
    assert (comment.language, comment.status) == ("la", Status.PENDING)
    client.force_login(user("Moderators (Soomaali)"))
    client.post(reverse("moderation:decide", args=(comment.pk, "published")))
    assert PostComment.objects.get().status == Status.PENDING
    client.force_login(user(MODERATORS))
    client.post(reverse("moderation:decide", args=(comment.pk, "published")))
    assert [text for _name, text in thread(client, alert, "la")] == ["Sententia mea."]
    assert not thread(client, alert, "so")


def test_each_group_of_a_language_has_one_for_latin():
    names = set(Group.objects.values_list("name", flat=True))
    assert {TRANSLATORS, "Submit-only translators (Latina)", MODERATORS} <= names
