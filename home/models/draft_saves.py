"""Saving of drafts, which happens every few seconds while an editor writes."""

from typing import Any

from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from home.draft_writes import writing
from home.publishing import editor_forms


class DraftSaves(models.Model):
    """Mixin for pages whose drafts are saved in the background.

    Name the mixin before Wagtail's `Page` in the bases of a class.
    """

    # Save of the editor's form from which the page was last filled, or None without a form.
    form_save: editor_forms.Save | None = None

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Drafts of a page that readers never saw leave the page cache valid.
        with writing(is_draft=self._was_never_public()):
            super().save(*args, **kwargs)

    def _was_never_public(self) -> bool:
        page: Any = self
        if page.live or page.first_published_at:
            return False
        # Readers of a live translation see facts of the English page.
        pages: Any = Page.objects
        return not pages.filter(translation_key=page.translation_key, live=True).exists()

    @transaction.atomic
    def save_revision(
        self,
        user: Any = None,
        *args: Any,
        log_action: bool | str = False,
        overwrite_revision: Revision | None = None,
        **kwargs: Any,
    ) -> Revision:
        page: Any = self
        kept = overwrite_revision
        # A published or scheduled revision must stay.
        if kept and (kept.approved_go_live_at or kept.pk == page.live_revision_id):
            kept = None
        entries = PageLogEntry.objects.filter(revision=kept, action="wagtail.edit", user=user)
        # The log must not grow with each save in the background.
        if kept and log_action is True and entries.update(timestamp=timezone.now()):
            log_action = False
        save: Any = super()
        revision = save.save_revision(
            user, *args, log_action=log_action, overwrite_revision=kept, **kwargs
        )
        if self.form_save:
            editor_forms.record(self.form_save, self, revision)
        return revision
