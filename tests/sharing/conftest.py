"""Fixtures for tests of sharing."""

import pytest
from django.utils import timezone

from tests import factories as make


@pytest.fixture
def empty_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def governor(db):
    role = make.phrase("Governor of Minnesota", so="Guddoomiyaha gobolka")
    role.translations.update(reviewed_on=timezone.localdate())
    return make.office(numbers=["+16512013400", "+18006573717"], role=role)
