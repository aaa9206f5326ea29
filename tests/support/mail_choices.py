"""Helpers for tests of the emails that users of the admin choose in their account."""

from datetime import UTC, datetime

import time_machine

from tests import factories as make
from tests.support.soup import parse

ACCOUNT = "/admin/account/"
NOON = datetime(2031, 6, 3, 17, tzinfo=UTC)


def at(moment):
    return time_machine.travel(moment, tick=False)


def person(preferences, choice=None, *, group, address, **fields):
    """Create a user of `group`, whose `choice`, if any, is stored in the model `preferences`."""
    made = make.user(group, email=address, **fields)
    if choice:
        preferences.objects.create(user=made, mail=choice)
    return made


def account_form(client):
    """Return the data of the account form, with a name and an email address filled in."""
    form = (
        parse(client.get(ACCOUNT))
        .find("input", {"name": "csrfmiddlewaretoken"})
        .find_parent("form")
    )
    fields = {
        field["name"]: field.get("value", "")
        for field in form.find_all("input")
        if field.get("type") not in ("radio", "checkbox", "file") or field.has_attr("checked")
    }
    for select in form.find_all("select"):
        chosen = select.find("option", selected=True)
        fields[select["name"]] = chosen["value"] if chosen else ""
    return fields | {
        "name_email-first_name": "A",
        "name_email-last_name": "Volunteer",
        "name_email-email": "m@campaign.example",
    }
