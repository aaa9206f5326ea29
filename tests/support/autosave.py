"""Requests that the page editor sends when it saves in the background or by a button."""

from uuid import uuid4

from django.urls import reverse

from tests import factories as make
from tests.support import translating
from tests.support.soup import parse


def add_address(kind="alertpage", parent=make.AlertIndexPageFactory):
    return reverse("wagtailadmin_pages:add", args=["alerts", kind, make.the(parent).pk])


def edit_address(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def new_form(*args, key=None, **fields):
    return translating.alert_form(*args, **fields) | {"form_key": key or str(uuid4())}


def opened(client, page):
    html = parse(client.get(edit_address(page)))
    # The fields that an edit form carries for its revision and its form key.
    names = ("loaded_revision_id", "loaded_revision_created_at", "form_key")
    return {name: html.find("input", attrs={"name": name})["value"] for name in names}


def autosave(client, address, form):
    return client.post(address, form, headers={"accept": "application/json"})


def press(client, address, form, *, publish=False):
    publishing = {"action-publish": "1"} if publish else {}
    return client.post(address, form | publishing, headers={"accept": "text/html"})


def draft(page):
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
