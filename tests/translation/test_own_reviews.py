"""Tests for reviewers who wrote some of the strings themselves."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from home.translation import review
from home.translation.models import StringReview
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from home.translation.teamwork.models import StringVersion
from tests import factories as make
from tests.support import by_link, exchange, translating
from tests.support.soup import full_notice, page_at, text_of

pytestmark = pytest.mark.django_db

UNCHECKED = "Translated by a volunteer, not yet checked by a second reader."
GROUPS = translating.TRANSLATORS
LANGUAGES = pytest.mark.parametrize("language", list(GROUPS))


def begin(language="so", **fields):
    return exchange.begin(language, slug="call", **{"response": ""} | fields)


def write(translation, **more):
    for string in translatable_strings(translation):
        save_translation(string, f"[own] {string.english}", **more)


def publish(translation):
    review.publish(translation.get_target_instance(), None)


def mark(client, reader, translation):
    """Press the button of the review page as `reader`, and return the messages that are shown."""
    client.force_login(reader)
    page = translation.get_target_instance()
    url = reverse("review_translation", args=[page.pk])
    response = client.post(url, {"revision": page.live_revision_id}, follow=True)
    client.logout()
    return " ".join(str(message) for message in response.context["messages"])


def notice(client, language):
    return text_of(full_notice(page_at(client, "alerts/call/", language)))


def said(text, language):
    with override(language):
        assert gettext(text) != text
        return gettext(text)


def reviewed_on(translation):
    return translation.get_target_instance().reviewed_on


@LANGUAGES
def test_the_page_of_a_lone_volunteer_says_so_and_is_not_called_reviewed(client, user, language):
    translation, volunteer = begin(language), user(GROUPS[language])
    write(translation, user=volunteer)
    publish(translation)
    told = mark(client, volunteer, translation)
    assert "You wrote this yourself." in told
    assert not StringReview.objects.exists()
    assert reviewed_on(translation) is None
    assert said(UNCHECKED, language) in notice(client, language)
    feed = client.get(f"/{language}/feed.json").json()
    (item,) = feed["items"]
    assert said(UNCHECKED, language) in text_of(BeautifulSoup(item["content_html"], "html5lib"))


def test_another_reader_reviews_what_a_volunteer_wrote(client, user):
    translation, volunteer = begin(), user(GROUPS["so"])
    write(translation, user=volunteer)
    publish(translation)
    assert "Marked as reviewed" in mark(client, user(GROUPS["so"]), translation)
    assert reviewed_on(translation) == timezone.localdate()
    assert said(UNCHECKED, "so") not in notice(client, "so")


def test_two_volunteers_review_each_others_strings(client, user):
    translation, first, second = begin(), user(GROUPS["so"]), user(GROUPS["so"])
    write(translation, user=first)
    title = translatable_strings(translation)[0]
    save_translation(title, "Cinwaan", user=second)
    publish(translation)
    assert "1 to be reviewed by somebody else" in mark(client, second, translation)
    assert reviewed_on(translation) is None
    assert said(UNCHECKED, "so") in notice(client, "so")
    assert "You wrote this yourself." in mark(client, second, translation)
    assert "Marked as reviewed" in mark(client, first, translation)
    assert reviewed_on(translation) == timezone.localdate()


def test_a_reviewer_who_corrects_a_string_leaves_it_to_somebody_else(client, user):
    translation, volunteer, reader = begin(), user(GROUPS["so"]), user(GROUPS["so"])
    write(translation, user=volunteer)
    publish(translation)
    mark(client, reader, translation)
    save_translation(translatable_strings(translation)[0], "Cinwaan", user=reader)
    publish(translation)
    assert reviewed_on(translation) is None
    mark(client, reader, translation)
    assert reviewed_on(translation) is None
    mark(client, volunteer, translation)
    assert reviewed_on(translation)


def test_the_review_of_a_text_that_its_reviewer_writes_again_does_not_count(client, user):
    translation, reader = begin(), user(GROUPS["so"])
    write(translation)
    publish(translation)
    mark(client, reader, translation)
    title = translatable_strings(translation)[0]
    save_translation(title, title.text, user=reader)
    publish(translation)
    assert reviewed_on(translation) is None


@pytest.mark.parametrize("kind", ["po", "xlsx"])
@pytest.mark.parametrize("by_others", [True, False])
def test_a_file_is_its_importers_own_unless_another_person_translated_it(
    client, user, kind, by_others
):
    translation, importer = begin(), user(GROUPS["so"])
    client.force_login(importer)
    ticked = {"by_others": "on"} if by_others else {}
    exchange.fill_and_upload(client, translation, kind, lambda text: f"[so] {text}", **ticked)
    publish(translation)
    mark(client, importer, translation)
    assert bool(reviewed_on(translation)) is by_others


@pytest.mark.parametrize("by_others", [True, False])
def test_a_pasted_reply_is_its_importers_own_unless_another_person_translated_it(
    client, user, by_others
):
    translation, importer = begin(), user(GROUPS["so"])
    client.force_login(importer)
    page = translation.get_target_instance()
    message = client.get(reverse("exchange_message", args=[page.pk])).context["message"]
    code = message[message.index("#TX-") :].split()[0]
    ticked = {"by_others": "on"} if by_others else {}
    shown = exchange.check(client, translation, f"{code}\n1. Cinwaan\n2. Codso", **ticked)
    exchange.save(client, translation, shown)
    publish(translation)
    mark(client, importer, translation)
    assert bool(reviewed_on(translation)) is by_others


def test_what_a_volunteer_wrote_by_link_is_reviewed_by_the_reader_who_publishes(client, user):
    translation = begin()
    _link, token = make.link(translation)
    for step in by_link.steps(client, by_link.address(translation, token)):
        by_link.send(client, step, "Erayo")
    publish(translation)
    mark(client, user(GROUPS["so"]), translation)
    assert reviewed_on(translation)


def test_a_machine_draft_is_nobodys_own(client, user):
    translation, reader = begin(**exchange.OVER), user(GROUPS["so"])
    write(translation, by_machine=True, user=reader)
    publish(translation)
    mark(client, reader, translation)
    assert reviewed_on(translation)


def test_a_review_publishes_the_machine_drafts_that_readers_had_in_english(client, user):
    translation, reader = begin(), user(GROUPS["so"])
    write(translation, user=user())
    publish(translation)
    title, ask = translatable_strings(translation)
    save_translation(title, "Cinwaan", by_machine=True)
    publish(translation)
    client.force_login(reader)
    page = translation.get_target_instance()
    review_page = client.get(reverse("review_translation", args=[page.pk])).content.decode()
    assert "published in Somali: read them below" in review_page
    assert page.title == title.english
    assert "Marked as reviewed" in mark(client, reader, translation)
    page = translation.get_target_instance()
    assert (page.title, page.is_partly_held) == ("Cinwaan", False)
    assert page.live_revision.user == reader
    assert page.reviewed_on == timezone.localdate()
    revision = page.live_revision
    save_translation(ask, "Codso cusub", user=user())
    publish(translation)
    published = translation.get_target_instance().live_revision
    assert published != revision
    assert "Marked as reviewed" in mark(client, reader, translation)
    assert translation.get_target_instance().live_revision == published
    response = client.get(reverse("review_translation", args=[page.pk]))
    assert "read them below" not in response.content.decode()


def test_a_machine_draft_that_somebody_corrected_is_their_own(client, user):
    translation, reader = begin(**exchange.OVER), user(GROUPS["so"])
    write(translation, by_machine=True)
    title = translatable_strings(translation)[0]
    save_translation(title, "Cinwaan", user=reader)
    publish(translation)
    assert "1 to be reviewed by somebody else" in mark(client, reader, translation)
    assert reviewed_on(translation) is None


def test_a_page_written_by_hand_is_reviewed_by_somebody_else(client, user):
    translation, writer = begin(), user(GROUPS["so"])
    write(translation)
    publish(translation)
    translation.enabled = False
    translation.save()
    page = translation.get_target_instance()
    page.title = "Gacan"
    page.save_revision(user=writer).publish()
    assert "You wrote this yourself." in mark(client, writer, translation)
    assert reviewed_on(translation) is None
    assert "Marked as reviewed" in mark(client, user(GROUPS["so"]), translation)
    assert reviewed_on(translation)


def test_the_translate_view_does_not_call_a_string_reviewed_that_its_reviewer_wrote(client, user):
    translation, reader = begin(), user(GROUPS["so"])
    write(translation)
    publish(translation)
    mark(client, reader, translation)
    client.force_login(reader)
    url = reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])
    assert client.get(url).content.decode().count("Reviewed.") == 2
    title = translatable_strings(translation)[0]
    save_translation(title, title.text, user=reader)
    assert client.get(url).content.decode().count("Reviewed.") == 1


# Words that somebody else has restored, and targets of links


def restore(client, who, translation, english, version):
    client.force_login(who)
    string = next(one for one in translatable_strings(translation) if one.english == english)
    page = translation.get_target_instance()
    url = reverse("translation_string", args=[page.pk, string.key])
    # Oldest first.
    pks = sorted(StringVersion.objects.filter(string=string.ids[0]).values_list("pk", flat=True))
    shown = client.get(url).context["string"].fingerprint
    data = {"action": f"restore-{pks[version]}", "shown_text": shown}
    assert client.post(url, data).status_code == 302


def test_the_author_of_restored_words_does_not_review_them(client, user):
    translation, author, other = begin(), user(GROUPS["so"]), user(GROUPS["so"])
    write(translation, user=author)
    title = translatable_strings(translation)[0]
    save_translation(title, "Cinwaan", user=other)
    restore(client, other, translation, title.english, 0)
    publish(translation)
    assert "You wrote this yourself." in mark(client, author, translation)
    assert "Marked as reviewed" in mark(client, other, translation)
    assert reviewed_on(translation)


def test_words_of_an_unknown_author_belong_to_who_has_restored_them(client, user):
    translation, reader = begin(), user(GROUPS["so"])
    write(translation)  # by a link or a file
    title = translatable_strings(translation)[0]
    save_translation(title, "Cinwaan", user=user())
    restore(client, reader, translation, title.english, 0)
    publish(translation)
    assert "1 to be reviewed by somebody else" in mark(client, reader, translation)


def test_words_that_were_restored_twice_still_belong_to_their_author(client, user):
    translation, author, other = begin(), user(GROUPS["so"]), user(GROUPS["so"])
    write(translation, user=author)
    title = translatable_strings(translation)[0]
    for text in ("Cinwaan", "Ciwaan"):
        save_translation(title, text, user=other)
        restore(client, other, translation, title.english, 0)
    assert title.english in translatable_strings(translation)[0].text
    publish(translation)
    assert "You wrote this yourself." in mark(client, author, translation)


OFFICE = "https://mn.gov/governor/contact/"
LINK = f'<p><a href="{OFFICE}">Write</a> to the office.</p><p>Call them.</p>'


def write_with_link(translation, user):
    for string in translatable_strings(translation):
        linked = '<a id="a1">Qor</a> xafiiska.'
        save_translation(
            string, linked if "Write" in string.english else f"[own] {string.english}", user=user
        )


def set_target(client, who, translation, target="https://mn.gov/governor/so/"):
    client.force_login(who)
    string = next(one for one in translatable_strings(translation) if "Write" in one.english)
    page = translation.get_target_instance()
    url = reverse("translation_string", args=[page.pk, string.key])
    data = {"action": "link-a1", "target-a1": target}
    assert client.post(url, data).status_code == 302


def test_the_author_of_a_text_does_not_review_it_after_somebody_has_changed_its_link(client, user):
    translation, author, other = begin(response=LINK), user(GROUPS["so"]), user(GROUPS["so"])
    write_with_link(translation, author)
    set_target(client, other, translation)
    publish(translation)
    assert "You wrote this yourself." in mark(client, author, translation)


def test_nobody_reviews_the_target_that_they_have_chosen(client, user):
    translation, author, other = begin(response=LINK), user(GROUPS["so"]), user(GROUPS["so"])
    write_with_link(translation, author)
    set_target(client, other, translation)
    publish(translation)
    assert "1 to be reviewed by somebody else" in mark(client, other, translation)
    assert reviewed_on(translation) is None
    mark(client, user(GROUPS["so"]), translation)
    assert reviewed_on(translation)


def test_who_has_given_back_the_english_target_reviews_as_before(client, user):
    translation, author, other = begin(response=LINK), user(GROUPS["so"]), user(GROUPS["so"])
    write_with_link(translation, author)
    set_target(client, other, translation)
    set_target(client, other, translation, "")
    publish(translation)
    mark(client, other, translation)
    assert reviewed_on(translation)
