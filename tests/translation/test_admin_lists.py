"""Tests for the length and the order of lists in translators' and editors' views."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from home.translation.exchange.models import TranslationImport
from home.translation.models import Phrase
from home.translation.strings.lookup import translatable_strings
from home.translation.teamwork import questions
from tests import factories as make
from tests.support.by_link import begin
from tests.support.dashboard_page import shown
from tests.support.exchange import address
from tests.support.soup import page_of, text_of

pytestmark = pytest.mark.django_db


def test_twenty_questions_are_on_a_page_oldest_first(editor):
    translation = begin(talking_points=[("point", f"English {one}") for one in "abc"])
    for string in translatable_strings(translation):
        for number in range(4):
            text = f"{string.english}, question {number}?"
            questions.ask(string.ids, translation.target_locale_id, text, None)
    listed = reverse("translation_questions")

    def asked(query=""):
        return [text_of(one) for one in page_of(editor.get(listed + query)).select("blockquote")]

    assert len(asked()) == 20
    assert asked()[0] == "English title, question 0?"
    assert not page_of(editor.get(listed)).select(".pagination")
    string = translatable_strings(translation)[-1]
    questions.ask(string.ids, translation.target_locale_id, "The last?", None)
    assert len(asked()) == 20
    assert asked("?p=2") == ["The last?"]


def test_fifty_phrases_are_on_a_page(translator):
    for number in range(51 - Phrase.objects.count()):
        make.phrase(f"Phrase {number}")
    phrases = Phrase.objects.count()
    rows = [
        len(page_of(translator.get(f"{reverse('phrases')}?p={page}")).select("main tbody tr"))
        for page in (1, 2)
    ]
    assert rows == [50, phrases - 50]


def test_an_editors_home_shows_the_ten_most_urgent_running_alerts(editor):
    for number in range(11):
        ends_at = timezone.now() + timedelta(hours=number + 1)
        make.AlertPageFactory(title=f"Alert {number:02}", ends_at=ends_at)
    rows = shown(editor, address="/admin/").select(".translation-dashboard tbody tr")
    assert len(rows) == 10
    assert [f"Alert {number:02}" in text_of(row) for number, row in enumerate(rows)] == [True] * 10


def test_the_last_five_imports_of_the_same_strings_by_the_same_user_are_listed(translator, user):
    translation = begin()
    page, somebody = translation.get_target_instance().page_ptr, get_user(translator)

    def stored(written, **fields):
        values = {"user": somebody, "locale": page.locale, "page": page}
        TranslationImport.objects.create(
            **values | fields, written=written, finished_at=timezone.now()
        )

    for written in range(1, 7):
        stored(written)
    stored(77, user=user())
    stored(88, page=None)
    stored(99, locale=Locale.objects.get(language_code="es"))
    listed = page_of(translator.get(address(translation))).select("main h3 + ul li")
    assert [text_of(one).partition(": ")[2] for one in listed] == [
        f"{written} written" for written in (6, 5, 4, 3, 2)
    ]


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        ("po", "text/x-gettext-translation"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_download_has_a_name_and_a_type(translator, kind, content_type):
    page = begin(slug="call").get_target_instance()
    response = translator.get(reverse("exchange_page_file", args=[page.pk, kind]))
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'attachment; filename="{page.slug}-so.{kind}"'
    response = translator.get(reverse("exchange_language_file", args=["so", kind]))
    assert response["Content-Disposition"] == f'attachment; filename="all-so.{kind}"'
    somebody, somali = get_user(translator), Locale.objects.get(language_code="so")
    record = TranslationImport.objects.create(user=somebody, locale=somali, kind=kind)
    response = translator.get(reverse("exchange_import", args=[record.pk]) + "refused/")
    assert response["Content-Type"] == content_type
