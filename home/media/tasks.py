"""Background tasks for pictures."""

from django_tasks import task

from .models import PICTURE_SPECS, CustomImage


@task(queue_name="default", backend="durable")
def make_renditions(image_id: int) -> None:
    """Make the renditions in `PICTURE_SPECS` of a picture."""
    image = CustomImage.objects.filter(pk=image_id).first()
    if image:
        image.get_renditions(*PICTURE_SPECS)
