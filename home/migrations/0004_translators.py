"""Translators who hand in and do not publish; who keeps and who reads the glossary."""

from django.conf import settings
from django.db import migrations

from home.people.roles import get_permission

NAMES = {"es": "Español", "so": "Soomaali", "hmn": "Hmoob"}


def create_groups(apps, schema_editor):
    Group = apps.get_model("auth.Group")
    GroupPagePermission = apps.get_model("wagtailcore.GroupPagePermission")
    HomePage = apps.get_model("home.HomePage")

    may = {
        action: get_permission(apps, f"{action}_glossaryterm", "translation", "glossaryterm")
        for action in ("add", "change", "delete", "view")
    }
    for editors in Group.objects.filter(name="Editors"):
        editors.permissions.add(*may.values())
    for home in HomePage.objects.exclude(locale__language_code=settings.LANGUAGE_CODE):
        name = NAMES[home.locale.language_code]
        hand_in, _created = Group.objects.get_or_create(name=f"Hand-in translators ({name})")
        hand_in.permissions.add(get_permission(apps, "access_admin", "wagtailadmin", "admin"))
        GroupPagePermission.objects.get_or_create(
            group=hand_in,
            page=home.page_ptr,
            permission=get_permission(apps, "change_page", "wagtailcore", "page"),
        )
        for group in Group.objects.filter(name__in=(hand_in.name, f"Translators ({name})")):
            group.permissions.add(may["view"])


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0003_translation_desk"),
        ("translation", "0003_glossary"),
    ]

    operations = [migrations.RunPython(create_groups, migrations.RunPython.noop)]
