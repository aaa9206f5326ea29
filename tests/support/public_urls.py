"""Addresses of the URLs outside the admin, with arguments for test objects."""

import re

from django.urls import get_resolver
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Locale, PageViewRestriction

from alerts.comments.models.follow_up import CONFIRM, STOP, FollowUp
from home.translation import sync
from home.translation.strings.lookup import translatable_strings
from tests import factories as make
from tests.support.admin_urls import PK, _walk

# Tokens of the private page of a comment, and of no page or link.
TOKEN, UNKNOWN = "token-of-a-comment", "no-such-token"
CAPTURED = re.compile(r"\((?!\?:)(?:\?P<(\w+)>)?(?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")
PAGES = {
    "public": "alerts/call/",
    "draft": "alerts/draft/",
    "restricted": "alerts/members/",
    "missing": "alerts/nowhere/",
}


def patterns():
    """Return (route, name) for each URL outside the admin. A URL without a name has the name ""."""
    return [
        (route, name)
        for route, name in _walk(get_resolver().url_patterns, "", "")
        if not route.startswith("admin/")
    ]


def build():
    """Create the test objects, and return the values that `addresses` needs."""
    call = make.AlertPageFactory(slug="call", ask="English ask.")
    call.save_revision().publish()
    make.call(call, make.office())
    comment = make.comment(call)
    make.own_comment(call, TOKEN)
    FollowUp.objects.create(comment=comment, language="en", email="a@reader.example", key="a-key")
    make.AlertPageFactory(slug="draft", live=False)
    members = make.AlertPageFactory(slug="members")
    PageViewRestriction.objects.create(page=members, restriction_type="login")
    translation = sync.start_translation(
        type(call).objects.get(pk=call.pk), Locale.objects.get(language_code="so")
    )
    folder = Collection.get_first_root_node().add_child(name="Members")
    restriction = CollectionViewRestriction.objects.create(
        collection=folder, restriction_type="login"
    )
    public, private = make.DocumentFactory(), make.DocumentFactory(collection=folder)
    pictures = make.ImageFactory(), make.ImageFactory(collection=folder)
    return {
        "comment": comment.pk,
        "link": make.link(translation)[1],
        "expired link": make.link(translation, expires_at=timezone.now())[1],
        "key": translatable_strings(translation)[0].key,
        "restriction": restriction.pk,
        "documents": {"public": public, "restricted": private},
        "pictures": {
            kind: picture.get_rendition("width-100").file.name
            for kind, picture in zip(("public", "restricted"), pictures, strict=True)
        },
    }


def addresses(route, world):
    """Return a dict of kinds of objects to addresses of `route`. `world` is from `build`."""
    if "<path>" in route or route.endswith("^((?:[\\w\\-]+/)*)$"):
        found = {kind: [path, str(world["comment"])] for kind, path in PAGES.items()}
    elif "translate/" in route:
        found = {
            kind: [world.get(kind, UNKNOWN), world["key"]]
            for kind in ("link", "expired link", "unknown")
        }
    elif "comment/confirm/" in route or "comment/stop/" in route:
        purpose = CONFIRM if "confirm" in route else STOP
        found = {"signed": [FollowUp(key="a-key").token(purpose)], "unknown": [UNKNOWN]}
    elif "<slug:token>" in route:
        found = {"own comment": [TOKEN], "unknown": [UNKNOWN]}
    elif "documents/(" in route:
        found = {kind: [str(one.pk), one.filename] for kind, one in world["documents"].items()} | {
            "unknown": [str(PK), "a.pdf"]
        }
    elif "media/(" in route:
        found = {kind: [name] for kind, name in world["pictures"].items()}
        found |= {"document": [world["documents"]["public"].file.name]}
        found |= {"unknown": [f"images/{'0' * 32}.png"]}
    elif "sitemap-" in route:
        found = {"first": ["1"], "unknown": [str(PK)]}
    elif "restriction_id" in route:
        found = {"restricted": [str(world["restriction"])], "unknown": [str(PK)]}
    else:
        found = {"-": []}
    return {kind: fill(route, values) for kind, values in found.items()}


def fill(route, values):
    """Return the address of `route` with `values` in place of its parameters, in order."""
    left = iter(values)
    if route.startswith("en/translate/"):
        route = f"so/{route.removeprefix('en/')}"  # the language of the link
    text = CAPTURED.sub(lambda _match: next(left), route)
    text = re.sub(r"<(?:\w+:)?\w+>", lambda _match: next(left), text)
    return "/" + re.sub(r"[\^$]|\\(?=\.)", "", text)
