"""Fixtures for tests of the page cache."""

import pytest
from django.db import connection

from home.operations import public_changes
from home.operations.page_cache import renewal
from tests import factories as make
from tests.support.stored_pages import Reader, commit


@pytest.fixture
def cache_is_on(settings, tmp_path):
    settings.PAGE_CACHE = True
    settings.PAGE_CACHE_ROOT = tmp_path / "pages"
    public_changes.watch(connection)
    yield settings.PAGE_CACHE_ROOT
    connection.execute_wrappers.remove(public_changes._notice)


@pytest.fixture
def reader(db, cache_is_on):
    renewal.catch_up()
    return Reader()


@pytest.fixture
def alert(reader):
    with commit():
        return make.AlertPageFactory(slug="call", title="Call the governor")


@pytest.fixture
def path(alert):
    return "/en/alerts/call/"
