"""Models for uploaded pictures, documents and recordings."""

from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from home.clean_model import CleanModel
from home.kept_data import about_staff

from .recordings import Recording

__all__ = ["CustomDocument", "CustomImage", "Recording", "Rendition"]

# Renditions that picture.html and video.html in templates/home/blocks/ show. They are made before
# a page asks for them.
PICTURE_SPECS = tuple(
    f"width-{width}|format-{kind}" for width in (480, 960) for kind in ("webp", "jpeg")
)


class CustomImage(AbstractImage, CleanModel):
    """Picture, whose alt text belongs to the pages that use it."""

    personal_data = about_staff(
        what="A picture without its hidden data, and who uploaded it.",
        why="Pages show it.",
        until="Until the picture is deleted.",
        since="created_at",
    )

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
    """PDF that readers can download."""

    personal_data = about_staff(
        what="A document without its hidden data, and who uploaded it.",
        why="Pages show it.",
        until="Until the document is deleted.",
        since="created_at",
    )

    admin_form_fields = Document.admin_form_fields

    def clean(self) -> None:
        if self.file:  # otherwise the form has already reported the error
            super().clean()
