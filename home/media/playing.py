"""A recording as a browser plays it: from the middle too, and never one that was withdrawn."""

import re

from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header, http_date, parse_etags
from django.views.decorators.http import require_safe

from home.addresses import find_page

from .recordings import Recording

CHUNK = 64 * 1024


@require_safe
def recording(request, path):
    """The recording of the page at `path` in the language of the prefix, whole or the range asked for.

    Ranges as in RFC 9110, 14: one at a time; what cannot be read is passed over.

    Raises:
        Http404: there is none that may be played, or not everybody may read the page.
    """
    page = find_page(request.LANGUAGE_CODE, path)
    row = page and not page.get_view_restrictions().exists() and page.recording
    if not row:
        raise Http404
    record = Recording.objects.get(pk=row["pk"])
    etag, modified = f'"{record.pk}"', http_date(record.uploaded_at.timestamp())
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = _content(request, record, etag, modified)
        # Its own name would lead to the file past this view, also once it is withdrawn.
        name = f"{page.slug}-{request.LANGUAGE_CODE}.mp3"
        response["Content-Disposition"] = content_disposition_header(False, name)
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Last-Modified"] = modified
    # It may be kept, but not be played without asking: it may have been withdrawn since.
    patch_cache_control(response, public=True, no_cache=True)
    return response


def _content(request, record, etag, modified):
    size = record.size
    found = _range(request, size, etag, modified)
    if found is None:
        return FileResponse(record.file.open("rb"), content_type="audio/mpeg")
    first, last = found
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = FileResponse(
        Part(record.file.open("rb"), first, last), status=206, content_type="audio/mpeg"
    )
    response["Content-Length"] = last - first + 1
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _range(request, size, etag, modified):
    """The first and the last byte that are asked for; None for all, first > last for none there is."""
    asked = re.fullmatch(
        r"bytes=([0-9]{0,15})-([0-9]{0,15})", request.headers.get("Range", "").strip()
    )
    if request.method != "GET" or not asked or asked.groups() == ("", ""):
        return None
    if request.headers.get("If-Range", etag) not in (etag, modified):
        return None
    first, last = asked.groups()
    if not first:  # so many at the end
        return (size - min(int(last), size), size - 1) if int(last) else (1, 0)
    if last and int(last) < int(first):
        return None  # no range at all
    if int(first) >= size:
        return 1, 0
    return int(first), min(int(last or size), size - 1)


class Part:
    """A file from its byte `first` to its byte `last`, as FileResponse reads it."""

    def __init__(self, file, first, last):
        file.seek(first)
        self.file, self.left = file, last - first + 1
        self.close = file.close

    def read(self, size=CHUNK):
        data = self.file.read(min(size, self.left))
        self.left -= len(data)
        return data
