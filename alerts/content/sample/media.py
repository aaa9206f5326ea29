"""Pictures and recordings of the sample content."""

from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile

from alerts.models import AlertPage
from home.media.models import CustomImage, Recording
from home.media.recordings import facts_as_text
from home.models import SampleRecord

FOLDER = Path(__file__).parents[1] / "media"
SECONDS = 4


def add_picture(name: str, title: str) -> CustomImage:
    with (FOLDER / f"{name}.png").open("rb") as file:
        image = CustomImage.objects.create(title=title, file=ImageFile(file, f"{name}.png"))
    SampleRecord.objects.note(image)
    return image


def add_recordings(alert: AlertPage) -> None:
    """Add a recording in each language to the English `alert`, with only a chime."""
    content = (FOLDER / "recording.mp3").read_bytes()
    for language, _name in settings.LANGUAGES:
        recording = Recording(
            page=alert,
            language=language,
            seconds=SECONDS,
            size=len(content),
            facts=facts_as_text(alert.recorded_facts()),
        )
        recording.file.save("recording.mp3", ContentFile(content), save=False)
        recording.save()
        SampleRecord.objects.note(recording)
