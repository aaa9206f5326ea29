"""Translators who hand in and do not publish; who keeps and who reads the glossary."""

from django.conf import settings
from django.db import migrations

NAMES = {"es": "Español", "so": "Soomaali", "hmn": "Hmoob"}


def permission(apps, codename, app_label, model):
    """A permission that Django itself would only make after the last migration."""
    ContentType = apps.get_model("contenttypes.ContentType")
    Permission = apps.get_model("auth.Permission")
    content_type, _created = ContentType.objects.get_or_create(app_label=app_label, model=model)
    return Permission.objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": f"Can {codename.replace('_', ' ', 1)}"},
    )[0]


def create_groups(apps, schema_editor):
    Group = apps.get_model("auth.Group")
    GroupPagePermission = apps.get_model("wagtailcore.GroupPagePermission")
    HomePage = apps.get_model("home.HomePage")

    may = {
        action: permission(apps, f"{action}_glossaryterm", "translation", "glossaryterm")
        for action in ("add", "change", "delete", "view")
    }
    for editors in Group.objects.filter(name="Editors"):
        editors.permissions.add(*may.values())
    for home in HomePage.objects.exclude(locale__language_code=settings.LANGUAGE_CODE):
        name = NAMES[home.locale.language_code]
        hand_in, _created = Group.objects.get_or_create(name=f"Hand-in translators ({name})")
        hand_in.permissions.add(permission(apps, "access_admin", "wagtailadmin", "admin"))
        GroupPagePermission.objects.get_or_create(
            group=hand_in,
            page=home.page_ptr,
            permission=permission(apps, "change_page", "wagtailcore", "page"),
        )
        for group in Group.objects.filter(name__in=(hand_in.name, f"Translators ({name})")):
            group.permissions.add(may["view"])


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0003_translation_desk"),
        ("translation", "0003_glossary"),
    ]

    operations = [migrations.RunPython(create_groups, migrations.RunPython.noop)]
