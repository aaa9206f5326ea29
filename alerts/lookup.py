"""Lookup of posts and comments by address, and lists of alerts and explainers."""

from datetime import datetime
from typing import Any

from django.db.models import F, Max
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import override

from alerts.models import AlertPage, ExplainerPage, Office, OfficePhone, Post
from home.addresses import relative_path
from home.lookup import in_language, published, resolve_page
from home.phones import PhoneNumber


def find_post(language: str, path: str) -> Post | None:
    """Return the live post at `path` for a reader of `language`, or None if there is no post."""
    resolved = resolve_page(language, path)
    return resolved.page if resolved and isinstance(resolved.page, Post) else None


def find_open_post(language: str, path: str) -> Post | None:
    """Return the post that `find_post` returns, or None if access to it is restricted."""
    resolved = resolve_page(language, path)
    if resolved and isinstance(resolved.page, Post) and resolved.is_open:
        return resolved.page
    return None


def get_post_or_404(request: HttpRequest, path: str) -> Post:
    """Return the unrestricted post at `path`.

    Raises:
        Http404: there is no such post.
    """
    post = find_open_post(request.LANGUAGE_CODE, path)
    if post is None:
        raise Http404
    return post


def get_alert_or_404(request: HttpRequest, path: str) -> AlertPage:
    """Return the unrestricted alert at `path`.

    Raises:
        Http404: there is no such alert.
    """
    post = get_post_or_404(request, path)
    if not isinstance(post, AlertPage):
        raise Http404
    return post


# A comment below is a `PostComment`, whose package imports this module.


def find_post_of(comment: Any, language: str) -> Post | None:
    """Return the post of `comment` for a reader of `language`, or None if it is not public."""
    return find_open_post(language, relative_path(comment.post))


def comment_address(comment: Any) -> str:
    """Return the path of the public page of `comment`, under the prefix of the comment's language."""
    with override(comment.language):
        return reverse("comments:one", args=(relative_path(comment.post), comment.pk))


def current_alerts() -> list[AlertPage]:
    """Return the active alerts by deadline, then the upcoming alerts by start, soonest first."""
    alerts = AlertPage.objects.sources()
    return in_language([*alerts.active(), *alerts.upcoming()])


def past_alerts(count: int) -> list[AlertPage]:
    """Return the `count` alerts that ended most recently."""
    return in_language(AlertPage.objects.sources().ended()[:count])


def newest_explainers(count: int) -> list[ExplainerPage]:
    """Return the `count` newest explainers, by their first publication."""
    return in_language(ExplainerPage.objects.sources().newest_first()[:count])


def alerts_about(explainer: ExplainerPage) -> list[AlertPage]:
    """Return the alerts that link to `explainer`, newest first."""
    if explainer.source.pk is None:  # the preview of a page that was never saved
        return []
    alerts = AlertPage.objects.sources().filter(explainer_links__explainer=explainer.source)
    return in_language(alerts.order_by("-starts_at").distinct())


def translations_of(source: AlertPage) -> dict[str, AlertPage]:
    """Return the published translations of the English alert `source`, by language, in one query."""
    pages = published(AlertPage.objects).filter(
        translation_key=source.translation_key, alias_of=None
    )
    translations = {}
    for page in pages.exclude(pk=source.pk).select_related("locale"):
        page.use_source(source)
        translations[page.language] = page
    return translations


def first_numbers(alerts: list[AlertPage]) -> dict[int, PhoneNumber]:
    """Return the first number to call of each of the English `alerts`, by alert id, in one query."""
    phones = OfficePhone.objects.filter(
        office__alert_links__alert__in=[one.pk for one in alerts], is_tty=False
    ).annotate(
        alert=F("office__alert_links__alert"),
        place=F("office__alert_links__sort_order"),
        link=F("office__alert_links__pk"),
    )
    # Reversed, since the last phone of an alert wins in the dict below.
    ordered = sorted(phones, key=lambda one: (one.place or 0, one.link, one.rank()), reverse=True)
    return {phone.alert: phone.number for phone in ordered}


def offices_updated_at(alerts: list[AlertPage]) -> dict[int, datetime]:
    """Return when an office of each of the English `alerts` last changed, by alert id, in one query."""
    offices = Office.objects.filter(alert_links__alert__in=[one.pk for one in alerts])
    return dict(
        offices.order_by().values_list("alert_links__alert").annotate(newest=Max("updated_at"))
    )
