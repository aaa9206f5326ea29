"""Responses that send a stored file. The caller must check that the reader may see the file."""

import re
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, http_date

from home.headers import CORP, CROSS_ORIGIN

CHUNK = 64 * 1024
# Independent of the server's operating system.
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


def send(
    request: HttpRequest, name: str, *, filename: str, attachment: bool = False, public: bool = True
) -> HttpResponseBase:
    """Return a response that sends the file at the path `name` in `MEDIA_ROOT`.

    `filename` is the name under which a browser saves the file. Unless `public`, caches must not
    store it.

    Raises:
        Http404: the file is gone.
    """
    path = Path(settings.MEDIA_ROOT) / name
    if not path.is_file():
        raise Http404
    # The content under a name never changes: every upload and generated file has its own name.
    etag, modified = f'"{sha256(name.encode()).hexdigest()[:24]}"', path.stat().st_mtime
    response: HttpResponseBase | None = get_conditional_response(
        request, etag=etag, last_modified=int(modified)
    )
    if response is None:
        if settings.PROXY_SENDS_FILES:
            response = HttpResponse(headers={"X-Accel-Redirect": f"/{name}"})
        else:
            response = _content(request, path, etag, http_date(modified))
        response["Content-Type"] = CONTENT_TYPES.get(path.suffix, "application/octet-stream")
        disposition = content_disposition_header(attachment, filename)
        response["Content-Disposition"] = disposition or "inline"
    response["ETag"], response["Last-Modified"] = etag, http_date(modified)
    response["Accept-Ranges"] = "bytes"
    # Nothing in a file may run or load anything. Older browsers show no PDF in a sandbox, so only
    # downloads are sandboxed.
    policy = "default-src 'none'; sandbox" if attachment else "default-src 'none'"
    response["Content-Security-Policy"] = policy
    response["X-Content-Type-Options"] = "nosniff"
    if public:
        # Feed readers and other sites show pictures of alerts.
        response[CORP] = CROSS_ORIGIN
        patch_cache_control(response, public=True, no_cache=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _content(request: HttpRequest, path: Path, etag: str, modified: str) -> HttpResponseBase:
    size = path.stat().st_size
    # RFC 9110, section 14.
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


def _range(request: HttpRequest, size: int, etag: str, modified: str) -> tuple[int, int] | None:
    # None stands for the whole file, and (1, 0) for a range outside the file.
    match = re.fullmatch(
        r"bytes=([0-9]{0,15})-([0-9]{0,15})", request.headers.get("Range", "").strip()
    )
    if request.method != "GET" or not match or match.groups() == ("", ""):
        return None
    if request.headers.get("If-Range", etag) not in (etag, modified):
        return None
    first, last = match.groups()
    if not first:  # a suffix range: the last bytes
        return (size - min(int(last), size), size - 1) if int(last) else (1, 0)
    if last and int(last) < int(first):
        return None  # not a valid range
    if int(first) >= size:
        return 1, 0
    return int(first), min(int(last or size), size - 1)


class Part:
    """Bytes `first` to `last` of a file, with the methods that `FileResponse` needs."""

    def __init__(self, file: BinaryIO, first: int, last: int) -> None:
        file.seek(first)
        self.file, self.left = file, last - first + 1
        self.close = file.close

    def read(self, size: int = CHUNK) -> bytes:
        data = self.file.read(min(size, self.left))
        self.left -= len(data)
        return data
