"""Tests for copying, moving and converting pages in the admin's views, bulk actions and API."""

import pytest
from django.urls import reverse
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page

from alerts.models import AlertPage
from tests import factories as make
from tests.support import every_page
from tests.support.soup import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert():
    return make.AlertPageFactory(title="Call the governor", slug="call")


def copy(client, page, **sent):
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": page.get_parent().pk}
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data | sent)


def api(client, page, action, **sent):
    return client.post(
        reverse("wagtailadmin_api:pages:action", args=[page.pk, action]),
        sent,
        content_type="application/json",
    )


def english_alias(page):
    # Older versions of the site allowed this.
    return CreatePageAliasAction(page, update_slug="mirror").execute(skip_permission_checks=True)


def test_the_form_for_copying_offers_no_alias_and_an_old_form_is_told_why(editor, alert):
    page = editor.get(reverse("wagtailadmin_pages:copy", args=[alert.pk]))
    assert not parse(page).find(attrs={"name": "alias"})
    answer = copy(editor, alert, alias="on", new_title="My copy")
    assert "An alias has no translations" in answer.text
    assert parse(answer).find(attrs={"name": "new_title"})["value"] == "My copy"
    assert AlertPage.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"new_slug": "feed"}, "own addresses"),
        ({"new_slug": "call"}, "already in use"),
        ({"new_slug": "x" * 256}, "at most 255"),
        ({"new_title": "x" * 256}, "at most 255"),
        ({"new_title": " "}, "required"),
        ({"new_parent_page": ""}, "required"),
        ({"new_parent_page": "x"}, "required"),
        ({"new_parent_page": "9" * 30}, "required"),
        ({"new_parent_page": "99999"}, "required"),
    ],
    ids=str,
)
def test_a_copy_that_cannot_be_is_refused_with_a_sentence(editor, alert, sent, said):
    answer = copy(editor, alert, **{"new_title": "My copy"} | sent)
    assert answer.status_code == 200
    assert said in parse(answer).get_text(" ", strip=True)
    if "new_title" not in sent:
        assert parse(answer).find(attrs={"name": "new_title"})["value"] == "My copy"
    assert AlertPage.objects.count() == 1


def test_a_copy_below_the_wrong_page_keeps_what_was_typed(editor, alert):
    somali = make.translate(alert, "so", publish=False)
    for parent, said in (
        (somali.get_parent(), "Choose an English page"),
        (make.home(), "is not the right place for this page (alert page)"),
        (alert, "is not the right place"),
    ):
        answer = copy(editor, alert, new_parent_page=parent.pk, new_title="My copy")
        assert said in answer.text
        assert "permission to copy" not in answer.text
        assert parse(answer).find(attrs={"name": "new_title"})["value"] == "My copy"


def test_neither_a_home_page_nor_an_alias_is_copied(editor, admin_of, alert):
    alias = english_alias(alert)
    answer = editor.post(reverse("wagtailadmin_pages:copy", args=[alias.pk]), follow=True)
    assert "Copy the original page" in answer.text
    copy_home = reverse("wagtailadmin_pages:copy", args=[make.home().pk])
    assert "one home page" in admin_of().get(copy_home, follow=True).text


@pytest.mark.parametrize(
    ("action", "sent", "said"),
    [
        ("create_alias", {}, "An alias has no translations"),
        ("create_alias", {"update_slug": "mirror"}, "An alias has no translations"),
        ("copy_for_translation", {"locale": "so"}, "Translate this page"),
        ("copy_for_translation", {"locale": "so", "alias": True}, "Translate this page"),
        ("copy", {"slug": "feed"}, "own addresses"),
        ("copy", {"slug": "feed", "keep_live": False}, "own addresses"),
        ("copy", {"slug": "not a slug", "keep_live": False}, "valid"),
        ("copy", {"title": " ", "keep_live": False}, "blank"),
        ("copy", {"title": "x" * 300}, "255"),
        ("move", {"destination_page_id": 1}, "beside the root"),
    ],
)
def test_the_api_refuses_what_the_admin_does_not_offer(editor, alert, action, sent, said):
    answer = api(editor, alert, action, **sent)
    assert answer.status_code == 400
    assert said in answer.text
    assert Page.objects.filter(title=alert.title).count() == 1


def test_the_api_copies_an_english_page_below_an_english_page_only(editor, alert):
    somali = make.translate(alert, "so", publish=False)
    there = somali.get_parent()
    assert api(editor, alert, "copy", destination_page_id=there.pk).status_code == 400
    assert api(editor, somali, "copy").status_code == 400
    answer = api(editor, alert, "copy", keep_live=False)
    assert answer.status_code == 201
    copied = AlertPage.objects.get(pk=answer.json()["id"])
    assert (copied.title, copied.slug, copied.live) == (alert.title, "call-1", False)


def test_the_api_separates_no_page_from_its_translations(admin_of, alert):
    somali = make.translate(alert, "so", publish=False)
    other = make.AlertIndexPageFactory(slug="other")
    client = admin_of()
    move = {"destination_page_id": other.pk, "position": "last-child"}
    for page in (alert, somali):
        assert "on its own" in api(client, page, "move", **move).text
    assert "has translations" in api(client, alert, "delete").text
    assert AlertPage.objects.get(pk=alert.pk).get_parent().pk == alert.get_parent().pk
    assert api(client, somali, "delete").status_code == 204
    assert api(client, alert, "move", **move).status_code == 200
    assert AlertPage.objects.get(pk=alert.pk).get_parent().pk == other.pk


def test_the_api_keeps_home_pages_and_drafts_that_a_translator_may_not_publish(admin_of, alert):
    client = admin_of()
    for action in ("delete", "unpublish"):
        assert "needs its home page" in api(client, make.home("so"), action).text
    somali = make.translate(alert, "so", publish=False)
    translator = admin_of("Submit-only translators (Soomaali)")
    assert api(translator, somali, "delete").status_code == 403
    assert AlertPage.objects.filter(pk=somali.pk).exists()


def test_an_alias_for_a_missing_translation_does_not_become_an_english_page_in_somali(
    admin_of, alert
):
    mirror = every_page.alias(alert, "so")
    client = admin_of()
    convert = reverse("wagtailadmin_pages:convert_alias", args=[mirror.pk])
    assert "Translate this page" in client.post(convert, follow=True).text
    assert api(client, mirror, "convert_alias").status_code == 400
    assert Page.objects.get(pk=mirror.pk).alias_of_id == alert.pk
    old = english_alias(alert)
    client.post(reverse("wagtailadmin_pages:convert_alias", args=[old.pk]))
    assert Page.objects.get(pk=old.pk).alias_of_id is None


def test_a_page_moves_only_where_its_kind_belongs(editor, alert):
    explainers = make.ExplainerIndexPageFactory()
    for parent in (explainers, make.home()):
        url = reverse("wagtailadmin_pages:move_confirm", args=[alert.pk, parent.pk])
        answer = editor.post(url, follow=True)
        assert "is not the right place for this page (alert page)" in answer.text
    assert AlertPage.objects.get().get_parent().pk == alert.get_parent().pk


def test_a_translation_does_not_move_onto_the_slug_of_another_page(editor, alert, committed):
    other = make.AlertIndexPageFactory(slug="other")
    committed(make.translate, other, "so")
    committed(make.translate, alert, "so", publish=False)
    taken = committed(make.translate, make.AlertPageFactory(parent=other), "so", publish=False)
    AlertPage.objects.filter(pk=taken.pk).update(slug="call")
    url = reverse("wagtailadmin_pages:move_confirm", args=[alert.pk, other.pk])
    assert "has the slug “call”" in editor.post(url, follow=True).text
    assert AlertPage.objects.get(pk=alert.pk).get_parent().pk == alert.get_parent().pk


def test_pages_without_translations_are_moved_in_bulk_below_an_english_page(admin_of, alert):
    client = admin_of()
    other = make.AlertIndexPageFactory(slug="other")
    somali = make.translate(other, "so", publish=False)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    sent = {"move_applicable": "on"}
    answer = client.post(f"{url}?id={alert.pk}", sent | {"chooser": somali.pk}, follow=True)
    assert "cannot be moved" in answer.text
    client.post(f"{url}?id={alert.pk}", sent | {"chooser": other.pk})
    assert AlertPage.objects.get().get_parent().pk == other.pk


def test_choosers_offer_no_alias_and_no_translation_as_a_new_parent(editor, alert):
    make.translate(alert, "so", publish=False)
    english_alias(alert)
    children = reverse("wagtailadmin_choose_page_child", args=[alert.get_parent().pk])
    answer = editor.get(children).json()["html"]
    assert "/call/" in answer
    assert "/mirror/" not in answer
    search = reverse("wagtailadmin_choose_page_search")
    sent = {"q": "home", "user_perms": "copy_to"}
    root = reverse("wagtailadmin_choose_page_child", args=[1])
    offered = editor.get(root, sent).json()["html"]
    assert make.home().title in offered
    assert "Soomaali" not in editor.get(search, sent).text


def test_a_translation_has_the_text_of_the_english_page_except_for_excluded_fields(alert):
    AlertPage.objects.update(seo_title="In search engines", search_description="In short")
    page, somali = AlertPage.objects.get(), make.Locale.objects.get(language_code="so")
    copied = page.copy_for_translation(somali, copy_parents=True, exclude_fields=["seo_title"])
    assert (copied.title, copied.seo_title) == (alert.title, "")
    assert copied.search_description == "In short"
