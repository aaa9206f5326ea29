"""Test that users who lose the permission to translate no longer see their imports."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from alerts.models import ExplainerPage
from home.translation.exchange.models import TranslationImport
from tests.support.exchange import FILL, upload
from tests.support.whole_language import begin_pages, somali

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(admin_of):
    return admin_of("Translators (Soomaali)")


@pytest.mark.parametrize("is_whole", [True, False], ids=["a language", "a page"])
@pytest.mark.parametrize("groups", [[], ["Translators (Español)"], ["Moderators (Soomaali)"]])
def test_a_user_who_has_lost_the_permission_no_longer_sees_an_import(
    client, admin_of, is_whole, groups
):
    begin_pages(3, 1)
    page = ExplainerPage.objects.filter(locale__language_code="so").first()
    whole = reverse("exchange_language", args=["so"])
    address = whole if is_whole else reverse("exchange_page", args=[page.pk])
    download = client.get(reverse("exchange_language_file", args=["so", "po"]))
    content = FILL["po"](download.content, somali)
    url = upload(client, address, content).redirect_chain[-1][0]
    paths = [url, f"{url}refused/"]
    for path in paths:
        assert client.get(path).status_code == 200
    TranslationImport.objects.get().user.groups.set(Group.objects.filter(name__in=groups))
    for path in paths:
        assert client.get(path).status_code in (302, 403)
    assert client.post(url).status_code in (302, 403)
    assert admin_of().get(url).status_code == 200
