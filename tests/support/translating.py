"""Actions of editors and translators, with the data of the forms."""

from django.urls import reverse
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtail_localize.models import StringTranslation, Translation

from alerts.models import AlertPage
from home.translation import review
from tests import factories as make

# Groups of translators, by language.
TRANSLATORS = {
    "es": "Translators (Español)",
    "so": "Translators (Soomaali)",
    "hmn": "Translators (Hmoob)",
}
SCRIPT, VOICEMAIL, POINTS, BODY = "script", "voicemail", "talking_points", "body"


def _links(links, name):
    # Links that are stored have an ID. Other objects get a new link.
    rows = [
        {"id": link.pk, name: getattr(link, f"{name}_id")}
        if hasattr(link, f"{name}_id")
        else {"id": "", name: link.pk}
        for link in links
    ]
    return inline_formset(rows, initial=sum(1 for row in rows if row["id"]))


def alert_form(offices=(), explainers=(), **fields):
    """Return the form data of an alert. A StreamField is given as a list of (type, value)."""
    fields = {
        "title": "Call the governor",
        "slug": "call-the-governor",
        "action_type": "",
        "about": "",
        "ask": "Ask him to stand firm.",
        "share_text": "",
        "starts_at": "2031-06-03 08:00",
        "ends_at": "2031-06-03 17:00",
        "response": "",
        "office_answer": "",
        "outcome_text": "",
        "answered_on": "",
        "outcome": "",
        "decided_at": "",
        "follows": "",
        "meeting": "",
        "comments_open": "on",
        "search_description": "",
        "social_image": "",
        SCRIPT: [],
        VOICEMAIL: [],
        POINTS: [],
        BODY: [],
    } | fields
    for name in (SCRIPT, VOICEMAIL, POINTS, BODY):
        fields[name] = streamfield(fields[name])
    for name in ("response", "office_answer", "outcome_text"):
        fields[name] = rich_text(fields[name])
    return nested_form_data(
        fields
        | {
            "office_links": _links(offices, "office"),
            "explainer_links": _links(explainers, "explainer"),
        }
    )


def office_form(number, phone=None, **fields):
    """Return the form data of an office with one number, which replaces that of `phone`."""
    row = {"number": number, "id": phone.pk if phone else ""}
    return nested_form_data(
        {
            "name": "Mark Dayton",
            "role": make.phrase().pk,
            "phones": inline_formset([row], initial=1 if phone else 0, min=1),
            "interpreters": inline_formset([]),
            "open_days": "weekdays",
            "opens_at": "",
            "closes_at": "",
        }
        | fields
    )


def add_alert(client, form, *, publish=False):
    parent = make.the(make.AlertIndexPageFactory)
    url = reverse("wagtailadmin_pages:add", args=["alerts", "alertpage", parent.pk])
    return client.post(url, form | ({"action-publish": "1"} if publish else {}))


def edit(client, page, form, *, publish=False):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, form | ({"action-publish": "1"} if publish else {}))


def submit(client, page, *languages):
    locales = Locale.objects.filter(language_code__in=languages)
    return client.post(
        reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
        {"locales": [locale.pk for locale in locales]},
    )


def translation_of(page, language):
    return Translation.objects.get(
        source__object_id=page.translation_key, target_locale__language_code=language
    )


def strings(translation):
    """Return (segment, English text) for each string that a translator sees."""
    segments = translation.source.stringsegment_set.select_related("string", "context")
    return [(one, one.string.as_value().render_text()) for one in segments.order_by("order")]


def type_string(client, translation, segment, text):
    page = translation.get_target_instance()
    form = {f"s{segment.string_id}-{segment.context_id}-text": text, "action": "save"}
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)


def type_all(client, translation, words):
    return [
        type_string(client, translation, segment, words(text))
        for segment, text in strings(translation)
    ]


def publish_translation(client, page):
    # Publish even if strings outside the core are missing.
    form = {"action": "publish", "partly": "yes"}
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)


def change(page, **fields):
    page = AlertPage.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def publish(translation):
    review.publish(translation.get_target_instance(), make.user())


def stored_strings(language):
    """Return (ID, text, origin, time of the last change) for each translation into `language`."""
    return list(
        StringTranslation.objects.filter(locale__language_code=language)
        .order_by("pk")
        .values_list("pk", "data", "translation_type", "updated_at")
    )
