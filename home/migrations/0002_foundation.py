"""The four languages with a home page each, the site, and the groups of the people who work on it."""

import uuid

from django.conf import settings
from django.db import migrations

from home.people.roles import get_permission

NAME = "No More Deportations"
LANGUAGES = [("en", "English"), ("es", "Español"), ("so", "Soomaali"), ("hmn", "Hmoob")]
EDITOR_PAGE_PERMISSIONS = ("add", "change", "publish", "bulk_delete", "lock", "unlock")
TRANSLATOR_PAGE_PERMISSIONS = ("change", "publish")


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


def create_groups(apps, schema_editor):
    Collection = apps.get_model("wagtailcore.Collection")
    Group = apps.get_model("auth.Group")
    GroupCollectionPermission = apps.get_model("wagtailcore.GroupCollectionPermission")
    GroupPagePermission = apps.get_model("wagtailcore.GroupPagePermission")
    HomePage = apps.get_model("home.HomePage")

    Group.objects.filter(name__in=("Editors", "Moderators")).delete()  # Wagtail's own
    admin = get_permission(apps, "access_admin", "wagtailadmin", "admin")
    homes = {home.locale.language_code: home for home in HomePage.objects.select_related("locale")}

    def allow(group, home, codenames):
        for codename in codenames:
            GroupPagePermission.objects.create(
                group=group,
                page=home.page_ptr,
                permission=get_permission(apps, f"{codename}_page", "wagtailcore", "page"),
            )

    editors = Group.objects.create(name="Editors")
    editors.permissions.add(
        admin, get_permission(apps, "submit_translation", "wagtail_localize", "translation")
    )
    for app_label, model in (("home", "meeting"), ("alerts", "office"), ("translation", "phrase")):
        for action in ("add", "change", "delete", "view"):
            editors.permissions.add(get_permission(apps, f"{action}_{model}", app_label, model))
    for home in homes.values():
        allow(editors, home, EDITOR_PAGE_PERMISSIONS)
    root = Collection.objects.get(depth=1)
    # Wagtail asks for the permissions of its own models, whichever models take their place.
    for app_label, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for action in ("add", "change", "choose"):
            GroupCollectionPermission.objects.create(
                group=editors,
                collection=root,
                permission=get_permission(apps, f"{action}_{model}", app_label, model),
            )

    for code, name in LANGUAGES:
        if code != settings.LANGUAGE_CODE:
            translators = Group.objects.create(name=f"Translators ({name})")
            translators.permissions.add(admin)
            allow(translators, homes[code], TRANSLATOR_PAGE_PERMISSIONS)

    moderators = Group.objects.create(name="Moderators")
    moderators.permissions.add(
        admin,
        get_permission(apps, "change_postcomment", "comments", "postcomment"),
        get_permission(apps, "view_postcomment", "comments", "postcomment"),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("alerts", "0001_initial"),
        ("comments", "0001_initial"),
        ("media", "0001_initial"),
        ("people", "0001_initial"),
        ("translation", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        # They give permissions to Wagtail's own groups, which are replaced here.
        ("wagtaildocs", "0012_uploadeddocument"),
        ("wagtailimages", "0025_alter_image_file_alter_rendition_file"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
        ("wagtailadmin", "0005_editingsession_is_editing"),
        ("wagtailcore", "0096_referenceindex_referenceindex_source_object_and_more"),
    ]

    operations = [
        migrations.RunPython(create_home_pages, migrations.RunPython.noop),
        migrations.RunPython(create_groups, migrations.RunPython.noop),
    ]
