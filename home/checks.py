"""Checks for languages without a compiled message catalog or a live home page."""

from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Warning
from django.db import DEFAULT_DB_ALIAS, connections

from .lookup import NO_ALIAS, has_type
from .models import HomePage

_OTHERS = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def check_catalogs(app_configs, **kwargs):
    """Report home.E001 for languages, except English, without a compiled message catalog."""
    errors = []
    for code in _OTHERS:
        compiled = [
            Path(path) / code / "LC_MESSAGES" / "django.mo" for path in settings.LOCALE_PATHS
        ]
        if not any(path.exists() for path in compiled):
            errors.append(
                Error(
                    f"The language “{code}” has no compiled catalog.",
                    hint="Run `manage.py compilecatalogs`.",
                    id="home.E001",
                )
            )
    return errors


def check_home_pages(app_configs, databases=None, **kwargs):
    """Report home.W002 for languages without a live home page."""
    errors = []
    for alias in databases or []:
        if HomePage._meta.db_table not in connections[alias].introspection.table_names():
            continue  # before the first migrate
        live = set(
            HomePage.objects.using(alias)
            .filter(has_type("home", "homepage"), NO_ALIAS, live=True)
            .values_list("locale__language_code", flat=True)
        )
        for code, _name in settings.LANGUAGES:
            if code not in live:
                errors.append(
                    # No error: `migrate` runs the checks before `setupsite` makes the pages.
                    Warning(
                        f"The language “{code}” has no live home page.",
                        hint="Run `manage.py setupsite`, or publish the page.",
                        id="home.W002",
                    )
                )
    return errors


def find_missing_set_up() -> str | None:
    """Return a message about a missing message catalog or home page, or None."""
    messages = [*check_catalogs(None), *check_home_pages(None, [DEFAULT_DB_ALIAS])]
    return f"{messages[0].msg} {messages[0].hint}" if messages else None
