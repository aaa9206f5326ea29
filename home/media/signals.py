"""Signal receivers for saved images and deleted recordings."""

from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete, post_save

from home.operations import ledger

from .models import CustomImage, Recording
from .recordings import DELETED
from .tasks import make_renditions


def make_renditions_ahead(instance, raw, **kwargs):
    if not raw:
        transaction.on_commit(partial(make_renditions.enqueue, instance.pk))


def delete_files_of_recording(instance, **kwargs):
    for file in (instance.original, instance.file):
        if file:
            transaction.on_commit(partial(file.storage.delete, file.name))


def note_deleted_recording(instance, **kwargs):
    ledger.record_on_commit(DELETED, instance.key)


def register_signal_handlers():
    post_save.connect(make_renditions_ahead, sender=CustomImage)
    post_delete.connect(delete_files_of_recording, sender=Recording)
    post_delete.connect(note_deleted_recording, sender=Recording)
