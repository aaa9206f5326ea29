"""Work on pictures that nobody should wait for."""

from django_tasks import task

from .models import PICTURE_SPECS, CustomImage


@task(queue_name="default", backend="durable")
def make_renditions(image_id):
    """Make the sizes in which pages show the picture with this id; nothing if it is gone.

    A page that is opened before this has run makes them itself.
    """
    image = CustomImage.objects.filter(pk=image_id).first()
    if image:
        image.get_renditions(*PICTURE_SPECS)
