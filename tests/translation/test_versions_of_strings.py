"""Tests for the review view, and for the history of strings with roll-back."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry
from wagtail_localize.models import StringTranslation

from home.translation import review
from home.translation.models import StringReview
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from home.translation.teamwork.models import StringVersion
from tests import factories as make
from tests.support import translating
from tests.support.by_link import address, begin, key, send
from tests.support.soup import parse

pytestmark = pytest.mark.django_db
SOMALI = "Translators (Soomaali)"


@pytest.fixture
def page(django_capture_on_commit_callbacks):
    translation = begin(response='<p>Read <a href="https://mn.gov/x">this</a>.</p>')
    # The translator is not known.
    write(translation, ask="Codso", title="Cinwaan", response='Akhri <a id="a1">kan</a>.')
    with django_capture_on_commit_callbacks(execute=True):
        review.publish(translation.get_target_instance(), make.user())
    return translation.get_target_instance()


def write(translation, user=None, **texts):
    for string in translatable_strings(translation):
        if string.field_name in texts:
            save_translation(string, texts[string.field_name], user=user)


def translation_of(page):
    return translating.translation_of(page.source, "so")


def changes(client, page):
    """Return the review view as a list of (English, {label: text}) pairs."""
    soup = parse(client.get(reverse("translation_changes", args=[page.pk])))
    return [
        (
            section.h3.get_text(strip=True),
            {
                term.get_text(" ", strip=True).partition(",")[0]: term.find_next("dd").get_text(
                    " ", strip=True
                )
                for term in section.find_all("dt")
            },
        )
        for section in soup.select(".translation-change")
    ]


def string_url(page, english):
    return reverse("translation_string", args=[page.pk, key(translation_of(page), english)])


def shown_versions(client, url):
    rows = parse(client.get(url)).select(".translation-versions li")
    return [row.find_all("p")[1].get_text(strip=True) for row in rows]


def restore(client, url, number, **more):
    soup = parse(client.get(url))
    form = soup.select_one(".translation-versions").find_parent("form")
    # Newest first.
    row = soup.select(".translation-versions li")[number]
    data = {"shown_text": form.select_one("[name=shown_text]")["value"]}
    return client.post(url, data | {"action": row.button["value"]} | more)


# New since the last review


def test_a_reviewer_sees_each_changed_string_with_english_before_after_author_and_time(
    admin_of, user, page, time_machine
):
    review.mark_reviewed(page, by=user())
    writer = user(SOMALI, username="Faadumo")
    time_machine.move_to("2031-06-03T17:05:00+00:00")
    write(translation_of(page), writer, ask="Codso hadda")
    client = admin_of(SOMALI)
    ((english, row),) = changes(client, page)
    assert english == "English ask"
    assert row["Before"] == "Codso"
    assert row["After"] == "Codso hadda"
    assert row["Saved by"].startswith("Faadumo, June 3, 2031, 12:05")


def test_nothing_is_listed_right_after_a_review(admin_of, user, page):
    review.mark_reviewed(page, by=user())
    assert changes(admin_of(SOMALI), page) == []


def test_without_a_review_every_translated_string_is_new(admin_of, page):
    rows = changes(admin_of(SOMALI), page)
    assert len(rows) == 3
    assert {row["Before"] for _english, row in rows} == {"Never reviewed."}
    authors = {row["Saved by"] for _english, row in rows}
    assert all(author.startswith("a link, a file or a deleted account") for author in authors)
    assert authors


def test_a_changed_english_is_shown_with_the_earlier_english_and_its_translation(
    admin_of, user, page
):
    review.mark_reviewed(page, by=user())
    source = page.source
    source.ask = "Do not call."
    source.save_revision().publish()
    ((english, row),) = changes(admin_of(SOMALI), page)
    assert english == "Do not call."
    assert (row["The English was"], row["Its translation"]) == ("English ask", "Codso")
    assert row["After"] == "No translation."
    write(translation_of(page), user(), ask="Ha wicin")
    ((english, row),) = changes(admin_of(SOMALI), page)
    assert (row["The English was"], row["Its translation"]) == ("English ask", "Codso")
    assert row["After"] == "Ha wicin"


def test_a_deleted_translation_is_new_with_its_last_text_and_who_deleted_it(
    client, user, page, admin_of
):
    review.mark_reviewed(page, by=user())
    translator = user(SOMALI, username="Cali")
    client.force_login(translator)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.post(url, {f"{key(translation_of(page), 'English ask')}-text": "", "action": "save"})
    ((_english, row),) = changes(client, page)
    assert (row["Before"], row["After"]) == ("Codso", "No translation.")
    assert row["Saved by"].startswith("Cali,")


def test_the_page_for_marking_as_reviewed_lists_the_changes_too(admin_of, user, page):
    review.mark_reviewed(page, by=user())
    write(translation_of(page), user(), ask="Codso hadda")
    soup = parse(admin_of(SOMALI).get(reverse("review_translation", args=[page.pk])))
    assert "Codso hadda" in soup.select_one(".translation-change").text


def test_the_view_costs_as_many_queries_with_1_as_with_30_strings(admin_of):
    client, counts = admin_of(), []
    for number in (1, 30):
        items = "".join(
            f'<li><a href="https://mn.gov/{one}">x</a> {one}</li>' for one in range(number)
        )
        translation = begin(response=f"<ul>{items}</ul>", slug=f"alert-{number}")
        for string in translatable_strings(translation):
            text = '<a id="a1">y</a>' if string.is_rich else "Eray"
            save_translation(string, text, user=make.user())
        url = reverse("translation_changes", args=[translation.get_target_instance().pk])
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("group", "status"),
    [(SOMALI, 200), ("Editors", 200), ("Translators (Hmoob)", 302), ("Moderators", 302)],
)
def test_only_people_who_may_edit_the_translation_see_changes_and_history(
    admin_of, page, group, status
):
    client = admin_of(group)
    assert client.get(reverse("translation_changes", args=[page.pk])).status_code == status
    assert client.get(string_url(page, "English ask")).status_code == status


def test_an_english_page_has_no_such_views(admin_of, page):
    client = admin_of()
    assert client.get(reverse("translation_changes", args=[page.source.pk])).status_code == 404


# History and roll-back


def test_every_saved_version_is_kept_newest_first_also_of_links_and_files(
    client, user, page, admin_of
):
    translation = translation_of(page)
    write(translation, user(), ask="Labaad")
    _link, token = make.link(translation)
    send(client, f"{address(translation, token)}{key(translation, 'English ask')}/", "Saddexaad")
    client = admin_of(SOMALI)
    assert shown_versions(client, string_url(page, "English ask")) == [
        "Saddexaad",
        "Labaad",
        "Codso",
    ]
    last = StringVersion.objects.last()
    assert (last.data, last.saved_by) == ("Saddexaad", None)


def test_saving_the_same_text_again_makes_no_version(user, page):
    somebody = user()
    write(translation_of(page), somebody, ask="Labaad")
    count = StringVersion.objects.count()
    write(translation_of(page), somebody, ask="Labaad")
    assert StringVersion.objects.count() == count


def test_a_roll_back_is_a_new_version_that_waits_for_publication(
    client, user, page, django_capture_on_commit_callbacks
):
    author = StringTranslation.objects.get(data="Codso").last_translated_by
    write(translation_of(page), user(), ask="Khalad")
    with django_capture_on_commit_callbacks(execute=True):
        review.publish(page, make.user())
    reviewer = user(SOMALI, username="Xaawo")
    client.force_login(reviewer)
    url = string_url(page, "English ask")
    assert restore(client, url, 1).status_code == 302
    assert shown_versions(client, url) == ["Codso", "Khalad", "Codso"]
    version = StringVersion.objects.last()
    assert (version.data, version.saved_by) == ("Codso", author or reviewer)
    assert PageLogEntry.objects.filter(action="translation.roll_back", user=reviewer).exists()
    page.refresh_from_db()
    assert page.ask == "Khalad"
    with django_capture_on_commit_callbacks(execute=True):
        translating.publish_translation(client, page)
    page.refresh_from_db()
    assert page.ask == "Codso"


def test_a_roll_back_to_the_reviewed_text_is_reviewed_again(admin_of, user, page):
    review.mark_reviewed(page, by=user())
    write(translation_of(page), user(), ask="Khalad")
    client = admin_of(SOMALI)
    restore(client, string_url(page, "English ask"), 1)
    assert changes(client, page) == []


def test_a_deleted_text_can_be_restored(admin_of, page):
    client = admin_of(SOMALI)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.post(url, {f"{key(translation_of(page), 'English ask')}-text": "", "action": "save"})
    url = string_url(page, "English ask")
    deleted = "Deleted: there is no translation now."
    assert shown_versions(client, url) == [deleted, "Codso"]
    newest = parse(client.get(url)).select_one(".translation-versions .help").text
    assert "(now)" not in newest
    assert "volunteer" not in newest  # how a text was made
    assert restore(client, url, 1).status_code == 302
    assert shown_versions(client, url) == ["Codso", "Deleted.", "Codso"]


@pytest.mark.parametrize(("kind", "name"), [("machine", "machine"), ("manual", "volunteer")])
def test_a_restored_machine_draft_is_still_a_machine_draft(admin_of, kind, name):
    alert = make.AlertPageFactory(title="English title", ask="English ask")
    page = make.translate(alert, "so", kind=kind, publish=False)
    client = admin_of(SOMALI)
    url = string_url(page, "English ask")
    translating.type_string(client, translation_of(page), *_segment(page, "English ask"))
    restore(client, url, 1)
    assert StringVersion.objects.last().kind == name


def _segment(page, english):
    found = {text: one for one, text in translating.strings(translation_of(page))}
    return found[english], "Mid kale"


def test_a_roll_back_from_an_old_page_changes_nothing(admin_of, user, page):
    write(translation_of(page), user(), ask="Labaad")
    client, url = admin_of(SOMALI), string_url(page, "English ask")
    answer = restore(client, url, 1, shown_text="0000")
    assert answer.status_code == 409
    assert "Somebody has written" in answer.content.decode()
    assert shown_versions(client, url) == ["Labaad", "Codso"]


@pytest.mark.parametrize("pk", ["0", "-1", "x", "9" * 30, "²"])
def test_an_unknown_version_is_a_clear_refusal(admin_of, page, pk):
    client, url = admin_of(SOMALI), string_url(page, "English ask")
    answer = client.post(url, {"action": f"restore-{pk}"})
    assert answer.status_code == 404
    assert "There is no such version any more." in answer.content.decode()


def test_a_version_of_another_string_cannot_be_restored_here(admin_of, page):
    other = StringVersion.objects.get(data="Cinwaan")
    client, url = admin_of(SOMALI), string_url(page, "English ask")
    fingerprint = parse(client.get(url)).select_one("[name=shown_text]")["value"]
    answer = client.post(url, {"action": f"restore-{other.pk}", "shown_text": fingerprint})
    assert answer.status_code == 404
    assert shown_versions(client, url) == ["Codso"]


def test_a_page_that_somebody_else_has_locked_cannot_be_rolled_back(admin_of, user, page):
    write(translation_of(page), user(), ask="Labaad")
    client, url = admin_of(SOMALI), string_url(page, "English ask")
    type(page).objects.filter(pk=page.pk).update(locked=True, locked_by=user())
    assert restore(client, url, 1).status_code == 409
    assert shown_versions(client, url) == ["Labaad", "Codso"]


def test_a_string_that_the_english_no_longer_has_is_not_found(admin_of, page):
    client, url = admin_of(SOMALI), string_url(page, "English ask")
    source = page.source
    source.ask = "New ask"
    source.save_revision().publish()
    assert client.get(url).status_code == 404


# Housekeeping


def test_old_versions_are_deleted_but_never_the_newest(user, page):
    translation = translation_of(page)
    write(translation, user(), ask="Labaad")
    with time_machine.travel(timezone.now() + timedelta(days=179)):
        call_command("housekeeping", verbosity=0)
    assert StringVersion.objects.filter(data="Codso").exists()
    with time_machine.travel(timezone.now() + timedelta(days=181)):
        call_command("housekeeping", verbosity=0)
    assert not StringVersion.objects.filter(data="Codso").exists()
    assert set(StringVersion.objects.values_list("data", flat=True)) >= {"Labaad", "Cinwaan"}


def test_at_most_fifty_versions_of_a_string_are_kept(user, page):
    translation, somebody = translation_of(page), user()
    for number in range(55):
        write(translation, somebody, ask=f"Eray {number}")
    call_command("housekeeping", verbosity=0)
    texts = StringVersion.objects.filter(data__startswith="Eray").order_by("pk")
    assert [version.data for version in texts] == [f"Eray {number}" for number in range(5, 55)]


def test_versions_stay_when_their_author_is_deleted_and_go_with_their_review(user, page):
    somebody = user(username="Gone")
    write(translation_of(page), somebody, ask="Labaad")
    somebody.delete()
    assert StringVersion.objects.get(data="Labaad").saved_by is None
    assert not StringReview.objects.exists()
