"""Tests for permissions and limits that the project adds to wagtail-localize's views."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale, Page
from wagtail_localize import wagtail_hooks as upstream
from wagtail_localize.models import (
    OverridableSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from alerts.models import AlertIndexPage
from tests import factories as make
from tests.support import translating

pytestmark = pytest.mark.django_db

SPANISH, SOMALI = "Translators (Español)", "Translators (Soomaali)"
ADMINISTRATOR = None
ROLES = [ADMINISTRATOR, "Editors", SPANISH, SOMALI, "Moderators"]
LINK = '<p>Read <a href="https://example.org/">what it is</a>.</p>'

NOBODY = []
ADMINISTRATORS = [ADMINISTRATOR]
EDITORS = [ADMINISTRATOR, "Editors"]
OF_SPANISH = [ADMINISTRATOR, "Editors", SPANISH]
EVERYBODY = ROLES

# URLs: (name, names of objects in `site`, method, users with access).
URLS = [
    ("javascript_catalog", (), "get", EVERYBODY),
    ("submit_page_translation", ("page",), "get", EDITORS),
    ("submit_snippet_translation", ("alerts", "office", "an office"), "get", NOBODY),
    ("update_translations", ("source",), "get", EDITORS),
    ("edit_string_translation", ("translation", "string"), "delete", ADMINISTRATORS),
    ("edit_override", ("translation", "override"), "delete", ADMINISTRATORS),
    ("download_pofile", ("translation",), "get", OF_SPANISH),
    ("upload_pofile", ("translation",), "post", ADMINISTRATORS),
    ("machine_translate", ("translation",), "post", NOBODY),
    ("preview_translation", ("translation",), "get", OF_SPANISH),
    ("preview_translation", ("translation", "some mode"), "get", OF_SPANISH),
    ("stop_translation", ("translation",), "post", ADMINISTRATORS),
    ("convert_to_alias", ("spanish",), "get", ADMINISTRATORS),
    ("translations_report", (), "get", ADMINISTRATORS),
    ("snippets_api_listing", ("alerts", "office"), "get", ADMINISTRATORS),
    ("snippets_api_detail", ("alerts", "office", "an office"), "get", ADMINISTRATORS),
    ("translations_report_results", (), "get", ADMINISTRATORS),
]


@pytest.fixture
def site(django_capture_on_commit_callbacks):
    alert = make.AlertPageFactory(slug="call", body=[("text", LINK)])
    with django_capture_on_commit_callbacks(execute=True):
        spanish = make.translate(alert, "es")
    alert.title = "Secret headline of the draft"
    alert.save_revision()
    translation = translating.translation_of(alert, "es")
    return {
        "page": alert,
        "spanish": spanish,
        "source": translation.source,
        "translation": translation,
        "string": translation.source.stringsegment_set.first(),
        "override": OverridableSegment.objects.get(source=translation.source),
        "an office": make.office(),
    }


@pytest.fixture
def worker(client):
    """Return a function that signs the client in as a user who may submit translations."""

    def sign_in(*given):
        group = Group.objects.create(name="Given by hand")
        for codename in ("access_admin", "submit_translation"):
            group.permissions.add(Permission.objects.get(codename=codename))
        # Each has a page and the user's permissions on it.
        for page, *actions in given:
            for action in actions:
                permission = Permission.objects.get(
                    content_type__app_label="wagtailcore", codename=f"{action}_page"
                )
                GroupPagePermission.objects.create(group=group, page=page, permission=permission)
        client.force_login(make.user(group.name))
        return client

    return sign_in


def go(client, site, name, about, method="get"):
    """Send a valid request to wagtail-localize's view `name`.

    `about` has the arguments of the URL, as names of objects in `site` or as values.
    """
    form = {"next": "/admin/pages/"}
    if method == "post":
        form["file"] = BytesIO(str(site["translation"].export_po()).encode())
    args = [site[part].pk if part in site else part for part in about]
    return getattr(client, method)(reverse(f"wagtail_localize:{name}", args=args), form)


def is_refused(response):
    answer = (response.status_code, response.get("Location"))
    return answer in ((302, "/admin/"), (403, None))


def languages_of(page):
    pages = page.get_translations(inclusive=True)
    return set(pages.values_list("locale__language_code", flat=True))


def submit(client, page, *languages, **form):
    locales = Locale.objects.filter(language_code__in=languages)
    return client.post(
        reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
        {"locales": [locale.pk for locale in locales]} | form,
    )


def synchronise(client, page, **form):
    source = TranslationSource.objects.get(object_id=page.translation_key)
    return client.post(reverse("wagtail_localize:update_translations", args=[source.pk]), form)


def test_access_is_declared_for_every_url_of_wagtail_localize():
    (namespace,) = upstream.register_admin_urls()
    theirs = sorted(pattern.name for pattern in namespace.url_patterns)
    assert theirs == sorted(name for name, *_rest in URLS)


# The report of wagtail-localize does not order its rows.
@pytest.mark.filterwarnings("ignore:Pagination may yield inconsistent results")
@pytest.mark.parametrize("url", URLS, ids=lambda url: "-".join((url[0], *url[1])))
def test_each_url_is_open_to_its_users_only(admin_of, site, url):
    name, about, method, who = url
    let_in = []
    # The administrators come last, because their requests change data.
    for role in reversed(ROLES):
        if not is_refused(go(admin_of(role), site, name, about, method)):
            let_in.insert(0, role)
    assert let_in == who


@pytest.mark.parametrize(
    ("name", "about", "method"),
    [(name, about, how) for name, about, how, _who in URLS if "edit_" in name or "api" in name],
)
def test_a_script_is_refused_without_a_redirect(admin_of, site, name, about, method):
    assert go(admin_of(SPANISH), site, name, about, method).status_code == 403


@pytest.mark.parametrize("method", ["put", "delete"])
def test_wagtail_localizes_editor_cannot_overwrite_translations(admin_of, site, method):
    kept = translating.stored_strings("es")
    answer = go(
        admin_of(SPANISH), site, "edit_string_translation", ("translation", "string"), method
    )
    assert answer.status_code == 403
    assert translating.stored_strings("es") == kept


@pytest.mark.parametrize("role", [SPANISH, SOMALI])
def test_the_permission_to_submit_is_of_no_use_to_a_translator(client, user, site, role):
    translator = user(role)
    translator.user_permissions.add(Permission.objects.get(codename="submit_translation"))
    client.force_login(translator)
    other = make.AlertPageFactory()
    state = [
        list(model.objects.order_by("pk").values())
        for model in (Page, Translation, TranslationSource, StringTranslation)
    ]
    for response in (
        go(client, site, "submit_page_translation", ("page",)),
        go(client, site, "update_translations", ("source",)),
        submit(client, site["page"], "so"),
        submit(client, other, "es"),
        submit(client, site["spanish"], "so"),
        submit(client, make.home("es"), "so", include_subtree="on"),
        synchronise(client, site["page"]),
        synchronise(client, site["page"], publish_translations="on"),
    ):
        assert is_refused(response)
        assert b"Secret headline" not in response.content
    assert state == [
        list(model.objects.order_by("pk").values())
        for model in (Page, Translation, TranslationSource, StringTranslation)
    ]


def test_an_editor_submits_a_page_with_those_below_it(admin_of, site):
    index = AlertIndexPage.objects.get(locale__language_code="en")
    submit(admin_of("Editors"), index, "so", "hmn", include_subtree="on")
    assert {"en", "so", "hmn"} <= languages_of(index)
    assert {"en", "so", "hmn"} <= languages_of(site["page"])


@pytest.mark.parametrize("action", ["add", "change"])
def test_a_page_is_submitted_to_the_languages_in_which_one_may_write(worker, action):
    alert = make.AlertPageFactory()
    client = worker((make.home("en"), "change"), (make.home("es"), action))
    for languages in (["so"], ["es", "so"], ["en", "es"]):
        assert is_refused(submit(client, alert, *languages))
        assert languages_of(alert) == {"en"}
    submit(client, alert, "es")
    assert languages_of(alert) == {"en", "es"}


def test_pages_that_the_user_may_not_edit_are_not_submitted_along(worker):
    index = make.the(make.AlertIndexPageFactory)
    alert = make.AlertPageFactory(parent=index)
    client = worker((make.home("en"), "add"), (make.home("es"), "change"))
    me = Group.objects.get(name="Given by hand").user_set.get()
    Page.objects.filter(pk=index.pk).update(owner=me)
    assert is_refused(submit(client, index, "es", include_subtree="on"))
    assert languages_of(index) == {"en"}
    submit(client, index, "es")
    assert languages_of(index) == {"en", "es"}
    assert languages_of(alert) == {"en"}


@pytest.mark.parametrize("role", EDITORS)
def test_nothing_but_english_is_submitted(admin_of, site, role):
    client = admin_of(role)
    assert is_refused(go(client, site, "submit_page_translation", ("spanish",)))
    assert is_refused(submit(client, site["spanish"], "so"))
    assert languages_of(site["page"]) == {"en", "es"}


def test_only_users_who_may_publish_every_active_translation_synchronise_them(worker):
    alert = make.AlertPageFactory()
    for language in ("es", "so"):
        make.translate(alert, language, publish=False)
    source = TranslationSource.objects.get(object_id=alert.translation_key)
    TranslationSource.objects.update(object_repr="Not for other eyes")
    client = worker(
        (make.home("en"), "change"), (make.home("es"), "publish"), (make.home("so"), "change")
    )
    address = reverse("wagtail_localize:update_translations", args=[source.pk])
    assert is_refused(client.get(address))
    assert is_refused(synchronise(client, alert))
    assert TranslationSource.objects.get().object_repr == "Not for other eyes"

    Translation.objects.filter(target_locale__language_code="so").update(enabled=False)
    assert not is_refused(client.get(address))
    synchronise(client, alert)
    assert TranslationSource.objects.get().object_repr == alert.title


def test_a_language_whose_page_is_gone_is_not_published_by_synchronising(worker, site):
    make.submit(site["page"], "so")
    client = worker((make.home("en"), "change"), (make.home("es"), "publish"))
    assert is_refused(synchronise(client, site["page"], publish_translations="on"))
    assert languages_of(site["page"]) == {"en", "es"}


@pytest.mark.parametrize("role", EDITORS)
def test_no_machine_fills_in_what_is_synchronised(admin_of, site, settings, role):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
    }
    StringTranslation.objects.all().delete()
    client = admin_of(role)
    for response in (
        synchronise(client, site["page"], use_machine_translation="on"),
        go(client, site, "machine_translate", ("translation",), "post"),
    ):
        assert is_refused(response)
        assert not StringTranslation.objects.exists()
    assert not is_refused(synchronise(client, site["page"]))


@pytest.mark.parametrize("key", ["localize-restart-translation", "localize-convert-to-alias"])
def test_wagtail_localizes_buttons_in_the_page_editor_are_for_administrators(admin_of, site, key):
    Translation.objects.update(enabled=False)
    address = reverse("wagtailadmin_pages:edit", args=[site["spanish"].pk])
    for role in ("Editors", SPANISH):
        client = admin_of(role)
        page = BeautifulSoup(client.get(address).content, "html.parser")
        assert not page.find(attrs={"name": key})
        assert is_refused(client.post(address, {key: "1"}))
        assert not Translation.objects.filter(enabled=True).exists()
    client = admin_of(ADMINISTRATOR)
    page = BeautifulSoup(client.get(address).content, "html.parser")
    assert page.find(attrs={"name": key})
    assert not is_refused(client.post(address, {key: "1"}))


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_offers_the_report_to_administrators(admin_of, role):
    html = admin_of(role).get("/admin/").content.decode()
    report = reverse("wagtail_localize:translations_report")
    assert (f'"{report}"' in html) == (role is ADMINISTRATOR)


def test_an_administrator_publishes_nothing_without_its_core_in_the_other_editor_either(
    client, user
):
    client.force_login(user())
    alert = make.AlertPageFactory()
    translation = make.submit(alert, "so")
    translation.save_target(publish=False)
    page = translation.get_target_instance()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.post(f"{edit}?editor=wagtail-localize", {"action": "publish"})
    update = reverse("wagtail_localize:update_translations", args=[translation.source.pk])
    client.post(update, {"publish_translations": "on"})
    page.refresh_from_db()
    assert not page.live
