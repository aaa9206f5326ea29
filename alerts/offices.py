"""Whom to call: offices and their numbers, each recorded once for all pages and languages."""

from django.db import models
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable
from wagtail.search import index

from home.translation.models import Phrase


class Office(index.Indexed, ClusterableModel):
    """Somebody in power whom people can call."""

    name = models.CharField(
        max_length=120, help_text="Of the person or the office, as it is. Not translated."
    )
    role = models.ForeignKey(
        Phrase,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What they are, in words that are translated: “Governor of Minnesota”.",
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("role"),
        InlinePanel("phones", label="Phone number", min_num=1),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return f"{self.name}, {self.role}"


class OfficePhone(Orderable):
    """A number of an office. Local numbers come first: a call from a prepaid plan may cost."""

    class Label(models.TextChoices):
        LOCAL = "local", pgettext_lazy("kind of phone number", "local")
        TOLL_FREE = "toll_free", pgettext_lazy("kind of phone number", "toll-free")
        TTY = "tty", pgettext_lazy("kind of phone number", "TTY, for deaf callers")

    office = ParentalKey(Office, on_delete=models.CASCADE, related_name="phones")
    label = models.CharField(max_length=20, choices=Label, default=Label.LOCAL)
    number = PhoneNumberField()

    panels = [FieldPanel("label"), FieldPanel("number")]

    def __str__(self):
        return f"{self.number} ({self.get_label_display()})"
