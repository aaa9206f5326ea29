"""Models for offices to call and for action types, shared by all alerts in all languages."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.functional import cached_property
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable
from wagtail.search import index

from alerts.editing.action_type_form import ActionTypeForm
from alerts.office_kinds import OfficeKind, kind_of
from home.clean_model import CleanModel
from home.languages import translated_language_choices
from home.phones import PhoneNumber, PhoneNumberField
from home.prepared import ReaderLanguage
from home.translation.models import Phrase


class ActionType(CleanModel):
    """Kind of action to ask of an office, with a sentence for readers and a plea for callers."""

    name = models.CharField(max_length=40, unique=True, help_text="For editors: “veto”, “sign”.")
    # In both texts, `{office}` is replaced with the name of the office, and `{what}` with the
    # alert's `about`.
    sentence = models.ForeignKey(
        Phrase,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The request to readers: “Ask {office} to veto {what}.”",
    )
    plea = models.ForeignKey(
        Phrase,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The request of callers: “Please veto {what}.”",
    )

    kinds = models.JSONField("kinds of offices", default=list, blank=True)

    panels = [
        FieldPanel("name"),
        FieldPanel("sentence"),
        FieldPanel("plea"),
        FieldPanel("kinds"),
    ]
    base_form_class = ActionTypeForm

    class Meta:
        ordering = ["name"]
        verbose_name = "action type"
        verbose_name_plural = "action types"

    def __str__(self) -> str:
        return self.name

    def fits(self, office: "Office") -> bool:
        """Return True if `office` can be asked for this action, or is of unknown kind."""
        return not self.kinds or office.known_kind in ("", *self.kinds)


class Office(CleanModel, index.Indexed, ClusterableModel):
    """Public official or office that people can call."""

    name = models.CharField(
        max_length=120, help_text="The name of the person or the office. Not translated."
    )
    role = models.ForeignKey(
        Phrase,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The office held: “Governor of Minnesota”. Translated.",
    )
    kind = models.CharField(
        max_length=20,
        choices=OfficeKind,
        blank=True,
        help_text="Decides what the office can be asked for. Leave it empty if the role says it:"
        " “Governor of Minnesota”, “State senator”.",
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
        FieldRowPanel([FieldPanel("role"), FieldPanel("kind")]),
        InlinePanel("phones", label="Phone number", min_num=1),
        FieldRowPanel(
            [FieldPanel("open_days"), FieldPanel("opens_at"), FieldPanel("closes_at")],
            "When somebody answers",
        ),
        InlinePanel(
            "interpreters",
            heading="Interpreters",
            label="Interpreter",
            help_text="Record only what the office itself has said; readers will rely on it.",
        ),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}"

    def clean(self) -> None:
        super().clean()
        if bool(self.opens_at) != bool(self.closes_at):
            raise ValidationError({"closes_at": "Give both times, or neither."})
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": "The office must close after it opens."})

    @property
    def known_kind(self) -> str:
        """Chosen kind, otherwise the kind that the role suggests, or "" if there is neither."""
        return self.kind or kind_of(self.role.text)

    @cached_property
    def numbers(self) -> list["OfficePhone"]:
        """Phone numbers in the order in which to try them: local, toll-free, then the others."""
        return sorted(self.phones.all(), key=OfficePhone.rank)

    @property
    def interpreter_checked_on(self) -> date | None:
        """Day on which the office said that it has interpreters for the reader, or None."""
        # The prefetched numbers must be annotated by `OfficePhoneQuerySet.for_readers`.
        return next((phone.interpreter_checked_on for phone in self.numbers), None)


def interpreter_checked_on() -> Subquery:
    """Return a queryset expression for the day on which an office confirmed its interpreters."""
    checked = OfficeInterpreter.objects.filter(office=OuterRef("office"), language=ReaderLanguage())
    return Subquery(checked.values("checked_on"))


class OfficePhoneQuerySet(models.QuerySet):
    def for_readers(self) -> Self:
        """Annotate numbers with their office's `interpreter_checked_on` for the active language."""
        return self.annotate(interpreter_checked_on=interpreter_checked_on())


class OfficePhone(Orderable, CleanModel):
    class Kind(models.TextChoices):
        LOCAL = "local", pgettext_lazy("kind of phone number", "local")
        TOLL_FREE = "toll_free", pgettext_lazy("kind of phone number", "toll-free")
        TTY = "tty", pgettext_lazy("kind of phone number", "TTY, for deaf callers")

    office = ParentalKey(Office, on_delete=models.CASCADE, related_name="phones")
    # Quoted, because Django's fields cannot be subscripted when the module is loaded.
    number: "models.CharField[Any, PhoneNumber]" = PhoneNumberField(
        help_text="Include the extension, and keep letters that people know: 651-296-4837 ext. 12,"
        " 1-800-LAW-HELP. The site recognizes toll-free numbers.",
    )
    is_tty = models.BooleanField("TTY, for deaf callers", default=False)
    # Annotated by `for_readers`.
    interpreter_checked_on: date | None

    objects = OfficePhoneQuerySet.as_manager()

    panels = [FieldPanel("number"), FieldPanel("is_tty")]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def kind(self) -> Kind | None:
        """Kind of the number, or None for other numbers, such as premium or foreign ones."""
        if self.is_tty:
            return self.Kind.TTY
        if self.number.is_toll_free:
            return self.Kind.TOLL_FREE
        return self.Kind.LOCAL if self.number.is_local else None

    def rank(self) -> tuple[int, int, int]:
        """Return the sort key for the numbers of an office: local, toll-free, then the others."""
        # Prepaid phone plans may charge for calls to numbers that are not local.
        kind, first = self.kind, (self.Kind.LOCAL, self.Kind.TOLL_FREE)
        place = first.index(kind) if kind in first else len(first)
        return place, self.sort_order or 0, self.pk or 0


def first_number(offices: Iterable[Office]) -> PhoneNumber | None:
    """Return the first number of `offices` that is not a TTY number, or None if there is none."""
    phones = (phone for office in offices for phone in office.numbers)
    return next((phone.number for phone in phones if not phone.is_tty), None)


class OfficeInterpreter(models.Model):
    """Statement by an office, on a given day, that it provides interpreters for a language."""

    office = ParentalKey(Office, on_delete=models.CASCADE, related_name="interpreters")
    language = models.CharField(max_length=10, choices=translated_language_choices)
    checked_on = models.DateField("checked", help_text="The day of the office's statement.")

    panels = [FieldRowPanel([FieldPanel("language"), FieldPanel("checked_on")])]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("office", "language"), name="one_interpreter_record_a_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_language_display()}, {self.checked_on}"
