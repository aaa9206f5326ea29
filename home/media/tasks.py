"""Background tasks for pictures."""

from django_tasks import task

from .models import PICTURE_SPECS, CustomImage


@task(queue_name="default", backend="durable")
def make_renditions(image_id):
    """Make the renditions that pages use of this picture; do nothing if it is gone.

    A page that is opened earlier makes them itself.
    """
    image = CustomImage.objects.filter(pk=image_id).first()
    if image:
        image.get_renditions(*PICTURE_SPECS)
