"""List of alerts in the page explorer, with the state and the deadline of each."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet

from alerts.models import AlertPage
from home.clock import now
from home.typed_dates.describing import describe


def deadline(alert: AlertPage) -> str:
    """Return the end of the alert in words, or when its decision takes effect, or ""."""
    over_at = alert.source.over_at
    # A decision ends an alert at once, even before its deadline.
    if alert.takes_effect_later and not (over_at and over_at <= now()):
        return f"Takes effect {describe(alert.source.decided_at)}"
    return describe(over_at) if over_at else ""


class AlertExplorerView(ExplorableIndexView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        _load_sources(context["object_list"])
        return context


def _load_sources(alerts: Iterable[AlertPage]) -> None:
    translations = [alert for alert in alerts if not alert.is_source]
    if not translations:
        return
    # One query, instead of one for each translation.
    keys = [alert.translation_key for alert in translations]
    english = AlertPage.objects.filter(
        locale__language_code=settings.LANGUAGE_CODE, translation_key__in=keys
    )
    english = english.select_related("locale").defer_streamfields()
    sources = {one.translation_key: one for one in english}
    # Without an English page, a translation is its own source.
    for alert in translations:
        alert.source = sources.get(alert.translation_key, alert)


STATE_AND_END = (
    Column("state", label="State", accessor="state_label", width="12%"),
    Column("deadline", label="Ends", accessor=deadline, sort_key="ends_at", width="20%"),
)


class AlertPageViewSet(PageViewSet):
    model = AlertPage
    index_view_class = AlertExplorerView
    columns = [
        column
        for one in ExplorableIndexView.base_columns
        if one.name != "type"
        for column in (one, *(STATE_AND_END if one.name == "title" else ()))
    ]
