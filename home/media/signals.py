from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from home.operations import ledger

from .models import CustomImage, Recording
from .recordings import DELETED
from .tasks import make_renditions


@receiver(post_save, sender=CustomImage)
def make_renditions_ahead(instance, raw=False, **kwargs):
    if not raw:
        transaction.on_commit(partial(make_renditions.enqueue, instance.pk))


@receiver(post_delete, sender=Recording)
def delete_files_of_recording(instance, **kwargs):
    """With its page too, and not before it is certain."""
    for file in (instance.original, instance.file):
        if file:
            transaction.on_commit(partial(file.storage.delete, file.name))


@receiver(post_delete, sender=Recording)
def note_deleted_recording(instance, **kwargs):
    ledger.record_on_commit(DELETED, instance.key)
