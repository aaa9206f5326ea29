"""Helpers for tests of call reports."""

from home.addresses import page_address


def address(alert, language="en"):
    """Return the URL of the report form of `alert`."""
    return page_address(alert, language) + "report/"
