"""Tests for the system checks that concern languages."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from wagtail.models import Locale

from tests import factories as make


def check(**options):
    """Run `manage.py check`, and return its errors, or "" if there are none."""
    try:
        call_command("check", **options)
    except SystemCheckError as error:
        return str(error)
    return ""


def home_warnings():
    output = check(databases=["default"], fail_level="WARNING")
    return [line for line in output.splitlines() if "home.W002" in line]


@pytest.mark.django_db
def test_a_fresh_site_passes_all_checks():
    assert check(databases=["default"]) == ""


def test_each_language_without_a_compiled_catalog_is_an_error(settings, tmp_path):
    compiled = tmp_path / "so" / "LC_MESSAGES" / "django.mo"
    compiled.parent.mkdir(parents=True)
    compiled.touch()
    (tmp_path / "es" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "es" / "LC_MESSAGES" / "django.po").touch()
    settings.LOCALE_PATHS = [tmp_path]
    output = check(tags=["translation"])
    assert output.count("home.E001") == 2
    assert "“es” has no compiled catalog" in output
    assert "“hmn” has no compiled catalog" in output


@pytest.mark.django_db
@pytest.mark.parametrize("language", make.LANGUAGES)
def test_a_home_page_that_is_a_draft_is_reported(language):
    make.home(language).unpublish()
    (warning,) = home_warnings()
    assert f"“{language}” has no live home page" in warning


@pytest.mark.django_db
def test_a_home_page_that_is_missing_is_reported():
    make.home("hmn").delete()
    (warning,) = home_warnings()
    assert "“hmn”" in warning


@pytest.mark.django_db
def test_a_home_page_that_is_only_an_alias_is_reported():
    make.home("so").delete()
    make.english_home().copy_for_translation(Locale.objects.get(language_code="so"), alias=True)
    (warning,) = home_warnings()
    assert "“so”" in warning
