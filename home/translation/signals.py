"""What must follow when an English page, or a translated string, changes."""

from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.signals import page_published, page_unpublished
from wagtail_localize.models import StringTranslation

from home.text import clean_text

from . import provenance, publishing


def _is_english(page):
    return getattr(page, "is_source", False)


def bring_translations_along(instance, **kwargs):
    """Every translation learns at once what changed."""
    if _is_english(instance) and instance.live:
        publishing.follow_english(instance)


def unpublish_translations(instance, **kwargs):
    """By hand or by its expiry: what is withdrawn in English is withdrawn in every language."""
    if _is_english(instance):
        publishing.withdraw_translations(instance)


def note_who_wrote(instance, **kwargs):
    """Clean it and see who wrote it, on whatever way it came in: wagtail-localize has more than ours."""
    before = StringTranslation.objects.filter(pk=instance.pk).first() if instance.pk else None
    instance.data = clean_text(instance.data)
    provenance.note_who_wrote(instance, before)


def withdraw_approval(instance, **kwargs):
    publishing.withdraw_approvals([instance.context.object_id], instance.locale_id)


def register_signal_handlers():
    page_published.connect(bring_translations_along)
    page_unpublished.connect(unpublish_translations)
    pre_save.connect(note_who_wrote, sender=StringTranslation)
    post_save.connect(withdraw_approval, sender=StringTranslation)
    post_delete.connect(withdraw_approval, sender=StringTranslation)
