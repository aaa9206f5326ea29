"""Whom to call and what to ask for: each recorded once for all pages and languages."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import get_language, pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable
from wagtail.search import index

from home.clean_model import CleanModel
from home.languages import translated_language_choices
from home.phones import PhoneNumberField
from home.translation.models import Phrase


class ActionType(CleanModel):
    """Something that can be asked of an office, in sentences that stand alone in every language.

    `{office}` and `{what}` in them become the office's name and what the alert is about.
    """

    name = models.CharField(max_length=40, unique=True, help_text="For editors: “veto”, “sign”.")
    sentence = models.ForeignKey(
        Phrase,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What a reader is asked to do: “Ask {office} to veto {what}.”",
    )
    plea = models.ForeignKey(
        Phrase,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What a caller says: “Please veto {what}.”",
    )

    panels = [FieldPanel("name"), FieldPanel("sentence"), FieldPanel("plea")]

    class Meta:
        ordering = ["name"]
        verbose_name = "thing to ask for"
        verbose_name_plural = "things to ask for"

    def __str__(self):
        return self.name


class Office(CleanModel, index.Indexed, ClusterableModel):
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

    class Days(models.TextChoices):
        WEEKDAYS = "weekdays", pgettext_lazy("days on which an office is open", "Monday to Friday")
        DAILY = "daily", pgettext_lazy("days on which an office is open", "every day")

    open_days = models.CharField("days", max_length=20, choices=Days, default=Days.WEEKDAYS)
    opens_at = models.TimeField("opens", null=True, blank=True, help_text="Central Time")
    closes_at = models.TimeField("closes", null=True, blank=True, help_text="Central Time")
    updated_at = models.DateTimeField(auto_now=True)

    panels = [
        FieldPanel("name"),
        FieldPanel("role"),
        InlinePanel("phones", label="Phone number", min_num=1),
        FieldRowPanel(
            [FieldPanel("open_days"), FieldPanel("opens_at"), FieldPanel("closes_at")],
            "When somebody answers",
        ),
        InlinePanel(
            "interpreters",
            heading="Interpreters",
            label="Interpreter",
            help_text="Only what the office itself has said: readers are told that they will get one.",
        ),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return f"{self.name}, {self.role}"

    def clean(self):
        super().clean()
        if bool(self.opens_at) != bool(self.closes_at):
            raise ValidationError({"closes_at": "Give both times, or neither."})
        if self.opens_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": "The office must close after it opens."})

    @property
    def numbers(self):
        """The phone numbers in the order in which to try them: local, toll-free, then the others."""
        return sorted(self.phones.all(), key=OfficePhone.rank)

    @property
    def interpreter_checked_on(self):
        """The day on which the office said that it gets the reader an interpreter, or None.

        It comes with the numbers, where they are loaded by `for_readers`.
        """
        return next((phone.interpreter_checked_on for phone in self.phones.all()), None)


class OfficePhoneQuerySet(models.QuerySet):
    def for_readers(self):
        """Annotate the numbers with the day on which the office promised an interpreter.

        The interpreter is for the active language.
        """
        checked = OfficeInterpreter.objects.filter(
            office=OuterRef("office"), language=get_language()
        )
        return self.annotate(interpreter_checked_on=Subquery(checked.values("checked_on")))


class OfficePhone(Orderable, CleanModel):
    """A number of an office. Local numbers come first: a call from a prepaid plan may cost."""

    class Kind(models.TextChoices):
        LOCAL = "local", pgettext_lazy("kind of phone number", "local")
        TOLL_FREE = "toll_free", pgettext_lazy("kind of phone number", "toll-free")
        TTY = "tty", pgettext_lazy("kind of phone number", "TTY, for deaf callers")

    office = ParentalKey(Office, on_delete=models.CASCADE, related_name="phones")
    number = PhoneNumberField(
        help_text="With its extension, and in letters if people know it so: 651-296-4837 ext. 12,"
        " 1-800-LAW-HELP. Readers see by the number itself whether it is toll-free.",
    )
    is_tty = models.BooleanField("TTY, for deaf callers", default=False)

    objects = OfficePhoneQuerySet.as_manager()

    panels = [FieldPanel("number"), FieldPanel("is_tty")]

    def __str__(self):
        return f"{self.number} ({self.kind.label})" if self.kind else str(self.number)

    @property
    def kind(self):
        """The `Kind` of the number, or None for one of another kind, such as premium or foreign."""
        if self.is_tty:
            return self.Kind.TTY
        if self.number.is_toll_free:
            return self.Kind.TOLL_FREE
        return self.Kind.LOCAL if self.number.is_local else None

    def rank(self):
        """Return the sort key of the number among those of its office."""
        first = (self.Kind.LOCAL, self.Kind.TOLL_FREE)
        place = first.index(self.kind) if self.kind in first else len(first)
        return place, self.sort_order or 0, self.pk or 0


def first_number(offices):
    """Return the first number of `offices` that hears a voice, or None."""
    phones = (phone for office in offices for phone in office.numbers)
    return next((phone.number for phone in phones if not phone.is_tty), None)


class OfficeInterpreter(models.Model):
    """That an office gets its callers an interpreter, and when the campaign asked."""

    office = ParentalKey(Office, on_delete=models.CASCADE, related_name="interpreters")
    language = models.CharField(max_length=10, choices=translated_language_choices)
    checked_on = models.DateField("checked", help_text="The day on which the office said so.")

    panels = [FieldRowPanel([FieldPanel("language"), FieldPanel("checked_on")])]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("office", "language"), name="one_interpreter_record_a_language"
            )
        ]

    def __str__(self):
        return f"{self.get_language_display()}, {self.checked_on}"
