"""Short texts that are not on a page, in four languages, and how a translation was made."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.search import index


class Provenance(models.TextChoices):
    """How a translation was made."""

    VOLUNTEER = (
        "volunteer",
        pgettext_lazy("how a translation was made", "translated by a volunteer"),
    )
    MACHINE = "machine", pgettext_lazy("how a translation was made", "machine draft")


class Phrase(index.Indexed, ClusterableModel):
    """A short text such as “Governor of Minnesota”, used by many records, translated once."""

    text = models.CharField("English text", max_length=150, unique=True)

    panels = [FieldPanel("text"), InlinePanel("renderings", label="Translation")]
    search_fields = [index.SearchField("text"), index.AutocompleteField("text")]

    class Meta:
        ordering = ["text"]

    def __str__(self):
        return self.text

    def in_language(self, language=None):
        """The text for a reader of `language` (default: the active one), and the language it is in.

        Where no rendering exists it is the English text and `"en"`. Reads
        `renderings` whole, so that a prefetch serves every language.
        """
        language = language or get_language()
        for rendering in self.renderings.all():
            if rendering.language == language:
                return rendering.text, language
        return self.text, settings.LANGUAGE_CODE


class PhraseRendering(models.Model):
    """A phrase in one language other than English."""

    phrase = ParentalKey(Phrase, on_delete=models.CASCADE, related_name="renderings")
    language = models.CharField(
        max_length=10,
        choices=[choice for choice in settings.LANGUAGES if choice[0] != settings.LANGUAGE_CODE],
    )
    text = models.CharField(max_length=200)
    provenance = models.CharField(max_length=20, choices=Provenance, default=Provenance.VOLUNTEER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("phrase", "language"), name="one_rendering_a_language")
        ]

    def __str__(self):
        return self.text
