"""Models of translation that complement wagtail-localize's."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.search import index
from wagtail_localize.models import String, StringTranslation, Translation

from home.clean_model import CleanModel
from home.languages import translated_language_choices

from .placeholders import check_braces, check_placeholders


class Provenance(models.TextChoices):
    """Ways in which a translation was made."""

    VOLUNTEER = (
        "volunteer",
        pgettext_lazy("how a translation was made", "translated by a volunteer"),
    )
    MACHINE = "machine", pgettext_lazy("how a translation was made", "machine draft")
    EDITED = (
        "edited",
        pgettext_lazy("how a translation was made", "machine draft, edited by a volunteer"),
    )


class PhraseForm(WagtailAdminModelForm):
    """Form for a phrase that requires the same placeholders in translations as in English."""

    def is_valid(self):
        is_valid = super().is_valid()
        for form in self.formsets["translations"].forms:
            text = None if form.errors else form.cleaned_data.get("text")
            if not text or form.cleaned_data.get("DELETE"):
                continue
            try:
                check_placeholders(self.instance.text, text)
            except ValidationError as error:
                form.add_error("text", error)
                is_valid = False
        return is_valid


class Phrase(CleanModel, index.Indexed, ClusterableModel):
    """Short text such as “Governor of Minnesota” that many records share, translated once."""

    text = models.CharField("English text", max_length=150, unique=True)

    panels = [FieldPanel("text"), InlinePanel("translations", label="Translation")]
    search_fields = [index.SearchField("text"), index.AutocompleteField("text")]
    base_form_class = PhraseForm

    class Meta:
        ordering = ["text"]

    def __str__(self):
        return self.text

    def in_language(self, language=None):
        """Return the text in `language` (default: the active one), and the code of its language.

        Return the English text and `"en"` if there is no translation. All `translations` are read,
        so that one prefetch serves every language.
        """
        language = language or get_language()
        translation = self.translation_in(language)
        return (translation.text, language) if translation else (self.text, settings.LANGUAGE_CODE)

    def translation_in(self, language):
        """Return the translation into `language`, or None; a prefetch is used as in `in_language`."""
        return next(
            (
                translation
                for translation in self.translations.all()
                if translation.language == language
            ),
            None,
        )

    def clean(self):
        super().clean()
        try:
            check_braces(self.text)
        except ValidationError as error:
            raise ValidationError({"text": error}) from error

    @transaction.atomic
    def save(self, *args, **kwargs):
        stored = Phrase.objects.filter(pk=self.pk).values_list("text", flat=True).first()
        super().save(*args, **kwargs)
        if stored not in (None, self.text):  # the reviews were of another sentence
            PhraseTranslation.objects.filter(phrase=self).update(reviewed_on=None, reviewed_by=None)


class PhraseTranslation(CleanModel):
    """Translation of a phrase into one language."""

    phrase = ParentalKey(Phrase, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(
        max_length=10,
        choices=translated_language_choices,
    )
    text = models.CharField(max_length=200)
    provenance = models.CharField(max_length=20, choices=Provenance, default=Provenance.VOLUNTEER)
    reviewed_on = models.DateField(
        null=True,
        editable=False,
        help_text="Day on which a fluent reader reviewed the current text.",
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("phrase", "language"), name="one_translation_a_language"
            )
        ]

    def __str__(self):
        return self.text

    def save(self, *args, **kwargs):
        """Save the translation; delete its review if the text has changed."""
        stored = PhraseTranslation.objects.filter(pk=self.pk).values_list("text", flat=True).first()
        if stored not in (None, self.text):
            self.reviewed_on = self.reviewed_by = None
        super().save(*args, **kwargs)

    def mark_reviewed(self, user):
        """Record that `user`, a fluent reader, has reviewed the stored text."""
        self.reviewed_on, self.reviewed_by = timezone.localdate(), user
        self.save(update_fields=["reviewed_on", "reviewed_by"])


class GlossaryTerm(CleanModel, ClusterableModel):
    """Term with one fixed translation per language, shown to translators where it occurs."""

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

    def __str__(self):
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

    def __str__(self):
        return self.text


class StringReview(CleanModel):
    """Review of one translated string by a fluent reader; valid while its text stays the same."""

    string_translation = models.OneToOneField(
        StringTranslation, on_delete=models.CASCADE, related_name="review"
    )
    data = models.TextField(help_text="The translation as it was reviewed.")
    reviewed_on = models.DateField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self):
        return f"{self.string_translation_id}, {self.reviewed_on}"


class Pronunciation(CleanModel):
    """Pronunciation of an English line that callers say aloud, spelled for readers of a language.

    It belongs to the English string, so a changed line has none. Readers see the pronunciations
    that were stored when their page was last published.
    """

    string = models.ForeignKey(String, on_delete=models.CASCADE, related_name="pronunciations")
    locale = models.ForeignKey("wagtailcore.Locale", on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("string", "locale"), name="one_pronunciation")
        ]

    def __str__(self):
        return self.text


class ReviewRequest(models.Model):
    """Request of a translator to review and publish a page; open until it is published."""

    translation = models.ForeignKey(
        Translation, on_delete=models.CASCADE, related_name="review_requests"
    )
    submitted_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Set if a reviewer approved it before the English page was live, to go live with that.
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

    def __str__(self):
        return f"{self.translation_id}, {self.submitted_at}"


class NumberedMessage(CleanModel):
    """Strings of a message to a volunteer, by number, so that the reply can be matched to them."""

    code = models.CharField(max_length=8, unique=True)
    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="+")
    strings = models.JSONField(
        help_text="For each string: its key, the digest of its translation, its English."
    )
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.code


class TranslationLinkQuerySet(models.QuerySet):
    def for_token(self, token):
        """Return the link with this token, valid or not, or None."""
        return (
            self.filter(token_hash=TranslationLink.hash_of(token))
            .select_related("translation__source", "translation__target_locale")
            .first()
        )


class TranslationLink(models.Model):
    """Link by which a volunteer without an account translates one page into one language.

    It expires after `VALID_FOR`. The address holds a random token, the database only its hash.
    """

    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    VALID_FOR = timedelta(hours=48)

    objects = TranslationLinkQuerySet.as_manager()

    def __str__(self):
        return f"{self.translation_id}, until {self.expires_at}"

    @staticmethod
    def hash_of(token):
        return sha256(token.encode()).hexdigest()

    @classmethod
    def issue(cls, translation, user):
        """Make a link for `translation`, and return it with its token, which is not stored."""
        token = secrets.token_urlsafe(24)
        link = cls.objects.create(
            translation=translation,
            token_hash=cls.hash_of(token),
            created_by=user,
            expires_at=timezone.now() + cls.VALID_FOR,
        )
        return link, token

    @property
    def is_valid(self):
        return self.revoked_at is None and self.expires_at > timezone.now()


class LinkUse(models.Model):
    """Record of one use of a link, without the address of the volunteer."""

    class What(models.TextChoices):
        OPENED = "opened"
        SAVED = "saved"
        SUBMITTED = "submitted"

    link = models.ForeignKey(TranslationLink, on_delete=models.CASCADE, related_name="uses")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=10, choices=What)

    def __str__(self):
        return f"{self.what}, {self.at}"
