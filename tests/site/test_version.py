"""Tests for the version in the changelog, the upgrade script and the operator's page."""

import re

import pytest
from django.conf import settings
from django.urls import reverse


def test_the_changelog_begins_with_the_version_or_with_what_is_not_released():
    changes = (settings.BASE_DIR / "CHANGELOG.md").read_text()
    first = re.search("^## (.*)$", changes, re.M)[1]
    if settings.VERSION.endswith(".dev0"):
        assert first == "Unreleased"
    else:
        assert re.fullmatch(rf"{re.escape(settings.VERSION)} - \d{{4}}-\d\d-\d\d", first)


def test_the_upgrade_reads_the_version_from_the_file_that_has_it():
    pattern = re.search(
        r"s/(\^__version__.*?)/", (settings.BASE_DIR / "site/deploy/upgrade").read_text()
    )
    expression = pattern[1].replace(r"\(", "(").replace(r"\)", ")")
    text = (settings.BASE_DIR / "site/config/__init__.py").read_text()
    assert re.search(expression, text, re.M)[1] == settings.VERSION


@pytest.mark.django_db
def test_the_operator_sees_the_version(admin_of):
    page = admin_of().get(reverse("operations_status"))
    assert settings.VERSION in page.content.decode()
