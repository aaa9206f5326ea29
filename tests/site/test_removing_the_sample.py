"""Tests for the removal of the sample content, by command and in the admin."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from wagtail.models import Page

from alerts.content import sample as sample_content
from alerts.models import AlertOffice, AlertPage, ExplainerPage, Office
from home.models import SampleRecord
from home.translation.models import Phrase
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make

pytestmark = pytest.mark.django_db

MARK = "Sample page. Please do not call."


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    # Once for all tests of this module.
    with django_db_blocker.unblock(), transaction.atomic():
        yield sample_content.create_first_alert()
        transaction.set_rollback(True)


@pytest.fixture
def small(made, db, indexing):
    call_command("rebuild_references_index", verbosity=0)
    return AlertPage.objects.get(pk=made.pk)


def titles(plan):
    return {str(instance): reason for instance, reason in plan.kept}


def test_a_post_with_a_readers_comment_stays_and_stays_marked(client, small, committed, capsys):
    make.comment(small, text="A reader wrote this.")
    committed(call_command, "samplecontent", remove=True)
    said = capsys.readouterr().out
    assert f"Kept “{small}”: somebody has commented on it." in said
    page = client.get(small.get_absolute_url()).content.decode()
    assert "A reader wrote this." in page
    assert MARK in page
    assert Office.objects.filter(name="Mark Dayton").exists()
    assert not Page.objects.filter(slug="about").exists()


def test_what_an_editor_has_edited_stays_and_is_the_editors(client, small, committed, user):
    page = ExplainerPage.objects.get(slug="secure-communities", locale__language_code="en")
    page.summary = "My own words."
    page.save_revision(user=user("Editors")).publish()
    plan = committed(sample_content.remove)
    assert titles(plan) == {str(page): "somebody has edited it"}
    shown = client.get(page.get_absolute_url()).content.decode()
    assert "My own words." in shown
    assert MARK not in shown
    assert client.get(page.get_absolute_url().replace("/en/", "/so/")).status_code == 200
    assert not AlertPage.objects.exists()


def test_the_work_of_a_translator_stays(small, committed, user):
    translation = make.submit(small, "so")
    save_translation(translatable_strings(translation)[0], "Erayo kale", user=user("Editors"))
    plan = committed(sample_content.remove)
    assert titles(plan)[str(small)] == "somebody has worked on its translation"
    assert AlertPage.objects.filter(locale__language_code="so").exists()


def test_an_office_that_the_campaigns_own_alert_calls_stays(small, committed):
    own = make.AlertPageFactory(slug="own")
    own.office_links.add(AlertOffice(office=Office.objects.get()))
    own.save()
    plan = committed(sample_content.remove)
    kept = titles(plan)
    assert kept["Mark Dayton, Governor of Minnesota"] == "something that stays refers to it"
    assert [office.name for office in AlertPage.objects.get().offices] == ["Mark Dayton"]
    assert Phrase.objects.filter(text="Governor of Minnesota").exists()


def test_a_home_page_that_an_editor_has_edited_keeps_its_texts(small, committed, user):
    home = make.home()
    home.phone = "+16515550111"
    home.save_revision(user=user("Editors")).publish()
    plan = committed(sample_content.remove)
    assert titles(plan) == {str(home): "somebody has edited it"}
    assert make.home().intro


# In the admin


@pytest.mark.parametrize("group", ["Editors", "Moderators", "Translators (Español)"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_those_with_the_permission_can_remove_it(small, admin_of, group, method):
    client = admin_of(group)
    response = getattr(client, method)(reverse("sample_content"))
    assert response.status_code == 302
    assert response["Location"] == reverse("wagtailadmin_home")
    assert AlertPage.objects.exists()
    assert (
        reverse("sample_content") not in client.get(reverse("wagtailadmin_home")).content.decode()
    )


def test_visitors_are_sent_to_sign_in(client, small):
    response = client.post(reverse("sample_content"))
    assert response["Location"].startswith("/admin/login/")
    assert AlertPage.objects.exists()


def test_an_editor_with_the_permission_can_remove_it(client, small, user):
    editor = user("Editors")
    editor.user_permissions.add(Permission.objects.get(codename="delete_samplerecord"))
    client.force_login(editor)
    client.post(reverse("sample_content"))
    assert not AlertPage.objects.exists()


def test_an_administrator_sees_what_is_removed_and_kept_before_pressing_the_button(
    admin_of, small, committed
):
    make.comment(small)
    client = admin_of()
    address = reverse("sample_content")
    assert address in client.get(reverse("wagtailadmin_home")).content.decode()
    page = BeautifulSoup(client.get(address).content, "html.parser").main
    removed, kept = [heading.find_next("ul") for heading in page.select("h2")[:2]]
    assert "Accessibility: a site for everyone" in removed.get_text()
    assert "Texts and phone number of the home page" in removed.get_text()
    assert small.title in kept.get_text()
    assert SampleRecord.objects.exists()
    assert AlertPage.objects.count() == 4

    response = committed(client.post, address, follow=True)
    said = response.content.decode()
    assert "Removed the sample content" in said
    assert "somebody has commented on it" in said
    assert AlertPage.objects.count() == 4
    assert not ExplainerPage.objects.filter(slug="nothing").exists()


def test_nothing_is_offered_when_the_sample_is_gone(admin_of, small, committed):
    client = admin_of()
    committed(client.post, reverse("sample_content"))
    assert (
        reverse("sample_content") not in client.get(reverse("wagtailadmin_home")).content.decode()
    )
    assert "There is no sample content." in client.get(reverse("sample_content")).content.decode()
