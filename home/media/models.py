"""Pictures, documents and recordings that people upload.

Their files get random names and lose their metadata in `storage.UploadStorage`.
"""

from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from home.clean_model import CleanModel

from .recordings import Recording

__all__ = ["CustomDocument", "CustomImage", "Recording", "Rendition"]

# What pages ask for. One list, so that the pictures made ahead are the pictures that are shown.
PICTURE_SPECS = ("width-480|format-webp", "width-960|format-webp")


class CustomImage(AbstractImage, CleanModel):
    """A picture. Its alt text belongs to the place where it is used, and is translated there."""

    admin_form_fields = Image.admin_form_fields


class Rendition(AbstractRendition):
    image = models.ForeignKey(CustomImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="unique_rendition"
            )
        ]


class CustomDocument(AbstractDocument, CleanModel):
    """A PDF to download."""

    admin_form_fields = Document.admin_form_fields

    def clean(self):
        if self.file:  # else the form has said already what is wrong
            super().clean()
