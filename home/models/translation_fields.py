"""Model fields and properties that describe the translation of a page."""

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from home.translation import blocks
from home.translation.models import Provenance
from home.translation.pages import TranslatablePage
from home.translation.status import (
    BlockStatus,
    ShownText,
    TranslationStatus,
    TranslationStatusField,
)


class TranslationFields(models.Model):
    """Fields for the status, age and provenance of a translation."""

    if TYPE_CHECKING:  # defined by the only subclass, `BasePage`

        @property
        def language(self) -> str: ...

        @property
        def is_source(self) -> bool: ...

        @property
        def source(self) -> Any: ...

    translation_status = TranslationStatusField()
    strings_published_at = models.DateTimeField(
        null=True, editable=False, help_text="Strings saved until this time are published."
    )
    english_changed_at = models.DateTimeField(
        null=True, editable=False, help_text="Set while a block is older than its English text."
    )
    returns_with_english = models.BooleanField(
        default=False,
        editable=False,
        help_text="Withdrawn with the English page, and published again together with it.",
    )
    pronunciations = models.JSONField(
        default=dict,
        editable=False,
        help_text="Pronunciation of each English line, in the letters of the page's language.",
    )
    provenance = models.CharField(
        max_length=20, choices=Provenance, blank=True, editable=False, default=""
    )
    reviewed_on = models.DateField(null=True, editable=False)
    translator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    translation_fields = (
        *("translation_status", "strings_published_at", "english_changed_at"),
        *("returns_with_english", "pronunciations", "provenance", "reviewed_on", "translator"),
    )

    class Meta:
        abstract = True

    def english_text(self) -> str:
        """Return the stored blocks of this page as JSON text."""
        page: Any = self  # a `BasePage`
        return json.dumps(blocks.contents(page), ensure_ascii=False, default=str)

    def block_language(self, block: str) -> str:
        """Return the code of the language in which `block` is shown on this page."""
        if self.translation_status.is_shown_in_english(block):
            return settings.LANGUAGE_CODE
        return self.language

    def shown(self, block: str) -> ShownText:
        """Return the text of `block` with its language, status and date.

        The text is empty for a block of a StreamField, whose content is not a text.
        """
        return self.translation_status.shown(
            block,
            "" if "." in block else getattr(self, block),
            language=self.language,
            english_changed_at=self.english_changed_at,
            is_draft=self.is_unreviewed_draft,
        )

    @property
    def is_unreviewed_draft(self) -> bool:
        """True for a machine translation that no fluent reader has reviewed."""
        return self.provenance == Provenance.MACHINE and not self.reviewed_on

    @property
    def is_partly_english(self) -> bool:
        """True if a block is shown in English because it has no up-to-date translation."""
        return BlockStatus.UNTRANSLATED in self.translation_status.blocks.values()

    @property
    def is_partly_held(self) -> bool:
        """True if a block is shown in English because only a machine has translated it."""
        return BlockStatus.HELD in self.translation_status.blocks.values()

    @property
    def has_own_words(self: TranslatablePage) -> bool:
        """True if readers see any text of this translation in its own language."""
        return not all(
            self.translation_status.is_shown_in_english(block)
            for block, content in blocks.contents(self).items()
            if content
        )

    @property
    def holds(self) -> bool:
        """True if the translation is up to date and not an unreviewed machine draft."""
        return self.translation_status.is_up_to_date and not self.is_unreviewed_draft

    def heed_urgent_fix(self: TranslatablePage) -> None:
        """Replace outdated blocks with English if `urgent_fix` is set on the English page.

        The page is not saved.
        """
        outdated = set() if self.is_source else self.translation_status.outdated
        if not outdated or not self.source.urgent_fix:
            return
        english = {
            block: text for block, text in blocks.contents(self.source).items() if block in outdated
        }
        blocks.set_contents(self, blocks.contents(self) | english)
        self.translation_status = self.translation_status.mark(english, BlockStatus.UNTRANSLATED)
        if not self.translation_status.outdated:
            self.english_changed_at = None

    def mark_as_written_by_hand(self) -> None:
        """Record that a person has edited this translation as a page, not string by string.

        The page is not saved.
        """
        self.translation_status = TranslationStatus()
        self.strings_published_at = self.english_changed_at = self.reviewed_on = None
        self.returns_with_english, self.pronunciations = False, {}
        by_machine = self.provenance in (Provenance.MACHINE, Provenance.EDITED)
        self.provenance = Provenance.EDITED if by_machine else Provenance.VOLUNTEER
