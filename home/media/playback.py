"""Playback of recordings."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from home.lookup import resolve_page

from .recordings import Recording
from .sending import send


@require_safe
def recording(request: HttpRequest, path: str) -> HttpResponseBase:
    """Send the recording of the page at `path`, in the language of the URL prefix."""
    resolved = resolve_page(request.LANGUAGE_CODE, path)
    row = resolved.page.recording if resolved and resolved.is_open else None
    if resolved is None or row is None:
        raise Http404
    record = Recording.objects.get(pk=row["pk"])
    return send_recording(request, record, f"{resolved.page.slug}-{request.LANGUAGE_CODE}.mp3")


def send_recording(
    request: HttpRequest, record: Recording, filename: str, *, public: bool = True
) -> HttpResponseBase:
    """Send the MP3 file of `record`, which must have been made, under the name `filename`."""
    name: str = record.file.name  # type: ignore[assignment]  # None if it has not been made yet
    return send(request, name, filename=filename, public=public)
