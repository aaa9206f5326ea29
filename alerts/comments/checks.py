"""System check: nothing that was erased has come back."""

from django.core.checks import Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, connection


@register(Tags.database)
def check_erasures(app_configs, databases=None, **kwargs):
    """comments.W001: a database was restored, and the site has not been started since."""
    from .erasures import undone
    from .models import PostComment

    if DEFAULT_DB_ALIAS not in (databases or []):
        return []
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if PostComment._meta.db_table not in tables:
            return []  # before the first migrate
    if number := len(undone()):
        return [
            Warning(
                f"The database holds comments that were erased: {number}.",
                hint="Run `manage.py replayerasures`; the site does so when it starts.",
                id="comments.W001",
            )
        ]
    return []
