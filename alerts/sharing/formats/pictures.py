"""Share pictures of alerts for link previews, one picture per language."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks import task

from alerts.lookup import get_alert_or_404
from alerts.models import AlertPage, State
from alerts.models.offices import first_number
from home.addresses import absolute, relative_path
from home.lookup import in_language
from home.media.sending import send
from home.revalidation import revalidated
from home.site_settings import site_name

from .. import generated_files
from ..deadlines import begins, deadline, when_as_html
from ..sample_mark import sample_mark
from ..text import plain, printed
from ..translation_notes import translation_note
from .typesetting import breakable, digest, typeset

TEMPLATE = "picture"
FOLDER = "pictures"
SIZE = (1200, 630)  # the size that Facebook recommends; see https://ogp.me/
# Seconds for which a requested picture is not queued again.
BEING_MADE = 60


def parts(alert: AlertPage, campaign: str = "") -> dict[str, Any]:
    """Return the data for the picture of `alert` in the active language."""
    is_over = alert.state == State.ENDED
    number = None if is_over else first_number(alert.offices)
    return {
        "title": alert.title,
        "title_lang": alert.block_language("title"),
        "note": translation_note(alert, ["title"]),
        "number": number.in_text if number else "",
        "when": printed(when_as_html(alert) if is_over else begins(alert) or deadline(alert)),
        "is_over": is_over,
        "sample": sample_mark(alert),
        "campaign": campaign or site_name(),
    }


# `texts` below is what `parts` returned.


def alt_text(texts: dict[str, Any]) -> str:
    names = ("sample", "title", "number", "when", "note")
    return " – ".join(plain(texts[name]) for name in names if texts[name])


def address_of(alert: AlertPage, texts: dict[str, Any]) -> str:
    """Return the absolute URL of the picture of `alert`, which changes with `texts`."""
    path = reverse("sharing:picture", args=[relative_path(alert.source)])
    return f"{absolute(path)}?v={digest(TEMPLATE, texts)}"


def _name(alert: AlertPage, texts: dict[str, Any]) -> str:
    return f"{FOLDER}/{alert.source.pk}-{get_language()}-{digest(TEMPLATE, texts)}.png"


def draw(texts: dict[str, Any]) -> bytes:
    """Return the share picture with `texts`, as the content of a PNG file."""
    return typeset(TEMPLATE, texts | {"title": breakable(texts["title"])}, "png")


@task(queue_name="default", backend="durable")
def make_pictures(alert_id: int, languages: Iterable[str]) -> None:
    """Make the missing pictures of the English alert with the ID `alert_id` in `languages`."""
    campaign = site_name()
    for source in AlertPage.objects.sources().filter(pk=alert_id):
        for language in languages:
            with override(language):
                (alert,) = in_language([source])
                texts = parts(alert, campaign)
                generated_files.find_or_make(_name(alert, texts), partial(draw, texts))


@revalidated
@require_safe
def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """Return the picture of the alert at `path` or, until it is made, a redirect to another."""
    alert = get_alert_or_404(request, path)
    texts = parts(alert)
    name = _name(alert, texts)
    if generated_files.find(name) is None:
        return _redirect_to_placeholder(request, alert, texts)
    filename = f"{alert.source.slug}-{get_language()}.png"
    return send(request, name, filename=filename)


@never_cache
def _redirect_to_placeholder(
    request: HttpRequest, alert: AlertPage, texts: dict[str, Any]
) -> HttpResponse:
    if cache.add(f"picture:{_name(alert, texts)}", True, timeout=BEING_MADE):
        make_pictures.enqueue(alert.source.pk, [get_language()])
    return HttpResponseRedirect(static("pictures/campaign.png"))


def stale_pictures() -> list[Path]:
    """Return the paths of pictures that no live alert uses any longer."""
    sources = {source.pk: source for source in AlertPage.objects.sources()}
    campaign, shown = site_name(), set()
    for code, _name_of_language in settings.LANGUAGES:
        with override(code):
            for alert in in_language(sources.values()):
                shown.add(_name(alert, parts(alert, campaign)).rpartition("/")[2])
    return [path for path in generated_files.every(FOLDER) if path.name not in shown]
