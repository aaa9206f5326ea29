"""Signal receivers that record versions of string translations.

Wagtail Localize saves some of these itself, so services cannot record all versions.
"""

from django.db.models.signals import post_delete, post_save
from wagtail_localize.models import StringTranslation

from . import versions


def on_string_saved(instance, update_fields, raw, **kwargs):
    if not raw and (update_fields is None or "data" in update_fields):
        versions.record([instance])


def on_string_deleted(instance, origin=None, **kwargs):
    if origin is instance:  # and not deleted together with its page
        versions.record_deletion(instance)


def register_signal_handlers():
    post_save.connect(on_string_saved, sender=StringTranslation)
    post_delete.connect(on_string_deleted, sender=StringTranslation)
