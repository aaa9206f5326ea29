"""For migrations that give groups their permissions."""


def get_permission(apps, codename, app_label, model):
    """A permission, made if it is missing: Django itself makes it only after the last migration.

    Args:
        apps: the historical models that the migration is given.
        codename: as in `add_office`; with `app_label` and `model` (in lower case) it is unique.
    """
    ContentType = apps.get_model("contenttypes.ContentType")
    Permission = apps.get_model("auth.Permission")
    content_type, _created = ContentType.objects.get_or_create(app_label=app_label, model=model)
    return Permission.objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": f"Can {codename.replace('_', ' ')}"},
    )[0]
