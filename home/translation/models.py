"""Models for translation, in addition to wagtail-localize's."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.search import index
from wagtail_localize.models import String, StringTranslation, Translation

from home.clean_model import CleanModel
from home.kept_data import about_staff
from home.languages import translated_language_choices
from home.people.models import User

from .link_models import LinkUse, TranslationLink
from .phrase_form import PhraseForm
from .placeholders import check_braces

__all__ = [
    "GlossaryTerm",
    "GlossaryTranslation",
    "LinkUse",
    "NumberedMessage",
    "Phrase",
    "PhraseTranslation",
    "Pronunciation",
    "Provenance",
    "ReviewRequest",
    "StringConfirmation",
    "StringReview",
    "TranslationLink",
]


class Provenance(models.TextChoices):
    """Way in which a translation was made."""

    VOLUNTEER = (
        "volunteer",
        pgettext_lazy("how a translation was made", "translated by a volunteer"),
    )
    MACHINE = "machine", pgettext_lazy("how a translation was made", "machine draft")
    EDITED = (
        "edited",
        pgettext_lazy("how a translation was made", "machine draft, edited by a volunteer"),
    )


class Phrase(CleanModel, index.Indexed, ClusterableModel):
    """Short text with translations that many records share, such as “Governor of Minnesota”."""

    text = models.CharField("English text", max_length=150, unique=True)

    panels = [FieldPanel("text"), InlinePanel("translations", label="Translation")]
    search_fields = [index.SearchField("text"), index.AutocompleteField("text")]
    base_form_class = PhraseForm

    class Meta:
        ordering = ["text"]

    def __str__(self) -> str:
        return self.text

    def in_language(self, language: str | None = None) -> tuple[str, str]:
        """Return the text in `language`, by default the active one, and the code of its language.

        Without a current translation, return the English text and `"en"`.
        """
        language = language or get_language() or settings.LANGUAGE_CODE
        translation = self.translation_in(language)
        return (translation.text, language) if translation else (self.text, settings.LANGUAGE_CODE)

    def translation_in(self, language: str, *, old_too: bool = False) -> "PhraseTranslation | None":
        """Return the translation into `language`, or None.

        An outdated translation is returned only with `old_too`.
        """
        if language == settings.LANGUAGE_CODE:
            return None
        found = (one for one in self.translations.all() if one.language == language)
        return next((one for one in found if old_too or not one.is_outdated), None)

    def clean(self) -> None:
        super().clean()
        try:
            check_braces(self.text)
        except ValidationError as error:
            raise ValidationError({"text": error}) from error

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        stored = Phrase.objects.filter(pk=self.pk).values_list("text", flat=True).first()
        translations = PhraseTranslation.objects.filter(phrase_id=self.pk)
        before = dict(translations.values_list("pk", "text"))
        super().save(*args, **kwargs)
        if stored not in (None, self.text):
            translations.update(reviewed_on=None, reviewed_by=None)
            # A translation that stays may now say the opposite.
            kept = [one.pk for one in translations if before.get(one.pk) == one.text]
            translations.filter(pk__in=kept).update(is_outdated=True)


class PhraseTranslation(CleanModel):
    """Translation of a phrase into one language."""

    personal_data = about_staff(
        what="Who translated and who reviewed a phrase.",
        why="Nobody reviews their own text.",
        until="As long as the translation.",
    )

    phrase = ParentalKey(Phrase, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=10, choices=translated_language_choices)
    text = models.CharField(max_length=200)
    provenance = models.CharField(max_length=20, choices=Provenance, default=Provenance.VOLUNTEER)
    translated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    reviewed_on = models.DateField(
        null=True,
        editable=False,
        help_text="Day on which a fluent reader reviewed the current text.",
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    is_outdated = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("phrase", "language"), name="one_translation_a_language"
            )
        ]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        stored = PhraseTranslation.objects.filter(pk=self.pk).values_list("text", flat=True).first()
        if stored not in (None, self.text):
            self.reviewed_on, self.reviewed_by, self.is_outdated = None, None, False
        super().save(*args, **kwargs)

    def mark_reviewed(self, user: User) -> bool:
        """Record a review by `user` and return True, or return False if `user` wrote the text."""
        if self.translated_by_id == user.pk:
            return False
        self.reviewed_on, self.reviewed_by = timezone.localdate(), user
        self.save(update_fields=["reviewed_on", "reviewed_by"])
        return True


class GlossaryTerm(CleanModel, ClusterableModel):
    """English term with at most one fixed translation into each language."""

    term = models.CharField(
        "English term", max_length=100, unique=True, help_text="As it is written in a sentence."
    )
    note = models.CharField(
        max_length=300, blank=True, help_text="What it means here, or what to look out for."
    )

    panels = [
        FieldPanel("term"),
        FieldPanel("note"),
        InlinePanel("translations", label="Translation"),
    ]

    class Meta:
        ordering = ["term"]

    def __str__(self) -> str:
        return self.term


class GlossaryTranslation(CleanModel):
    """Translation of a glossary term into one language."""

    term = ParentalKey(GlossaryTerm, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=10, choices=translated_language_choices)
    text = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("term", "language"), name="one_glossary_translation")
        ]

    def __str__(self) -> str:
        return self.text


class StringReview(CleanModel):
    """Review of a translated string by a fluent reader, valid until the translation changes."""

    personal_data = about_staff(
        what="Who reviewed a translated string.",
        why="A review is valid until the text changes.",
        until="As long as the translation.",
        since="reviewed_on",
    )

    string_translation = models.OneToOneField(
        StringTranslation, on_delete=models.CASCADE, related_name="review"
    )
    data = models.TextField(help_text="The translation as it was reviewed.")
    reviewed_on = models.DateField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.string_translation_id}, {self.reviewed_on}"


class StringConfirmation(CleanModel):
    """Confirmation of a translated string that was in doubt, valid until the text changes."""

    personal_data = about_staff(
        what="Who confirmed a translated string that was in doubt.",
        why="A confirmation is valid until the text changes.",
        until="As long as the translation.",
        since="confirmed_at",
    )

    string_translation = models.OneToOneField(
        StringTranslation, on_delete=models.CASCADE, related_name="confirmation"
    )
    data = models.TextField(help_text="The translation as it was confirmed.")
    confirmed_at = models.DateTimeField(auto_now=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.string_translation_id}, {self.confirmed_at}"


class Pronunciation(CleanModel):
    """Pronunciation of an English line to say aloud, spelled for readers of a language."""

    MAX_LENGTH = 500

    string = models.ForeignKey(String, on_delete=models.CASCADE, related_name="pronunciations")
    locale = models.ForeignKey("wagtailcore.Locale", on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=MAX_LENGTH)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("string", "locale"), name="one_pronunciation")
        ]

    def __str__(self) -> str:
        return self.text


class ReviewRequest(models.Model):
    """Request to review and publish a translation."""

    personal_data = about_staff(
        what="Who submitted and who approved a translation.",
        why="Reviewers see what waits, and translators get an answer.",
        until="As long as the translation.",
        since="submitted_at",
    )

    translation = models.ForeignKey(
        Translation, on_delete=models.CASCADE, related_name="review_requests"
    )
    submitted_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Set if a reviewer approves the translation before the English page is live.
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["translation"],
                condition=models.Q(closed_at=None),
                name="one_open_review_request",
            )
        ]

    def __str__(self) -> str:
        return f"{self.translation_id}, {self.submitted_at}"


class NumberedMessage(CleanModel):
    """Message with numbered strings for a volunteer, stored to match the numbers in the reply."""

    code = models.CharField(max_length=8, unique=True)
    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="+")
    strings = models.JSONField(
        help_text="For each string: its key, the digest of its translation, its English."
    )
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.code
