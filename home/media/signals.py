from functools import partial

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from .models import CustomImage
from .tasks import make_renditions


@receiver(post_save, sender=CustomImage)
def make_renditions_ahead(instance, raw=False, **kwargs):
    if not raw:
        transaction.on_commit(partial(make_renditions.enqueue, instance.pk))
