"""Helpers for tests of readers' flags, which report comments to moderators."""

from home.addresses import page_address
from tests.support.reader_form import form_fields


def flag_address(comment, language="en"):
    return f"{page_address(comment.post, language)}comments/{comment.pk}/flag/"


def flag(client, comment, house=1, language="en", **fields):
    """Open and submit the flag form, from an IP address that ends in `house`."""
    where = {"REMOTE_ADDR": f"203.0.113.{house}"}
    address = flag_address(comment, language)
    data = form_fields(client.get(address, **where))
    data.pop("reason", None)
    return client.post(address, data | fields, **where)


def flag_count(comment):
    comment.refresh_from_db()
    return comment.flag_count
