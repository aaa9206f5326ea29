"""Fixtures for tests of emails and backups."""

import os
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from home.translation import review
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.exchange import begin
from tests.support.mail_server import FIRST, SECOND, THIRD, FailingServer


@pytest.fixture
def open_umask():
    """Let new files have all the permissions that the code gives them."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def server(settings):
    # Emails are accepted until a test sets `errors`.
    settings.EMAIL_DELIVERY_BACKEND = f"{FailingServer.__module__}.FailingServer"
    FailingServer.errors, FailingServer.attempts = {}, []
    return FailingServer


@pytest.fixture
def reviewers(user):
    return [user("Translators (Soomaali)", email=address) for address in (FIRST, SECOND, THIRD)]


@pytest.fixture
def submit_for_review(reviewers):
    def submit_for_review(**fields):
        translation = begin(response="", **fields)
        for item in translatable_strings(translation):
            save_translation(item, "Eray")
        return review.submit_for_review(translation, user=None)

    return submit_for_review


@pytest.fixture
def later(run_worker):
    start = timezone.now()

    def later(**passed):
        with time_machine.travel(start + timedelta(**passed)):
            run_worker()

    return later


@pytest.fixture
def small_site(settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "private"
    settings.ERASURE_LEDGER = tmp_path / "erasures.txt"
    upload = tmp_path / "private" / "documents" / "flyer.pdf"
    upload.parent.mkdir(parents=True)
    upload.write_bytes(b"a document")
    make.comment(make.AlertPageFactory(), text="Kept.")
    return upload
