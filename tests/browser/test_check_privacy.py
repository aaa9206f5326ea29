"""Test of the privacy check in Chromium, which runs the scripts of pages."""

import signal

import pytest

from tests.operations.test_check_privacy import LEAKING, check

pytestmark = pytest.mark.audit


def test_chromium_sees_what_scripts_ask_for_and_store(application):
    application.serve()
    status, said = check(application)
    assert status == 0, said
    assert "Left out: Chromium" not in said
    application.end(signal.SIGKILL)
    application.serve(**LEAKING)
    status, said = check(application, **LEAKING)
    assert status == 1
    assert "stores something in the browser: localStorage: visits" in said
    assert "asks another host in Chromium: spy.example" in said
    assert "sets a cookie in Chromium: visit" in said
