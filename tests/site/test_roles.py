"""Tests for the permissions of the groups in `home.people.roles`."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Site,
)

from home.people import roles
from home.translation.models import GlossaryTerm
from tests import factories as make
from tests.support import translating, words

pytestmark = pytest.mark.django_db

TRANSLATORS = {code: f"Translators ({roles.LANGUAGE_NAMES[code]})" for code in words.LANGUAGES}
SUBMIT_ONLY = {
    code: f"Submit-only translators ({roles.LANGUAGE_NAMES[code]})" for code in words.LANGUAGES
}
SPANISH, SOMALI, HMONG = (TRANSLATORS[code] for code in ("es", "so", "hmn"))
SUBMIT_ONLY_SPANISH, SUBMIT_ONLY_SOMALI, SUBMIT_ONLY_HMONG = (
    SUBMIT_ONLY[code] for code in ("es", "so", "hmn")
)
MODERATORS = {"Moderators": make.LANGUAGES} | {
    f"Moderators ({name})": (code,) for code, name in roles.LANGUAGE_NAMES.items()
}
ROLES = ["Editors", *TRANSLATORS.values(), *SUBMIT_ONLY.values(), *MODERATORS]

EDITORS_PERMISSIONS = {
    "wagtailadmin.access_admin",
    "wagtail_localize.submit_translation",
    "alerts.change_alertsettings",
    "home.change_sitesettings",
    "sharing.change_sharingsettings",
    *(
        f"{label}.{action}_{model}"
        for label, model in (
            ("alerts", "office"),
            ("alerts", "actiontype"),
            ("home", "meeting"),
            ("translation", "phrase"),
            ("translation", "glossaryterm"),
        )
        for action in ("add", "change", "delete", "view")
    ),
}
PERMISSIONS = {
    "Editors": EDITORS_PERMISSIONS,
    **{
        role: {"wagtailadmin.access_admin", "translation.view_glossaryterm"}
        for role in (*TRANSLATORS.values(), *SUBMIT_ONLY.values())
    },
    **{
        role: {
            "wagtailadmin.access_admin",
            "comments.change_postcomment",
            "comments.view_postcomment",
            *(f"comments.{action}_blockedterm" for action in ("add", "change", "delete", "view")),
            *(f"comments.publish_{language}" for language in languages),
        }
        for role, languages in MODERATORS.items()
    },
}
TRANSLATE = {"change_page", "publish_page"}
EDIT = {*TRANSLATE, "add_page", "bulk_delete_page", "lock_page", "unlock_page"}
PAGE_PERMISSIONS = {
    "Editors": dict.fromkeys(make.LANGUAGES, EDIT),
    **{role: {code: TRANSLATE} for code, role in TRANSLATORS.items()},
    **{role: {code: {"change_page"}} for code, role in SUBMIT_ONLY.items()},
    **{role: {} for role in MODERATORS},
}
COLLECTION_PERMISSIONS = {
    "Editors": {
        f"{label}.{action}_{model}"
        for label, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
        for action in ("add", "change", "choose")
    }
}


def label(permission):
    return f"{permission.content_type.app_label}.{permission.codename}"


def test_the_groups_are_those_of_the_site_and_no_others():
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)


@pytest.mark.parametrize("role", ROLES)
def test_a_group_has_exactly_these_permissions(role):
    group = Group.objects.get(name=role)
    assert {label(permission) for permission in group.permissions.all()} == PERMISSIONS[role]
    pages = {}
    for given in group.page_permissions.all():
        assert given.page.depth == 2
        pages.setdefault(given.page.locale.language_code, set()).add(given.permission.codename)
    assert pages == PAGE_PERMISSIONS[role]
    collections = group.collection_permissions.all()
    assert {label(given.permission) for given in collections} == COLLECTION_PERMISSIONS.get(
        role, set()
    )
    assert all(given.collection.depth == 1 for given in collections)


@pytest.fixture
def site(django_capture_on_commit_callbacks):
    alert = make.AlertPageFactory(slug="call")
    make.call(alert, make.office())
    with django_capture_on_commit_callbacks(execute=True):
        pages = {language: make.translate(alert, language) for language in words.LANGUAGES}
    return pages | {
        "en": alert,
        "office": alert.office_links.get().office,
        "meeting": make.meeting(),
        "phrase": make.phrase(),
        "term": GlossaryTerm.objects.create(term="cold snap"),
        "image": make.ImageFactory(),
        "document": make.DocumentFactory(),
        "comment": make.comment(alert, "so", "pending"),
        "source": translating.translation_of(alert, "so").source,
    }


# Areas of the admin: (URL name, name of an object in `site`, groups with access).
EDITOR = {"Editors"}
TRANSLATION_STAFF = {"Editors", *TRANSLATORS.values(), *SUBMIT_ONLY.values()}
NOBODY = set()
AREAS = [
    ("wagtailadmin_pages:edit", "en", EDITOR),
    ("wagtailadmin_pages:edit", "es", {"Editors", SPANISH, SUBMIT_ONLY_SPANISH}),
    ("wagtailadmin_pages:edit", "so", {"Editors", SOMALI, SUBMIT_ONLY_SOMALI}),
    ("wagtailadmin_pages:edit", "hmn", {"Editors", HMONG, SUBMIT_ONLY_HMONG}),
    ("wagtailadmin_pages:history", "en", EDITOR),
    ("wagtailadmin_pages:history", "so", {"Editors", SOMALI, SUBMIT_ONLY_SOMALI}),
    ("wagtailadmin_pages:view_draft", "en", EDITOR),
    ("wagtailadmin_pages:view_draft", "so", {"Editors", SOMALI, SUBMIT_ONLY_SOMALI}),
    ("wagtailadmin_pages:unpublish", "en", EDITOR),
    ("wagtailadmin_pages:unpublish", "es", {"Editors", SPANISH}),
    ("wagtailadmin_pages:delete", "es", {"Editors", SPANISH}),
    ("wagtailadmin_pages:move", "en", EDITOR),
    ("wagtailadmin_pages:set_privacy", "en", EDITOR),
    ("wagtail_localize:submit_page_translation", "en", EDITOR),
    ("wagtail_localize:update_translations", "source", EDITOR),
    ("wagtail_localize:convert_to_alias", "so", NOBODY),
    ("review_translation", "so", {"Editors", SOMALI}),
    ("translation_dashboard", None, TRANSLATION_STAFF),
    ("wagtailimages:index", None, EDITOR),
    ("wagtailimages:add", None, EDITOR),
    ("wagtailimages:edit", "image", EDITOR),
    ("wagtaildocs:index", None, EDITOR),
    ("wagtaildocs:add", None, EDITOR),
    ("wagtaildocs:edit", "document", EDITOR),
    ("wagtailsnippets_alerts_office:list", None, EDITOR),
    ("wagtailsnippets_alerts_office:edit", "office", EDITOR),
    ("wagtailsnippets_alerts_actiontype:list", None, EDITOR),
    ("wagtailsnippets_alerts_actiontype:add", None, EDITOR),
    ("wagtailsnippets_home_meeting:list", None, EDITOR),
    ("wagtailsnippets_home_meeting:edit", "meeting", EDITOR),
    ("wagtailsnippets_translation_phrase:list", None, EDITOR),
    ("wagtailsnippets_translation_phrase:edit", "phrase", EDITOR),
    ("phrases", None, {"Editors", *TRANSLATORS.values()}),
    ("wagtailsnippets_translation_glossaryterm:list", None, TRANSLATION_STAFF),
    ("wagtailsnippets_translation_glossaryterm:add", None, EDITOR),
    ("wagtailsnippets_translation_glossaryterm:edit", "term", EDITOR),
    ("wagtailsnippets_translation_glossaryterm:delete", "term", EDITOR),
    ("moderation:index", None, set(MODERATORS)),
    ("wagtailsnippets_comments_blockedterm:list", None, set(MODERATORS)),
    ("wagtailusers_users:index", None, NOBODY),
    ("wagtailusers_users:add", None, NOBODY),
    ("wagtailusers_groups:index", None, NOBODY),
    ("wagtailsites:index", None, NOBODY),
    ("wagtailredirects:index", None, NOBODY),
    ("wagtailadmin_collections:index", None, NOBODY),
    ("wagtailadmin_workflows:index", None, NOBODY),
]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_can_open_its_own_areas_and_no_others(admin_of, site, role):
    client = admin_of(role)
    came_in, sent_back = [], []
    for name, about, _who in AREAS:
        response = client.get(reverse(name, args=[site[about].pk] if about else []))
        if response.status_code == 200:
            came_in.append((name, about))
        else:
            # A page that the role may not see is answered like one that does not exist.
            assert response.status_code == 404 or response["Location"] == "/admin/"
            sent_back.append((name, about))
    assert came_in == [(name, about) for name, about, who in AREAS if role in who]
    assert len(came_in) + len(sent_back) == len(AREAS)


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_has_the_pages_that_the_role_may_open(admin_of, role):
    client = admin_of(role)
    html = client.get("/admin/").content.decode()
    for name, who in (
        ("wagtailimages:index", EDITOR),
        ("wagtaildocs:index", EDITOR),
        ("wagtailsnippets_alerts_office:list", EDITOR),
        ("wagtailsnippets_home_meeting:list", EDITOR),
        ("translation_dashboard", TRANSLATION_STAFF),
        ("phrases", {"Editors", *TRANSLATORS.values()}),
        ("wagtailsnippets_translation_glossaryterm:list", TRANSLATION_STAFF),
        ("moderation:index", set(MODERATORS)),
        ("wagtailusers_users:index", NOBODY),
        ("wagtailredirects:index", NOBODY),
    ):
        assert (f'"{reverse(name)}"' in html) == (role in who), name


def test_every_area_requires_signing_in(client, site):
    for name, about, _who in AREAS:
        response = client.get(reverse(name, args=[site[about].pk] if about else []))
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")


def test_an_account_in_no_group_cannot_open_the_admin(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody", password="secret"))
    response = client.get("/admin/")
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


def _state_of_groups():
    return {
        group.name: (
            {label(permission) for permission in group.permissions.all()},
            set(group.page_permissions.values_list("page", "permission")),
            set(group.collection_permissions.values_list("collection", "permission")),
            group.site_permissions.count(),
        )
        for group in Group.objects.all()
    }


def _add_stray_permissions(group):
    home = make.home("en")
    change_user = Permission.objects.get(codename="change_user", content_type__app_label="people")
    group.permissions.add(change_user)
    GroupPagePermission.objects.create(group=group, page=home, permission_type="publish")
    GroupCollectionPermission.objects.create(
        group=group,
        collection=Collection.get_first_root_node(),
        permission=Permission.objects.get(codename="delete_image"),
    )
    GroupSitePermission.objects.create(group=group, site=Site.objects.get(), permission=change_user)


def migrate():
    call_command("migrate", verbosity=0)


def test_the_table_of_roles_names_permissions_that_exist(caplog):
    roles.sync()
    assert not caplog.messages


def test_migrate_removes_permissions_that_are_not_in_the_table():
    before = _state_of_groups()
    _add_stray_permissions(Group.objects.get(name=SPANISH))
    assert _state_of_groups() != before
    migrate()
    assert _state_of_groups() == before


def test_migrate_restores_permissions_that_a_group_has_lost():
    before = _state_of_groups()
    editors = Group.objects.get(name="Editors")
    editors.permissions.clear()
    editors.page_permissions.filter(page=make.home("hmn")).delete()
    editors.collection_permissions.all().delete()
    Group.objects.get(name="Moderators (Soomaali)").delete()
    migrate()
    assert _state_of_groups() == before


def test_migrate_leaves_a_group_alone_that_the_table_does_not_name():
    group = Group.objects.create(name="Translators")
    _add_stray_permissions(group)
    before = _state_of_groups()
    migrate()
    assert _state_of_groups() == before


def test_a_sync_that_finds_all_in_order_writes_nothing():
    with CaptureQueriesContext(connection) as queries:
        roles.sync()
    statements = [query["sql"] for query in queries]
    assert len(statements) <= 14
    assert not [sql for sql in statements if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
