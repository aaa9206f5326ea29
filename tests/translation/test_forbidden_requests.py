"""Tests for requests that a role may not make."""

from io import BytesIO

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from PIL import Image
from wagtail.models import Locale, Page
from wagtail_localize.models import OverridableSegment

from alerts.models import AlertPage
from tests import factories as make
from tests.support import translating

pytestmark = pytest.mark.django_db

SPANISH, SOMALI, HMONG = TRANSLATORS = (
    "Translators (Español)",
    "Translators (Soomaali)",
    "Translators (Hmoob)",
)
SUBMIT_ONLY_SPANISH = "Submit-only translators (Español)"
LINK = '<p>Read <a href="https://example.org/">what it is</a>.</p>'


@pytest.fixture
def site(django_capture_on_commit_callbacks):
    alert = make.AlertPageFactory(slug="call", body=[("text", LINK)])
    make.call(alert, make.office())
    with django_capture_on_commit_callbacks(execute=True):
        pages = {language: make.translate(alert, language) for language in ("es", "hmn")}
    stopped = translating.translation_of(alert, "hmn")
    stopped.enabled = False
    stopped.save()
    alert.title = "Secret headline of the draft"
    alert.save_revision()
    return pages | {
        "en": AlertPage.objects.get(pk=alert.pk),
        "page": make.StandardPageFactory(slug="about"),
        "comment": make.comment(alert, "es", "pending"),
        "spare office": make.office("Office that nobody calls"),
    }


def everything():
    return {
        model._meta.label: sorted(
            (
                # Signing in changes this.
                {name: value for name, value in row.items() if name != "last_login"}
                for row in model._base_manager.values()
            ),
            key=str,
        )
        for model in apps.get_models()
        if model is not Session and model._meta.managed and not model._meta.proxy
    }


def spanish(site):
    return translating.translation_of(site["en"], "es")


def put(client, name, *args, method="put"):
    form = encode_multipart(BOUNDARY, {"value": "Stolen words"})
    return getattr(client, method)(
        reverse(f"wagtail_localize:{name}", args=args), form, content_type=MULTIPART_CONTENT
    )


def change_a_string(client, site):
    segment = spanish(site).source.stringsegment_set.first()
    return put(client, "edit_string_translation", spanish(site).pk, segment.pk)


def remove_a_string(client, site):
    segment = spanish(site).source.stringsegment_set.first()
    return put(client, "edit_string_translation", spanish(site).pk, segment.pk, method="delete")


def change_a_link(client, site):
    segment = OverridableSegment.objects.get(source=spanish(site).source)
    return put(client, "edit_override", spanish(site).pk, segment.pk)


def upload_a_po_file(client, site):
    catalog = spanish(site).export_po()
    for entry in catalog:
        entry.msgstr = "Stolen words"
    file = SimpleUploadedFile("es.po", str(catalog).encode())
    url = reverse("wagtail_localize:upload_pofile", args=[spanish(site).pk])
    return client.post(url, {"file": file})


def stop(client, site):
    return client.post(reverse("wagtail_localize:stop_translation", args=[spanish(site).pk]))


def restart(client, site):
    url = reverse("wagtailadmin_pages:edit", args=[site["hmn"].pk])
    return client.post(url, {"localize-restart-translation": "1"})


def make_an_alias(client, site):
    return client.post(reverse("wagtail_localize:convert_to_alias", args=[site["es"].pk]))


def submit(client, site):
    url = reverse("wagtail_localize:submit_page_translation", args=[site["en"].pk])
    return client.post(url, {"locales": [Locale.objects.get(language_code="so").pk]})


def synchronise_and_publish(client, site):
    url = reverse("wagtail_localize:update_translations", args=[spanish(site).source.pk])
    return client.post(url, {"publish_translations": "on"})


def publish(client, site):
    return translating.publish_translation(client, site["es"])


def page_action(action, page="es", **form):
    def act(client, site):
        return client.post(reverse(f"wagtailadmin_pages:{action}", args=[site[page].pk]), form)

    act.__name__ = f"{action}_{page}"
    return act


def edit_english(client, site):
    return translating.edit(
        client, site["en"], translating.alert_form(title="Stolen"), publish=True
    )


def write_english(client, site):
    return translating.add_alert(client, translating.alert_form(), publish=True)


def bulk_delete(client, site):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    return client.post(f"{url}?id={site['es'].pk}&next=/admin/")


def review(client, site):
    page = Page.objects.get(pk=site["es"].pk)
    return client.post(
        reverse("review_translation", args=[page.pk]), {"revision": str(page.live_revision_id)}
    )


UPSTREAMS_EDITOR = [
    change_a_string,
    remove_a_string,
    change_a_link,
    upload_a_po_file,
    stop,
    make_an_alias,
]
PAGES_OF_OTHERS = [
    *UPSTREAMS_EDITOR,
    publish,
    review,
    page_action("unpublish"),
    page_action("delete"),
    page_action("lock"),
    page_action("set_privacy", restriction_type="login"),
    page_action("set_privacy", "en", restriction_type="login"),
    page_action("unpublish", "en"),
    page_action("delete", "page"),
    bulk_delete,
    edit_english,
    write_english,
    submit,
    synchronise_and_publish,
]


def upload_a_picture(client, site):
    data = BytesIO()
    Image.new("RGB", (10, 10)).save(data, "PNG")
    file = SimpleUploadedFile("x.png", data.getvalue())
    return client.post(reverse("wagtailimages:add"), {"title": "x", "file": file, "collection": 1})


def upload_a_document(client, site):
    file = SimpleUploadedFile("x.pdf", make.pdf())
    return client.post(reverse("wagtaildocs:add"), {"title": "x", "file": file, "collection": 1})


def change_an_office(client, site):
    office = site["en"].office_links.get().office
    url = reverse("wagtailsnippets_alerts_office:edit", args=[office.pk])
    return client.post(url, translating.office_form("651-555-0199", office.phones.get()))


def delete_an_office(client, site):
    return client.post(
        reverse("wagtailsnippets_alerts_office:delete", args=[site["spare office"].pk])
    )


def make_an_administrator(client, site):
    form = {
        "username": "thief",
        "email": "thief@example.org",
        "first_name": "A",
        "last_name": "Thief",
        "password1": "correct horse battery",
        "password2": "correct horse battery",
        "is_superuser": "on",
    }
    return client.post(reverse("wagtailusers_users:add"), form)


def delete_a_group(client, site):
    group = Group.objects.get(name=SOMALI)
    return client.post(reverse("wagtailusers_groups:delete", args=[group.pk]))


def add_a_redirect(client, site):
    form = {"old_path": "/en/x/", "redirect_link": "https://example.org/", "is_permanent": "on"}
    return client.post(reverse("wagtailredirects:add"), form)


def change_the_site(client, site):
    form = {"hostname": "example.org", "port": 80, "root_page": make.home().pk}
    return client.post(reverse("wagtailsites:add"), form)


def publish_a_comment(client, site):
    return client.post(reverse("moderation:decide", args=[site["comment"].pk, "published"]))


RECORDS = [
    upload_a_picture,
    upload_a_document,
    change_an_office,
    delete_an_office,
]
ADMINISTRATION = [make_an_administrator, delete_a_group, add_a_redirect, change_the_site]


def name(value):
    return getattr(value, "__name__", None)


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        (SOMALI, [*PAGES_OF_OTHERS, *RECORDS, *ADMINISTRATION, restart, publish_a_comment]),
        ("Moderators", [*PAGES_OF_OTHERS, *RECORDS, *ADMINISTRATION, restart]),
        (
            SPANISH,
            [*UPSTREAMS_EDITOR, edit_english, submit, synchronise_and_publish, publish_a_comment],
        ),
        (
            SUBMIT_ONLY_SPANISH,
            [
                *(act for act in PAGES_OF_OTHERS if act is not publish),
                *RECORDS,
                *ADMINISTRATION,
                restart,
                publish_a_comment,
            ],
        ),
        (HMONG, [edit_english, submit, synchronise_and_publish, change_a_string, restart]),
        ("Editors", [*UPSTREAMS_EDITOR, *ADMINISTRATION, restart, publish_a_comment]),
    ],
)
def test_forbidden_requests_are_refused_and_change_nothing(admin_of, site, role, acts):
    client = admin_of(role)
    before = everything()
    for act in acts:
        response = act(client, site)
        assert everything() == before, act.__name__
        answer = (response.status_code, response.get("Location"))
        assert answer in ((302, "/admin/"), (403, None), (404, None)), act.__name__


@pytest.mark.parametrize(
    "act", [*PAGES_OF_OTHERS, *RECORDS, *ADMINISTRATION, restart, publish_a_comment], ids=name
)
def test_an_administrator_can_make_each_of_these_requests(admin_of, site, act):
    client = admin_of()
    before = everything()
    act(client, site)
    assert everything() != before


@pytest.mark.parametrize("act", [publish, page_action("delete"), bulk_delete], ids=name)
def test_submit_only_users_neither_publish_nor_delete_a_draft(admin_of, site, act):
    client = admin_of(SUBMIT_ONLY_SPANISH)
    AlertPage.objects.get(pk=site["es"].pk).unpublish()
    act(client, site)
    assert not AlertPage.objects.get(pk=site["es"].pk).live


@pytest.mark.parametrize("role", [SOMALI, "Moderators"])
def test_no_machine_fills_in_the_strings_of_another_language(admin_of, site, settings, role):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
    }
    client = admin_of(role)
    segment = spanish(site).source.stringsegment_set.first()
    segment.string.translations.filter(locale__language_code="es").delete()
    before = everything()
    response = client.post(reverse("wagtail_localize:machine_translate", args=[spanish(site).pk]))
    assert everything() == before
    assert response["Location"] == "/admin/"
