"""Helpers for tests of readers' flags, which report comments to moderators."""

from home.addresses import page_address
from tests.support.reader_form import form_fields


def flag_address(comment, language="en"):
    """Return the URL of the form for flagging `comment`."""
    return f"{page_address(comment.post, language)}comments/{comment.pk}/flag/"


def flag(client, comment, house=1, language="en", **fields):
    """Open the flag form and submit it with `fields`, from an IP address that ends in `house`."""
    where = {"REMOTE_ADDR": f"203.0.113.{house}"}
    address = flag_address(comment, language)
    data = form_fields(client.get(address, **where))
    data.pop("reason", None)
    return client.post(address, data | fields, **where)


def flag_count(comment):
    """Reload `comment` from the database, and return the count of its flags."""
    comment.refresh_from_db()
    return comment.flag_count
