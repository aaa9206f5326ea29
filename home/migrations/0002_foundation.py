"""The four languages with a home page each, and the site."""

import uuid

from django.conf import settings
from django.db import migrations

NAME = "No More Deportations"
LANGUAGES = [("en", "English"), ("es", "Español"), ("so", "Soomaali"), ("hmn", "Hmoob")]


def create_home_pages(apps, schema_editor):
    ContentType = apps.get_model("contenttypes.ContentType")
    Locale = apps.get_model("wagtailcore.Locale")
    Page = apps.get_model("wagtailcore.Page")
    Site = apps.get_model("wagtailcore.Site")
    HomePage = apps.get_model("home.HomePage")

    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()  # Wagtail's welcome page
    root = Page.objects.get(depth=1)
    content_type, _created = ContentType.objects.get_or_create(model="homepage", app_label="home")
    key = uuid.uuid4()
    for number, (code, _name) in enumerate(LANGUAGES, start=1):
        locale, _created = Locale.objects.get_or_create(language_code=code)
        slug = "home" if code == settings.LANGUAGE_CODE else f"home-{code}"
        home = HomePage.objects.create(
            title=NAME,
            draft_title=NAME,
            slug=slug,
            url_path=f"/{slug}/",
            path=f"{root.path}{number:04d}",
            depth=2,
            numchild=0,
            locale=locale,
            translation_key=key,
            content_type=content_type,
            live=True,
        )
        if code == settings.LANGUAGE_CODE:
            Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    root.numchild = len(LANGUAGES)
    root.save()


def delete_groups(apps, schema_editor):
    """Delete Wagtail's own groups: the site's have the same names, and no part in its workflow."""
    apps.get_model("auth.Group").objects.filter(name__in=("Editors", "Moderators")).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0096_referenceindex_referenceindex_source_object_and_more"),
    ]

    operations = [
        migrations.RunPython(create_home_pages, migrations.RunPython.noop),
        migrations.RunPython(delete_groups, migrations.RunPython.noop),
    ]
