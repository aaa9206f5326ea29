"""Test rendering of the home pages and the sign-in page, without a server."""

from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from . import readiness


def paths() -> list[str]:
    """Return the paths of the home page in each language, and of the admin's sign-in page."""
    return [*(f"/{code}/" for code, _name in settings.LANGUAGES), "/admin/login/"]


def host() -> str:
    return urlsplit(settings.SITE_URL).netloc


def results() -> Iterator[readiness.Result]:
    """Render the page at each of `paths`, and yield the results."""
    for path in paths():
        yield readiness.result_of(readiness.Check(path, partial(_find_problem, path)))


def _find_problem(path: str) -> str | None:
    client = Client(raise_request_exception=False)
    response = client.get(path, secure=True, headers={"host": host()}, follow=True)
    if response.status_code == 200:
        return None
    return f"It is answered with status {response.status_code}."
