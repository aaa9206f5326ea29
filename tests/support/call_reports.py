"""Helpers for tests of call reports."""

from home.addresses import page_address


def address(alert, language="en"):
    return page_address(alert, language) + "report/"
