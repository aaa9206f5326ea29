"""Upload forms for pictures and documents. They reject unreadable files and remove metadata."""

from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from .metadata import CleanFile, clean_pdf, clean_picture


class PictureField(WagtailImageField):
    """Form field that removes the metadata of a picture before Wagtail reads the file."""

    def check_image_file_size(self, f):
        if not isinstance(f, CleanFile):  # a CleanFile has passed the size check already
            super().check_image_file_size(f)

    def to_python(self, data):
        if data in self.empty_values:
            return None
        self.check_image_file_size(data)
        self.run_validators(data)  # check the name before the content
        return super().to_python(clean_picture(data))


class PDFField(WagtailDocumentField):
    """Form field that removes the metadata of a PDF."""

    def to_python(self, data):
        file = super().to_python(data)
        return file and clean_pdf(file)


def _replace(form, field_class):
    if field := form.fields.get("file"):
        form.fields["file"] = field_class(
            label=field.label, required=field.required, widget=field.widget
        )


class ImageForm(BaseImageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _replace(self, PictureField)


class DocumentForm(BaseDocumentForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _replace(self, PDFField)
