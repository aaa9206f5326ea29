"""Signal receivers that call `sync` when pages are published or unpublished, or strings change.

Wagtail publishes and unpublishes pages by hand, by schedule and in bulk, and wagtail-localize saves
strings in its own views. Only signals report all of these.
"""

from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.signals import page_published, page_unpublished
from wagtail_localize.models import StringTranslation

from . import sync
from .lookup import is_english


def on_page_published(instance, **kwargs):
    if is_english(instance) and instance.live:
        sync.english_published(instance)


def on_page_unpublished(instance, **kwargs):
    if is_english(instance):
        sync.english_withdrawn(instance)


def on_string_saved(instance, **kwargs):
    sync.string_saved(instance)


def on_string_changed(instance, **kwargs):
    sync.strings_changed([instance.context.object_id], instance.locale_id)


def register_signal_handlers():
    page_published.connect(on_page_published)
    page_unpublished.connect(on_page_unpublished)
    pre_save.connect(on_string_saved, sender=StringTranslation)
    post_save.connect(on_string_changed, sender=StringTranslation)
    post_delete.connect(on_string_changed, sender=StringTranslation)
