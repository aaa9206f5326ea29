"""Posts and comments at their addresses, and lists of alerts and explainers."""

from django.db.models import F, Max
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import override

from alerts.models import AlertPage, ExplainerPage, Office, OfficePhone, Post
from home.addresses import relative_path
from home.lookup import in_language, published, resolve_page
from home.phones import PhoneNumber


def find_post(language: str, path: str) -> Post | None:
    """Return the live post at `path` for a reader of `language`, or None."""
    resolved = resolve_page(language, path)
    return resolved.page if resolved and isinstance(resolved.page, Post) else None


def find_open_post(language: str, path: str) -> Post | None:
    """Return the post at `path` like `find_post`, or None if access to it is restricted."""
    resolved = resolve_page(language, path)
    is_post = resolved and isinstance(resolved.page, Post)
    return resolved.page if is_post and resolved.is_open else None


def get_post_or_404(request: HttpRequest, path: str) -> Post:
    """Return the unrestricted post at `path`.

    Raises:
        Http404: there is none.
    """
    post = find_open_post(request.LANGUAGE_CODE, path)
    if post is None:
        raise Http404
    return post


def get_alert_or_404(request: HttpRequest, path: str) -> AlertPage:
    """Return the unrestricted alert at `path`.

    Raises:
        Http404: there is none.
    """
    post = get_post_or_404(request, path)
    if not isinstance(post, AlertPage):
        raise Http404
    return post


def find_post_of(comment, language: str) -> Post | None:
    """Return the post of a comment for a reader of `language`, or None if it is restricted."""
    return find_open_post(language, relative_path(comment.post))


def comment_address(comment) -> str:
    """Return the public path of a comment that is shown, in the comment's language."""
    with override(comment.language):
        return reverse("comments:one", args=(relative_path(comment.post), comment.pk))


def current_alerts() -> list[AlertPage]:
    """Return active alerts, soonest deadline first, then upcoming ones."""
    alerts = AlertPage.objects.sources()
    return in_language([*alerts.active(), *alerts.upcoming()])


def past_alerts(count: int) -> list[AlertPage]:
    """Return the `count` alerts that ended last."""
    return in_language(AlertPage.objects.sources().ended()[:count])


def newest_explainers(count: int) -> list[ExplainerPage]:
    """Return the `count` explainers that were published last."""
    return in_language(ExplainerPage.objects.sources().newest_first()[:count])


def alerts_about(explainer: ExplainerPage) -> list[AlertPage]:
    """Return the alerts that link to an explainer, newest first."""
    if explainer.source.pk is None:  # the preview of a page that was never saved
        return []
    alerts = AlertPage.objects.sources().filter(explainer_links__explainer=explainer.source)
    return in_language(alerts.order_by("-starts_at").distinct())


def translations_of(source: AlertPage) -> dict[str, AlertPage]:
    """Return the published translations of an English alert by language; one query."""
    pages = published(AlertPage.objects).filter(
        translation_key=source.translation_key, alias_of=None
    )
    translations = {}
    for page in pages.exclude(pk=source.pk).select_related("locale"):
        page.use_source(source)
        translations[page.language] = page
    return translations


def first_numbers(alerts: list[AlertPage]) -> dict[int, PhoneNumber]:
    """Return the `first_number` of each of the English `alerts`, by alert id; one query."""
    phones = OfficePhone.objects.filter(
        office__alert_links__alert__in=[one.pk for one in alerts], is_tty=False
    ).annotate(
        alert=F("office__alert_links__alert"),
        place=F("office__alert_links__sort_order"),
        link=F("office__alert_links__pk"),
    )
    # In reverse: in the dict below, the last entry of an alert wins.
    ordered = sorted(phones, key=lambda one: (one.place or 0, one.link, one.rank()), reverse=True)
    return {phone.alert: phone.number for phone in ordered}


def offices_updated_at(alerts: list[AlertPage]) -> dict:
    """Return the latest change to an office of each of the English `alerts`, by id; one query."""
    offices = Office.objects.filter(alert_links__alert__in=[one.pk for one in alerts])
    return dict(
        offices.order_by().values_list("alert_links__alert").annotate(newest=Max("updated_at"))
    )
