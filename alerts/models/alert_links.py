"""Links from an alert to the offices to call and to explainers."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import (
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from modelcluster.fields import ParentalKey
from modelcluster.queryset import FakeQuerySet
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Orderable

from alerts.office_kinds import in_words
from home.json_lists import rows_as_json
from home.lookup import by_source, versions
from home.prepared import Parameter, ids_to_parameters, prepared

from .offices import ActionType, Office, OfficePhone, interpreter_checked_on
from .posts import ExplainerPage


class AlertOffice(Orderable):
    """Link from an alert to an office to call."""

    alert = ParentalKey("alerts.AlertPage", on_delete=models.CASCADE, related_name="office_links")
    # None in the row of a draft to which nobody has added the office yet.
    office = models.ForeignKey(
        Office, null=True, on_delete=models.PROTECT, related_name="alert_links"
    )
    action_type = models.ForeignKey(
        ActionType,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="what to ask this office",
        help_text="Only if it differs from “what to ask for” above.",
    )

    panels = [FieldPanel("office"), FieldPanel("action_type")]

    def clean(self) -> None:
        super().clean()
        if not self.action_type or not self.office or self.alert.may_be_incomplete:
            return
        if not self.action_type.fits(self.office):
            raise ValidationError(
                {
                    "action_type": f"{self.office.name} cannot be asked to {self.action_type}: only"
                    f" {in_words(self.action_type.kinds)} can."
                }
            )

    def ask_of(self, alert: Any) -> ActionType | None:  # an `AlertPage`
        """Return the action type that the office is asked for, or None if none fits."""
        action = self.action_type or alert.action_type
        return action if action and self.office and action.fits(self.office) else None


class AlertExplainer(Orderable):
    """Link from an alert to an explainer."""

    alert = ParentalKey(
        "alerts.AlertPage", on_delete=models.CASCADE, related_name="explainer_links"
    )
    # None in a draft, like the office of `AlertOffice`.
    explainer = models.ForeignKey(
        ExplainerPage, null=True, on_delete=models.CASCADE, related_name="alert_links"
    )

    panels = [PageChooserPanel("explainer")]


@prepared
def _office_links() -> QuerySet[AlertOffice]:
    phones = OfficePhone.objects.filter(office=OuterRef("office"))
    return (
        AlertOffice.objects.filter(alert=Parameter("alert", IntegerField()))
        .select_related("office__role", "action_type__sentence", "action_type__plea")
        .annotate(
            interpreter_checked_on=interpreter_checked_on(),
            phones=rows_as_json(
                phones, "office", pk="pk", number="number", is_tty="is_tty", sort_order="sort_order"
            ),
        )
    )


def asks_of(alert: Any) -> list[tuple[Office, ActionType | None]]:  # an `AlertPage`
    """Return pairs of an office to call about an English alert, and its action type or None."""
    links = alert.office_links.all()
    if isinstance(links, FakeQuerySet):  # which a preview or an unsaved alert has
        asks = [(link.office, link.ask_of(alert)) for link in links if link.office]
        prefetch_related_objects(
            [office for office, _action in asks],
            Prefetch("phones", OfficePhone.objects.for_readers()),
        )
        return asks
    links = [link for link in _office_links().run(alert=alert.pk) if link.office]
    for link in links:
        phones = [OfficePhone(**columns) for columns in link.phones or ()]
        for phone in phones:
            phone.interpreter_checked_on = link.interpreter_checked_on
        link.office.phones.set(phones)
    return [(link.office, link.ask_of(alert)) for link in links]


def find_explainers(
    alert_id: int | None, ids: Collection[int], drafted: Collection[int] | None
) -> dict[int, ExplainerPage]:
    """Return the public explainers with `ids`, and those that the alert links to, by ID.

    All IDs are those of English pages. A preview passes the IDs of linked explainers as `drafted`.
    """
    if drafted is not None:
        explainers = ExplainerPage.objects.sources().filter(pk__in={*ids, *drafted})
        return by_source(versions(explainers))
    chosen = ids_to_parameters(ids)
    return by_source(_chosen_and_linked(len(chosen)).run(alert=alert_id, **chosen))


@prepared
def _chosen_and_linked(count: int) -> QuerySet[ExplainerPage]:
    # Run the query with the alert's ID as `alert`, and with the given IDs as `id_0`, `id_1` and so
    # on.
    ids = [Parameter(f"id_{number}", IntegerField()) for number in range(count)]
    links = AlertExplainer.objects.filter(alert=Parameter("alert", IntegerField()))
    here = links.filter(explainer__translation_key=OuterRef("translation_key"))
    explainers = ExplainerPage.objects.sources()
    return versions(
        explainers.filter(Q(id__in=ids) | Q(pk__in=links.values("explainer"))),
        columns={
            "link": Subquery(here.values("pk")[:1]),
            "link_order": Subquery(here.values("sort_order")[:1]),
        },
    )


def in_editors_order(
    explainers: dict[int, Any],  # with the annotations of `find_explainers`
    drafted: Collection[int] | None,
) -> list[ExplainerPage]:
    """Return those of `explainers` that the alert links to, in the order of the links."""
    if drafted is not None:
        return [explainers[pk] for pk in drafted if pk in explainers]
    linked = [explainer for explainer in explainers.values() if explainer.link]
    return sorted(linked, key=lambda one: (one.link_order or 0, one.link))
