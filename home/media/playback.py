"""Playback of recordings for readers and translators."""

from django.http import Http404
from django.views.decorators.http import require_safe

from home.lookup import resolve_page

from .recordings import Recording
from .sending import send


@require_safe
def recording(request, path):
    """Send the recording of the page at `path` in the language of the prefix.

    Raises:
        Http404: no recording may be played, or the page is not public.
    """
    resolved = resolve_page(request.LANGUAGE_CODE, path)
    row = resolved and resolved.is_open and resolved.page.recording
    if not row:
        raise Http404
    record = Recording.objects.get(pk=row["pk"])
    return send_recording(request, record, f"{resolved.page.slug}-{request.LANGUAGE_CODE}.mp3")


def send_recording(request, record, filename, *, public=True):
    """Send the MP3 of a recording."""
    return send(request, record.file.name, filename=filename, public=public)
