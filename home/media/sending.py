"""Sending of a stored file to somebody who may have it.

With `PROXY_SENDS_FILES` the answer names the file in `X-Accel-Redirect`, and the proxy sends it;
without it this process does, also in parts.
"""

import re
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, http_date

CHUNK = 64 * 1024
# Not left to what the server's operating system knows.
CONTENT_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".mp3": "audio/mpeg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".webp": "image/webp",
}


def send(request, name, *, filename, attachment=False, public=True):
    """Return the response that sends the file `name` below `MEDIA_ROOT`, whole or the range asked for.

    The content behind a name never changes: every upload and every generated file has its own.

    Args:
        filename: what a browser calls it when it is saved.
        public: whether everybody may have it. It may then be kept, but not be used without asking:
            it may have been withdrawn since. Otherwise it is not kept anywhere.

    Raises:
        Http404: the file is gone.
    """
    path = Path(settings.MEDIA_ROOT) / name
    if not path.is_file():
        raise Http404
    etag, modified = f'"{sha256(name.encode()).hexdigest()[:24]}"', path.stat().st_mtime
    response = get_conditional_response(request, etag=etag, last_modified=int(modified))
    if response is None:
        if settings.PROXY_SENDS_FILES:
            response = HttpResponse(headers={"X-Accel-Redirect": f"/{name}"})
        else:
            response = _content(request, path, etag, http_date(modified))
        response["Content-Type"] = CONTENT_TYPES.get(path.suffix, "application/octet-stream")
        response["Content-Disposition"] = content_disposition_header(attachment, filename)
    response["ETag"], response["Last-Modified"] = etag, http_date(modified)
    response["Accept-Ranges"] = "bytes"
    # Nothing in a file may run or load anything. In a sandbox older browsers show no PDF; what is
    # only saved can be in one.
    policy = "default-src 'none'; sandbox" if attachment else "default-src 'none'"
    response["Content-Security-Policy"] = policy
    response["X-Content-Type-Options"] = "nosniff"
    if public:
        patch_cache_control(response, public=True, no_cache=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _content(request, path, etag, modified):
    """Return the file or, as in RFC 9110, 14, the one range that is asked for."""
    size = path.stat().st_size
    found = _range(request, size, etag, modified)
    if found is None:
        return FileResponse(path.open("rb"))
    first, last = found
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = FileResponse(Part(path.open("rb"), first, last), status=206)
    response["Content-Length"] = last - first + 1
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _range(request, size, etag, modified):
    """Return the first and the last byte that are asked for.

    None stands for the whole file, a first above the last for a range that it does not have.
    """
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
