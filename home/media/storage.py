"""Files that people upload, in a folder that no web server serves.

`MEDIA_ROOT` is private as a whole. A file leaves it through a view that has checked who may have it
(`sending.send`).
"""

import secrets
from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from .metadata import without_metadata


@deconstructible(path="home.media.storage.PrivateStorage")
class PrivateStorage(FileSystemStorage):
    """Files under random names: no name tells what it holds, or leads to another file."""

    def get_available_name(self, name, max_length=None):
        path = PurePosixPath(name.replace("\\", "/"))
        random = path.with_name(f"{secrets.token_hex(16)}{path.suffix.lower()}")
        return super().get_available_name(str(random), max_length)


@deconstructible(path="home.media.storage.UploadStorage")
class UploadStorage(PrivateStorage):
    """As `PrivateStorage`, and no picture or PDF is stored with its metadata, whoever stores it."""

    def _save(self, name, content):
        try:
            return super()._save(name, without_metadata(content))
        except ValidationError as error:  # forms have refused it before, with the same sentence
            raise SuspiciousFileOperation(error.messages[0]) from error
