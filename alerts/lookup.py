"""Lookups of posts, which are alerts and explainers.

Functions that return a list of pages return each page in the active language or, without a
translation, in English.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import override

from alerts.models import (
    AlertOffice,
    AlertPage,
    ExplainerPage,
    Office,
    OfficePhone,
    Post,
    State,
)
from home.addresses import relative_path
from home.clock import now
from home.json_lists import rows_as_json
from home.lookup import by_source, in_language, published, resolve_page, versions
from home.phones import PhoneNumber
from home.prepared import prepared


def find_post(language: str, path: str) -> Post | None:
    """Return the live post at `path` in `language`, otherwise in English, or None if missing."""
    resolved = resolve_page(language, path)
    return resolved.page if resolved and isinstance(resolved.page, Post) else None


def find_open_post(language: str, path: str) -> Post | None:
    """Return the post that `find_post` returns, or None if access to it is restricted."""
    resolved = resolve_page(language, path)
    if resolved and isinstance(resolved.page, Post) and resolved.is_open:
        return resolved.page
    return None


def get_post_or_404(request: HttpRequest, path: str) -> Post:
    """Return the public post at `path`, in the reader's language if it is translated."""
    post = find_open_post(request.LANGUAGE_CODE, path)
    if post is None:
        raise Http404
    return post


def get_alert_or_404(request: HttpRequest, path: str) -> AlertPage:
    """Return the public alert at `path`, in the reader's language if it is translated."""
    post = get_post_or_404(request, path)
    if not isinstance(post, AlertPage):
        raise Http404
    return post


# `comment` below is a `PostComment`. It cannot be imported here: its package imports this module.


def find_post_of(comment: Any, language: str) -> Post | None:
    """Return the public post that `comment` is on, in `language` or in English, or None."""
    return find_open_post(language, relative_path(comment.post))


def comment_address(comment: Any) -> str:
    """Return the path of the page for `comment`, in the language of the comment."""
    with override(comment.language):
        return reverse("comments:one", args=(relative_path(comment.post), comment.pk))


def current_alerts() -> list[AlertPage]:
    """Return the active alerts, sorted by deadline, then the upcoming alerts, sorted by start."""
    alerts = by_source(_current_alerts().run()).values()
    return sorted(alerts, key=_nearest_first)


def _nearest_first(alert: AlertPage) -> tuple[bool, datetime, int]:
    source, is_active = alert.source, alert.source.starts_at <= now()
    return not is_active, source.ends_at if is_active else source.starts_at, source.pk


@prepared
def _current_alerts() -> QuerySet[AlertPage]:
    alerts = AlertPage.objects.listed().current()
    return versions(
        AlertPage.objects.filter(pk__in_few=alerts.values("pk")).order_by(),
        # A list of dicts of columns of the phones to call, on English alerts only.
        columns={"phones": _columns_of_phones()},
        along=("stored_totals",),
    )


def past_alerts(count: int) -> list[AlertPage]:
    """Return at most `count` ended alerts, the most recently ended first."""
    return in_language(AlertPage.objects.listed().ended()[:count].loaded().in_archive_order())


def newest_explainers(count: int) -> list[ExplainerPage]:
    """Return at most `count` explainers, newest first."""
    explainers = by_source(_newest_explainers(count).run()).values()
    key = attrgetter("source.listed_at", "source.pk")
    return sorted(explainers, key=key, reverse=True)


@prepared
def _newest_explainers(count: int) -> QuerySet[ExplainerPage]:
    newest = ExplainerPage.objects.listed().newest_first()[:count]
    return versions(ExplainerPage.objects.filter(pk__in_few=newest.values("pk")).order_by())


def alerts_about(explainer: ExplainerPage) -> list[AlertPage]:
    """Return the alerts that link to `explainer`: the active, the upcoming, then the ended ones."""
    if explainer.source.pk is None:  # the preview of a page that was never saved
        return []
    alerts = AlertPage.objects.sources().filter(explainer_links__explainer=explainer.source)
    newest_first = in_language(alerts.order_by("-starts_at").distinct())
    order = [State.ACTIVE, State.UPCOMING, State.ENDED]
    return sorted(newest_first, key=lambda alert: order.index(alert.state))


def translations_of(source: AlertPage) -> dict[str, AlertPage]:
    """Return the live translations of the English alert `source` by language code."""
    pages = published(AlertPage.objects).filter(
        translation_key=source.translation_key, alias_of=None
    )
    translations = {}
    for page in pages.exclude(pk=source.pk).select_related("locale"):
        page.use_source(source)
        translations[page.language] = page
    return translations


def first_numbers(alerts: list[AlertPage]) -> dict[int, PhoneNumber]:
    """Return the first phone numbers of English alerts by alert ID, leaving out TTY numbers."""
    return _first_of(_phones_to_call(office__alert_links__alert__in=[one.pk for one in alerts]))


def first_number_on(alert: Any) -> PhoneNumber | None:
    """Return the first number of an alert from `current_alerts`, leaving out TTYs, or None."""
    phones = []
    for row in alert.phones or ():
        columns = {name: value for name, value in row.items() if name not in {"place", "link"}}
        phone: Any = OfficePhone(**columns)
        phone.alert, phone.place, phone.link = alert.pk, row["place"], row["link"]
        phones.append(phone)
    return _first_of(phones).get(alert.pk)


def _columns_of_phones() -> Subquery:
    links = AlertOffice.objects.filter(alert=OuterRef("pk"), office__phones__is_tty=False)
    return rows_as_json(
        links,
        "alert",
        pk="office__phones__pk",
        number="office__phones__number",
        sort_order="office__phones__sort_order",
        place="sort_order",
        link="pk",
    )


def _phones_to_call(**of_alerts: Any) -> QuerySet[OfficePhone]:
    return OfficePhone.objects.filter(is_tty=False, **of_alerts).annotate(
        alert=F("office__alert_links__alert"),
        place=F("office__alert_links__sort_order"),
        link=F("office__alert_links__pk"),
    )


def _first_of(phones: Iterable[Any]) -> dict[int, PhoneNumber]:  # annotated phone numbers
    # Reversed, since the last phone of an alert wins in the dict below.
    ordered = sorted(phones, key=lambda one: (one.place or 0, one.link, one.rank()), reverse=True)
    return {phone.alert: phone.number for phone in ordered}


def numbers_on(posts: Iterable[int]) -> dict[int, list[PhoneNumber]]:
    """Return the phone numbers of the offices to call, by the ID of the English page."""
    numbers: dict[int, list[PhoneNumber]] = defaultdict(list)
    phones = OfficePhone.objects.filter(office__alert_links__alert__in=posts)
    for phone in phones.annotate(alert=F("office__alert_links__alert")):
        numbers[phone.alert].append(phone.number)
    return numbers


def offices_updated_at(alerts: list[AlertPage]) -> dict[int, datetime]:
    """Return the times at which an office of the alerts was last changed, by alert ID."""
    offices = Office.objects.filter(alert_links__alert__in=[one.pk for one in alerts])
    return dict(
        offices.order_by().values_list("alert_links__alert").annotate(newest=Max("updated_at"))
    )
