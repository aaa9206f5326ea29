"""Fixtures for tests of uploaded files."""

import pytest


@pytest.fixture
def folder(settings, tmp_path):
    """Store uploads and generated files in an empty folder, and return its path."""
    settings.MEDIA_ROOT = tmp_path / "private"
    return settings.MEDIA_ROOT
