"""Storage of uploads in a folder that no web server serves.

All of `MEDIA_ROOT` is private. Only views that check permission send its files, by `sending.send`.
"""

import secrets
from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from .metadata import without_metadata


@deconstructible(path="home.media.storage.PrivateStorage")
class PrivateStorage(FileSystemStorage):
    """Storage under random names, which reveal nothing about the content or other files."""

    def get_available_name(self, name, max_length=None):
        path = PurePosixPath(name.replace("\\", "/"))
        random = path.with_name(f"{secrets.token_hex(16)}{path.suffix.lower()}")
        return super().get_available_name(str(random), max_length)


@deconstructible(path="home.media.storage.UploadStorage")
class UploadStorage(PrivateStorage):
    """`PrivateStorage` that removes the metadata of every picture and PDF."""

    def _save(self, name, content):
        try:
            return super()._save(name, without_metadata(content))
        except ValidationError as error:  # forms have already refused it with the same message
            raise SuspiciousFileOperation(error.messages[0]) from error
