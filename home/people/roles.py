"""Roles: one table of groups and their permissions, applied after each `migrate`."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connections, models, transaction
from django.utils.text import capfirst
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Page,
    Site,
)

from home.lookup import NO_ALIAS

logger = logging.getLogger(__name__)

LANGUAGE_NAMES = {
    code: capfirst(LANG_INFO[code]["name_local"]) for code, _name in settings.LANGUAGES
}
TRANSLATED = [code for code in LANGUAGE_NAMES if code != settings.LANGUAGE_CODE]


@dataclass(frozen=True)
class Role:
    """Group and its permissions, each in the form "app_label.codename"."""

    group: str
    permissions: frozenset[str] = frozenset()
    # Page permissions, by the language of the home page to which they apply, with its descendants.
    pages: Mapping[str, frozenset[str]] = field(default_factory=dict)
    # Permissions for all collections.
    collections: frozenset[str] = frozenset()


def _permissions(*labels: str, actions: tuple[str, ...]) -> frozenset[str]:
    names = [label.split(".") for label in labels]
    return frozenset(f"{app}.{action}_{model}" for app, model in names for action in actions)


def _page_permissions(*actions: str) -> frozenset[str]:
    return _permissions("wagtailcore.page", actions=actions)


ALL_ACTIONS = ("add", "change", "delete", "view")
ADMIN = frozenset({"wagtailadmin.access_admin"})
TRANSLATE = ADMIN | {"translation.view_glossaryterm"}
MODERATE = (
    ADMIN
    | _permissions("comments.postcomment", actions=("change", "view"))
    | _permissions("comments.blockedterm", actions=ALL_ACTIONS)
)
# Wagtail checks the permissions of its own models, also for custom models.
UPLOADS = ("wagtailimages.image", "wagtaildocs.document")


def _publish_comments(*languages: str) -> frozenset[str]:
    return frozenset(f"comments.publish_{language}" for language in languages)


ROLES = (
    Role(
        "Editors",
        permissions=ADMIN
        | {
            "wagtail_localize.submit_translation",
            "alerts.change_alertsettings",
            "home.change_sitesettings",
            "sharing.change_sharingsettings",
        }
        | _permissions(
            "alerts.actiontype",
            "alerts.office",
            "home.meeting",
            "translation.glossaryterm",
            "translation.phrase",
            actions=ALL_ACTIONS,
        ),
        pages=dict.fromkeys(
            LANGUAGE_NAMES,
            _page_permissions("add", "change", "publish", "bulk_delete", "lock", "unlock"),
        ),
        collections=_permissions(*UPLOADS, actions=("add", "change", "choose")),
    ),
    *(
        Role(
            f"Translators ({LANGUAGE_NAMES[language]})",
            permissions=TRANSLATE,
            pages={language: _page_permissions("change", "publish")},
        )
        for language in TRANSLATED
    ),
    *(
        Role(
            f"Submit-only translators ({LANGUAGE_NAMES[language]})",
            permissions=TRANSLATE,
            pages={language: _page_permissions("change")},
        )
        for language in TRANSLATED
    ),
    # Moderators decide on comments in any language, but may publish only in their own languages.
    Role("Moderators", permissions=MODERATE | _publish_comments(*LANGUAGE_NAMES)),
    *(
        Role(f"Moderators ({name})", permissions=MODERATE | _publish_comments(language))
        for language, name in LANGUAGE_NAMES.items()
    ),
)


def _create_language_permissions() -> None:
    # `Meta.permissions` would need a migration for each language that is added to the settings.
    content_type, _created = ContentType.objects.get_or_create(
        app_label="comments", model="postcomment"
    )
    wanted = {f"publish_{code}": name for code, name in settings.LANGUAGES}
    there = Permission.objects.filter(content_type=content_type, codename__in=wanted)
    for codename in wanted.keys() - there.values_list("codename", flat=True):
        Permission.objects.create(
            content_type=content_type,
            codename=codename,
            name=f"Can publish comments in {wanted[codename]}",
        )


def sync_after_migrate(using: str, **kwargs: Any) -> None:
    """Call `sync`, unless a table that `sync` needs does not exist yet."""
    needed = (Group, Site, GroupPagePermission, GroupCollectionPermission, GroupSitePermission)
    tables = connections[using].introspection.table_names()
    if all(model._meta.db_table in tables for model in needed):
        sync()


@transaction.atomic
def sync() -> None:
    """Create missing groups of `ROLES`, and set the permissions of each."""
    _create_language_permissions()
    names = [role.group for role in ROLES]
    missing = set(names).difference(Group.objects.values_list("name", flat=True))
    Group.objects.bulk_create(Group(name=name) for name in names if name in missing)
    groups = dict(Group.objects.filter(name__in=names).values_list("name", "pk"))
    permissions = _ids_of_permissions()
    homes = _ids_of_home_pages()
    root = Collection.get_first_root_node()

    of_models, of_pages, of_collections = set(), set(), set()
    for role in ROLES:
        group = groups[role.group]
        of_models |= {(group, permissions.get(name)) for name in role.permissions}
        of_pages |= {
            (group, permissions.get(name), homes.get(language))
            for language, names in role.pages.items()
            for name in names
        }
        of_collections |= {
            (group, permissions.get(name), root and root.pk) for name in role.collections
        }
    members = groups.values()
    _sync_rows(Group.permissions.through, members, ("group_id", "permission_id"), of_models)
    for model, subject, rows in (
        (GroupPagePermission, "page_id", of_pages),
        (GroupCollectionPermission, "collection_id", of_collections),
        (GroupSitePermission, "site_id", set()),
    ):
        _sync_rows(model, members, ("group_id", "permission_id", subject), rows)


def _ids_of_permissions() -> dict[str, int]:
    named = {name for role in ROLES for name in (*role.permissions, *role.collections)}
    named.update(name for role in ROLES for names in role.pages.values() for name in names)
    rows = Permission.objects.filter(codename__in={name.partition(".")[2] for name in named})
    found = {
        f"{app}.{codename}": pk
        for app, codename, pk in rows.values_list("content_type__app_label", "codename", "pk")
    }
    if missing := named - found.keys():
        logger.warning("Permissions of roles that do not exist: %s.", ", ".join(sorted(missing)))
    return found


def _ids_of_home_pages() -> dict[str, int]:
    keys = Site.objects.filter(is_default_site=True).values("root_page__translation_key")
    homes = Page.objects.filter(NO_ALIAS, translation_key__in=keys)
    return dict(homes.values_list("locale__language_code", "pk"))


def _sync_rows(
    model: type[models.Model], groups: Iterable[int], fields: tuple[str, ...], wanted: set
) -> None:
    # None stands for a permission or page that does not exist.
    wanted = {row for row in wanted if None not in row}
    rows = model._default_manager.filter(group__in=groups).values_list("pk", *fields)
    found = {tuple(values): pk for pk, *values in rows}
    model._default_manager.filter(pk__in=[found[row] for row in found.keys() - wanted]).delete()
    model._default_manager.bulk_create(
        model(**dict(zip(fields, row, strict=True))) for row in sorted(wanted - found.keys())
    )
