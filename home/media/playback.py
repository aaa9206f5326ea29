"""Recordings as readers and translators play them."""

from django.http import Http404
from django.views.decorators.http import require_safe

from home.addresses import find_page

from .recordings import Recording
from .sending import send


@require_safe
def recording(request, path):
    """Send the recording of the page at `path` in the language of the prefix.

    Raises:
        Http404: there is none that may be played, or not everybody may read the page.
    """
    page = find_page(request.LANGUAGE_CODE, path)
    row = page and not page.get_view_restrictions().exists() and page.recording
    if not row:
        raise Http404
    record = Recording.objects.get(pk=row["pk"])
    return send_recording(request, record, f"{page.slug}-{request.LANGUAGE_CODE}.mp3")


def send_recording(request, record, filename, *, public=True):
    """Send the MP3 of a recording."""
    return send(request, record.file.name, filename=filename, public=public)
