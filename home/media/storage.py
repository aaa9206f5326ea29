"""Storages for private files, which only views that check permissions send."""

import secrets
from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from .metadata import without_metadata


@deconstructible(path="home.media.storage.PrivateStorage")
class PrivateStorage(FileSystemStorage):
    """Storage that gives files random names, and keeps their extensions."""

    def get_available_name(self, name, max_length=None):
        path = PurePosixPath(name.replace("\\", "/"))
        random = path.with_name(f"{secrets.token_hex(16)}{path.suffix.lower()}")
        return super().get_available_name(str(random), max_length)


@deconstructible(path="home.media.storage.UploadStorage")
class UploadStorage(PrivateStorage):
    """`PrivateStorage` that also removes the metadata from every picture and PDF."""

    def _save(self, name, content):
        try:
            return super()._save(name, without_metadata(content))
        except ValidationError as error:  # forms refuse such a file with the same message
            raise SuspiciousFileOperation(error.messages[0]) from error
