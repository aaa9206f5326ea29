"""Tests for creating, listing and revoking translation links in the translate view."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import PageLogEntry
from wagtail_localize.models import StringTranslation

from home.translation.models import TranslationLink
from tests import factories as make
from tests.support.by_link import begin, box
from tests.support.queries import query_count
from tests.support.soup import parse

pytestmark = pytest.mark.django_db
EDITORS, SOMALI, HMONG = "Editors", "Translators (Soomaali)", "Translators (Hmoob)"


def place(translation):
    return reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])


def act(client, translation, action, **typed):
    return client.post(place(translation), typed | {"action": action})


@pytest.fixture
def submit_only(user):
    """Create a user who may edit Somali pages and submit them for review, but not publish them."""
    group = Group.objects.create(name="Submit only")
    group.permissions.set(Group.objects.get(name=SOMALI).permissions.all())
    for rule in Group.objects.get(name=SOMALI).page_permissions.all():
        if rule.permission.codename == "change_page":
            group.page_permissions.create(page=rule.page, permission=rule.permission)
    return user("Submit only")


@pytest.mark.parametrize("group", [None, EDITORS, SOMALI])
def test_the_address_of_a_new_link_is_shown_once_with_a_message_in_the_volunteers_language(
    admin_of, group
):
    client, translation = admin_of(group), begin()
    page = parse(act(client, translation, "make-link"))
    address = page.find(id="new-link")["value"]
    assert address.startswith("http://testserver/so/translate/")
    message = page.find(id="new-message")
    assert message["lang"] == "so"
    assert message.text.startswith("Fadlan naga caawi")
    assert address in message.text
    shared = urlsplit(page.find("a", string="Share by WhatsApp")["href"])
    assert (shared.netloc, parse_qs(shared.query)) == ("wa.me", {"text": [message.text]})
    assert client.get(address).status_code == 200
    token = address.split("/")[-2]
    assert token not in client.get(place(translation)).content.decode()
    link = TranslationLink.objects.get()
    assert token not in repr(vars(link))
    assert link.expires_at - link.created_at < timedelta(hours=48, minutes=1)
    assert PageLogEntry.objects.filter(action="translation.make_link").count() == 1


def test_typed_text_is_saved_when_a_link_is_made(admin_of):
    client, translation = admin_of(EDITORS), begin()
    act(client, translation, "make-link", **{box(translation, "English title"): "Cinwaan"})
    assert StringTranslation.objects.get().data == "Cinwaan"


def test_every_link_is_another(admin_of):
    client, translation = admin_of(EDITORS), begin()
    links = {
        parse(act(client, translation, "make-link")).find(id="new-link")["value"] for _ in range(3)
    }
    assert len(links) == TranslationLink.objects.count() == 3


def test_the_use_of_each_link_is_shown_and_it_can_be_revoked(admin_of, client):
    admin_of(EDITORS)
    translation = begin()
    address = parse(act(client, translation, "make-link")).find(id="new-link")["value"]
    client.get(address)
    page = parse(client.get(place(translation)))
    (row,) = page.select("#links-heading ~ table tbody tr")
    assert row.find_all("td")[4].text == "1"
    assert "user-" in row.text
    button = row.find("button")
    assert act(client, translation, button["value"]).status_code == 302
    assert client.get(address).status_code == 410
    page = parse(client.get(place(translation)))
    assert "Revoked" in page.select_one("#links-heading ~ table tbody tr").text
    assert PageLogEntry.objects.filter(action="translation.revoke_link").count() == 1


def test_a_link_is_revoked_even_if_the_page_is_locked_or_a_box_refused(admin_of):
    client = admin_of(EDITORS)
    translation = begin()
    refused, locked = make.link(translation)[0], make.link(translation)[0]
    title = {box(translation, "English title"): "x" * 300}
    assert act(client, translation, f"revoke-{refused.pk}", **title).status_code == 422
    target = translation.get_target_instance()
    target.locked = True
    target.save()
    assert act(client, translation, f"revoke-{locked.pk}").status_code == 409
    assert not TranslationLink.objects.filter(revoked_at=None).exists()


def test_users_who_can_only_submit_make_no_links(client, submit_only):
    translation = begin()
    link, _token = make.link(translation)
    client.force_login(submit_only)
    shown = client.get(place(translation))
    assert shown.status_code == 200
    assert "Links for volunteers" not in shown.content.decode()
    for action in ("make-link", f"revoke-{link.pk}"):
        answer = client.post(place(translation), {"action": action}, follow=True)
        assert "You may not" in answer.content.decode()
    assert list(TranslationLink.objects.values_list("pk", "revoked_at")) == [(link.pk, None)]


@pytest.mark.parametrize("group", [HMONG, "Moderators"])
def test_users_who_may_not_edit_the_translation_make_no_links(admin_of, group):
    client, translation = admin_of(group), begin()
    link, _token = make.link(translation)
    for action in ("make-link", f"revoke-{link.pk}"):
        assert act(client, translation, action).status_code == 404
    assert list(TranslationLink.objects.values_list("pk", "revoked_at")) == [(link.pk, None)]


def test_a_link_is_revoked_only_from_its_own_page(admin_of):
    client, translation = admin_of(SOMALI), begin()
    other, _token = make.link(begin("hmn", slug="other"))
    answer = client.post(place(translation), {"action": f"revoke-{other.pk}"}, follow=True)
    assert "There is no such link" in answer.content.decode()
    assert TranslationLink.objects.get().revoked_at is None


@pytest.mark.parametrize("subject", ["", "x", "-1", "9" * 40, "٣", "1 or 1"])
def test_an_unknown_link_cannot_be_revoked(admin_of, subject):
    client, translation = admin_of(EDITORS), begin()
    make.link(translation)
    assert act(client, translation, f"revoke-{subject}").status_code == 302
    assert TranslationLink.objects.get().revoked_at is None


def test_the_list_costs_as_many_queries_with_2_as_with_20_links(admin_of, user):
    client, counts = admin_of(EDITORS), []
    translation = begin()
    for number in (2, 20):
        for _ in range(number):
            link, _token = make.link(translation, created_by=user())
            link.uses.create(what="opened")
        counts.append(query_count(client, place(translation)))
    assert counts[0] == counts[1]
