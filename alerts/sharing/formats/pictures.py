"""The share picture: headline, first number and deadline of an alert, for whoever sees a link to it.

One for each alert and language, named after what it says: where a part of that has
changed, the old picture is never shown again.
"""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponseRedirect
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

from .. import generated_files as kept_files
from ..deadlines import begins, deadline, when
from ..provenance import draft_note
from ..text import plain
from .typesetting import breakable, digest, typeset

TEMPLATE = "picture"
FOLDER = "pictures"
SIZE = (1200, 630)  # as Facebook and others ask for: https://ogp.me/
# For so long, in seconds, a picture that is being made is not asked for again.
BEING_MADE = 60


def parts(alert):
    """What the picture of `alert`, as a reader of the active language has it, says: a dict of texts."""
    is_over = alert.state == State.ENDED
    number = None if is_over else first_number(alert.offices)
    return {
        "title": alert.title,
        "title_lang": alert.block_language("title"),
        "note": draft_note(alert, ("title",)),
        "number": str(number or ""),
        "when": when(alert) if is_over else plain(begins(alert) or deadline(alert)),
        "is_over": is_over,
        "campaign": settings.WAGTAIL_SITE_NAME,
    }


def alt_text(said):
    """What a picture with these parts tells somebody who cannot see it."""
    return " – ".join(said[name] for name in ("title", "number", "when", "note") if said[name])


def address_of(alert, said):
    """The absolute address of the picture with these parts; another for every other picture."""
    path = reverse("sharing:picture", args=[relative_path(alert.source)])
    return f"{absolute(path)}?v={digest(TEMPLATE, said)}"


def _name(alert, said):
    return f"{FOLDER}/{alert.source.pk}-{get_language()}-{digest(TEMPLATE, said)}.png"


def draw(said):
    """A PNG with these parts."""
    return typeset(TEMPLATE, said | {"title": breakable(said["title"])}, "png")


@task(queue_name="default", backend="durable")
def make_pictures(alert_id, languages):
    """Make the pictures of the English alert with this id in `languages` (codes), where they are missing.

    None for a page that not everybody may read, or that is gone.
    """
    for source in AlertPage.objects.sources().filter(pk=alert_id):
        for language in languages:
            with override(language):
                (alert,) = in_language([source])
                said = parts(alert)
                kept_files.find_or_make(_name(alert, said), lambda said=said: draw(said))


@revalidated
@require_safe
def picture(request, path):
    """The picture of the alert at `path`; while it is being made, one of the campaign.

    Raises:
        Http404: there is no such alert, or not everybody may read it.
    """
    alert = get_alert_or_404(request, path)
    said = parts(alert)
    name = _name(alert, said)
    if kept_files.find(name) is None:
        return _meanwhile(request, alert, said)
    filename = f"{alert.source.slug}-{get_language()}.png"
    return send(request, name, filename=filename)


@never_cache
def _meanwhile(request, alert, said):
    if cache.add(f"picture:{_name(alert, said)}", True, timeout=BEING_MADE):
        make_pictures.enqueue(alert.source.pk, [get_language()])
    return HttpResponseRedirect(static("pictures/campaign.png"))


def stale_pictures():
    """The paths of the pictures that are never shown any more."""
    sources = {source.pk: source for source in AlertPage.objects.sources()}
    shown = set()
    for code, _name_of_language in settings.LANGUAGES:
        with override(code):
            for alert in in_language(sources.values()):
                shown.add(_name(alert, parts(alert)).rpartition("/")[2])
    return [path for path in kept_files.every(FOLDER) if path.name not in shown]
