"""Links of an alert to the offices to call and to explainers."""

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Orderable

from home.lookup import by_source

from .offices import Office
from .posts import ExplainerPage


class AlertOffice(Orderable):
    """Office that an alert asks to call."""

    alert = ParentalKey("alerts.AlertPage", on_delete=models.CASCADE, related_name="office_links")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="alert_links")

    panels = [FieldPanel("office")]


class AlertExplainer(Orderable):
    """Explainer that an alert links to."""

    alert = ParentalKey(
        "alerts.AlertPage", on_delete=models.CASCADE, related_name="explainer_links"
    )
    explainer = models.ForeignKey(
        ExplainerPage, on_delete=models.CASCADE, related_name="alert_links"
    )

    panels = [PageChooserPanel("explainer")]


def find_explainers(alert, ids):
    """Return the explainers that the English `alert` links to, and those with `ids`, for the reader.

    A dict by the ids of the English explainers; one query.
    """
    explainers = ExplainerPage.objects.sources()
    drafted = _links_in_preview(alert)
    if drafted is not None:
        return by_source(explainers.filter(pk__in={*ids, *drafted}))
    links = AlertExplainer.objects.filter(alert=alert.pk)
    here = links.filter(explainer__translation_key=OuterRef("translation_key"))
    return by_source(
        explainers.filter(Q(pk__in=ids) | Q(pk__in=links.values("explainer"))),
        columns={
            "link": Subquery(here.values("pk")[:1]),
            "link_order": Subquery(here.values("sort_order")[:1]),
        },
    )


def in_editors_order(alert, explainers):
    """Return the members of `explainers`, from `find_explainers`, that `alert` links to, in its order."""
    drafted = _links_in_preview(alert)
    if drafted is not None:
        return [explainers[pk] for pk in drafted if pk in explainers]
    linked = [explainer for explainer in explainers.values() if explainer.link]
    return sorted(linked, key=lambda one: (one.link_order or 0, one.link))


def _links_in_preview(alert):
    """Return the ids of the explainers that a previewed draft links to, or None without a preview."""
    return alert.preview.explainer_ids if alert.preview else None
