"""Addresses of the admin's URLs, with arguments for test objects."""

import re

from django.apps import apps
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse
from wagtail.models import Collection, CollectionViewRestriction

from tests import factories as make

PK, CANARY, QUERY = 9999, "kaleidoscope", "zzsecret"
NAME = f"{QUERY} {CANARY}"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
# Values of parameters that are not primary keys. A URL gets an address for each value.
VALUES = {
    "language": ["so"],
    "kind": ["po"],
    "key": ["title"],
    "status": ["published"],
    "what": ["called"],
    "day": ["2031-06-03"],
    "mode": [""],
    "filter_spec": ["width-100"],
    "action_name": ["publish", "copy"],
    "uidb64": ["OTk5OQ"],
    "token": ["a-b"],
    "name": ["editors"],
}
PAGE, DOCUMENT, IMAGE = (
    ("home", "standardpage"),
    ("media", "customdocument"),
    ("media", "customimage"),
)
MODELS = [
    ("wagtailcore", "page"),
    PAGE,
    DOCUMENT,
    IMAGE,
    ("people", "user"),
    ("comments", "postcomment"),
    ("alerts", "office"),
]
BULK = {
    ("wagtailcore", "page"): ("delete", "move", "publish", "unpublish"),
    DOCUMENT: ("add_tags", "add_to_collection", "delete"),
    IMAGE: ("add_tags", "add_to_collection", "delete"),
    ("people", "user"): ("assign_role", "delete", "set_active_state"),
}


def hide_objects():
    """Create a draft page, a private image and a private document, and return the page."""
    page = make.english_home().add_child(
        instance=make.StandardPageFactory.build(
            pk=PK, title=NAME, slug="hidden-page", live=False, body=f"<p>{CANARY}</p>"
        )
    )
    page.save_revision()
    folder = Collection.get_first_root_node().add_child(name="Folder")
    CollectionViewRestriction.objects.create(collection=folder, restriction_type="login")
    make.ImageFactory(pk=PK, title=NAME, collection=folder)
    make.DocumentFactory(pk=PK, title=NAME, collection=folder)
    return page


def patterns():
    """Return (route, name) for each URL below /admin/. A URL without a name has the name ""."""
    return [
        (route, name)
        for route, name in _walk(get_resolver().url_patterns, "", "")
        if route.startswith("admin/")
    ]


def _walk(entries, route, namespace):
    for entry in entries:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, here, inner)
        else:
            yield here, f"{namespace}{entry.name}" if entry.name else ""


def parameters(route):
    return [one or other for one, other in PARAMETER.findall(route)]


def arguments(route):
    """Return a list of values for the parameters of `route`, as one dict for each address."""
    names = parameters(route)
    app = next((one for one in names if "app" in one), None)
    model = next((one for one in names if "model" in one), None)
    if app and "action" in names:
        pairs = [
            {app: label, model: name, "action": action}
            for (label, name), actions in BULK.items()
            for action in actions
        ]
    elif app:
        pairs = [{app: label, model: name} for label, name in MODELS if apps.get_model(label, name)]
    else:
        pairs = [{}]
    found = []
    for pair in pairs:
        lists = [{**pair}]
        for name in names:
            if name not in pair:
                values = VALUES.get(name, [PK])
                lists = [one | {name: value} for one in lists for value in values]
        found += lists
    return found


def addresses(route, name):
    """Return the addresses of a URL, with a query that names test objects, as in choosers."""
    query = f"?id={PK}&next=/admin/&q={QUERY}&query={QUERY}&destination={PK}"
    if not name or not parameters(route):
        return [plain(route), plain(route) + query]
    found = []
    for values in arguments(route):
        try:
            found.append(reverse(name, kwargs=values) + query)
        except NoReverseMatch:
            found.append(plain(route, values) + query)
    return found


def plain(route, values=()):
    """Return the address of `route`, built without `reverse`, with `PK` for missing values."""
    values = dict(values)
    text = PARAMETER.sub(lambda match: str(values.get(match[1] or match[2], PK)), route)
    return "/" + re.sub(r"[\^$]|\\(?=\.)", "", text)
