"""Tests for the markup of translators' pages in the admin."""

import pytest
from django.urls import reverse
from wagtail.models import Locale

from alerts.models import AlertPage
from home.translation import review, sync
from home.translation.models import GlossaryTerm
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support.by_link import begin, box
from tests.support.soup import assert_has, page_of, parse, text_of

pytestmark = pytest.mark.django_db
SOMALI, SUBMIT_ONLY = "Translators (Soomaali)", "Submit-only translators (Soomaali)"


def write(translation, *only, prefix="[so]"):
    for string in translatable_strings(translation):
        if not only or string.english.startswith(only):
            save_translation(string, f"{prefix} {string.english}")


def published(**fields):
    translation = begin(**fields)
    write(translation)
    review.publish(translation.get_target_instance(), make.user())
    return translation


def address(translation, name="wagtailadmin_pages:edit"):
    return reverse(name, args=[translation.get_target_instance().pk])


def change(**fields):
    page = AlertPage.objects.filter(locale__language_code="en").latest("pk")
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def boxes(page):
    return page.select("[data-field-wrapper]:has(textarea)")


def texts(page, selector):
    return [text_of(tag) for tag in page.select(selector)]


def test_each_text_of_the_translate_view_is_marked_with_its_language(translator):
    term = GlossaryTerm.objects.create(term="zebra", note="The animal.")
    term.translations.create(language="so", text="dameer-farow")
    term.save()
    published(title="Other zebra", slug="other", ask="English same")
    translation = begin(ask="English same", talking_points=[("point", "English zebra")])
    write(translation, "English title")
    change(title="English title, changed")
    page = assert_has(
        translator.get(address(translation)),
        'label[lang="en"]:-soup-contains-own("English title, changed")',
        'span[lang="en"]:-soup-contains-own("English title")',
        'span[lang="so"]:-soup-contains-own("[so] English title")',
        'li > span[lang="en"]:-soup-contains-own("zebra")',
        'li > b[lang="so"]:-soup-contains-own("dameer-farow")',
        'li:-soup-contains("(The animal.)")',
        'li:-soup-contains("From “Other zebra”: ")',
        'li > i[lang="so"]:-soup-contains-own("[so] English same")',
    )
    assert "0 of 3 strings" in texts(page, "main p:not([hidden] p):not([hidden])")[0]
    assert "started by a machine" not in page.get_text()


def test_a_text_that_a_machine_began_elsewhere_says_so(translator):
    old = make.ExplainerPageFactory(title="Old", summary="English same")
    somali = Locale.objects.get(language_code="so")
    old_translation = sync.start_translation(old, somali)
    for string in translatable_strings(old_translation):
        save_translation(string, "mashiin", by_machine=True)
    review.publish(old_translation.get_target_instance(), make.user())
    new = make.ExplainerPageFactory(title="New", summary="English same")
    translation = sync.start_translation(new, somali)
    save_translation(translatable_strings(translation)[0], "mashiin", by_machine=True)
    page = page_of(translator.get(address(translation)))
    assert "From “Old”, started by a machine: mashiin" in texts(page, "li")
    drafts = {text_of(box.label): "Machine draft." in text_of(box) for box in boxes(page)}
    assert drafts == {"New": True, "English same": False}


def test_the_lists_of_what_is_missing_and_lost_texts_are_marked_with_their_languages(translator):
    translation = begin(talking_points=[("point", "English point")])
    write(translation, "English title", "English ask")
    assert_has(
        translator.post(address(translation), {"action": "publish"}),
        '.help-warning li[lang="en"]:-soup-contains-own("English point")',
        'input[type="hidden"][name="partly"][value="yes"]',
    )
    lost = translator.post(address(translation), {"s999999-1-text": "Lumay"})
    assert lost.status_code == 422
    assert_has(lost, '.help-critical p[lang="so"]:-soup-contains-own("Lumay")')


def test_the_core_and_the_rest_each_have_one_heading(translator):
    translation = begin(
        script=[("line", "English line")],
        talking_points=[("point", "English one"), ("point", "English two")],
        search_description="English description",
        response="<p>English response</p>",
    )
    page = parse(translator.get(address(translation)))
    assert texts(page, "main form h2")[:2] == ["First: what readers need most", "Then: the rest"]
    labels = texts(page, "label[lang=en]")
    assert labels[:3] == ["English title", "English ask", "English line"]
    assert labels[-1] == "English description"


def test_an_error_is_tied_to_its_box_and_an_overtaken_text_is_announced(translator):
    translation = begin()
    title = box(translation, "English title")
    page = parse(translator.post(address(translation), {title: "\u200b"}))
    area = page.find("textarea", {"name": title})
    assert "invisible" in page.find(id=area["aria-describedby"]).get_text()
    assert area["lang"] == "so"
    assert page.find("label", {"for": area["id"]}).get_text() == "English title"


def test_sections_of_the_translate_view_are_labeled_and_files_are_downloads(translator):
    translation = begin()
    assert_has(
        translator.get(address(translation)),
        'section[aria-labelledby="exchange"] h2#exchange',
        'section[aria-labelledby="links-heading"] h2#links-heading',
        f'a[download][href="{reverse("exchange_page_file", args=[translation.get_target_instance().pk, "po"])}"]',
        f'a[download][href="{reverse("exchange_page_file", args=[translation.get_target_instance().pk, "xlsx"])}"]',
    )


def test_a_new_link_is_labeled_and_shared_without_a_referrer(translator):
    assert_has(
        translator.post(address(begin()), {"action": "make-link"}),
        'label[for="new-link"]',
        "input#new-link[readonly]",
        'label[for="new-message"]',
        'textarea#new-message[lang="so"][readonly]',
        'a[target="_blank"][rel="noreferrer"][href^="https://wa.me/"]',
    )


def test_only_links_that_are_valid_can_be_revoked_and_the_newest_stands_first(translator):
    translation = begin()
    for fields in ({"expires_at": "2011-01-01T00:00Z"}, {"revoked_at": "2011-01-01T00:00Z"}, {}):
        make.link(translation, **fields)
    page = assert_has(
        translator.get(address(translation)), '#links-heading ~ table th[scope="col"]'
    )
    rows = page.select("#links-heading ~ table tbody tr")
    states = [text_of(row.find_all("td")[-1]) for row in rows]
    assert states == ["Revoke", "Revoked", "Expired"]
    (button,) = page.select("#links-heading ~ table button")
    assert button["aria-label"].startswith("Revoke the link made on ")
    assert len(page.select('#links-heading ~ table th[scope="col"]')) == 6
    cells = [text_of(cell) for cell in rows[0].select("td")]
    assert (cells[1], cells[3]) == ("–", "–")  # made by nobody, never used


@pytest.mark.parametrize(
    ("group", "is_live", "offered"),
    [
        (SOMALI, False, {"publish"}),
        (SOMALI, True, {"publish", "review"}),
        (SUBMIT_ONLY, False, set()),
        (SUBMIT_ONLY, True, set()),
    ],
)
def test_only_what_the_server_accepts_is_offered(admin_of, group, is_live, offered):
    translation = published() if is_live else begin()
    page = parse(admin_of(group).get(address(translation)))
    buttons = {button["value"] for button in page.select("main button[name=action]")}
    links = {link["href"] for link in page.select("main a[href]")}
    found = buttons & {"publish"} | (
        {"review"} if address(translation, "review_translation") in links else set()
    )
    assert found == offered
    assert {"save", "memory", "submit"} <= buttons


def test_a_submission_is_seen_until_it_is_published(translator):
    def is_seen():
        return (
            "Submitted for review (since" in translator.get(address(translation)).content.decode()
        )

    translation = begin()
    write(translation)
    assert not is_seen()
    review.submit_for_review(translation, None)
    assert is_seen()
    review.publish(translation.get_target_instance(), make.user())
    assert not is_seen()


def test_an_approval_before_the_english_is_live_is_seen(translator):
    english = make.AlertPageFactory(title="English", live=False, first_published_at=None)
    english.save_revision()
    translation = sync.start_translation(english, Locale.objects.get(language_code="so"))
    write(translation)
    response = translator.post(address(translation), {"action": "publish"}, follow=True)
    assert "it goes live as soon as the English page is published" in response.content.decode()
    shown = translator.get(address(translation)).content.decode()
    assert "Approved: it goes live with the English page." in shown
    assert "Submitted for review (since" not in shown


def test_an_older_translation_says_so_in_the_translate_view(translator):
    translation = published()
    note = "The English has changed since this was published."
    assert note not in translator.get(address(translation)).content.decode()
    change(title="English title, changed")
    assert note in translator.get(address(translation)).content.decode()


# Review


@pytest.mark.parametrize("group", [SOMALI, SUBMIT_ONLY, "Editors"])
def test_the_page_list_offers_a_review_to_users_who_may_publish_there(admin_of, group):
    translation = published()
    draft = begin(title="Draft", slug="draft")
    target = translation.get_target_instance()
    client = admin_of(group)
    shown = client.get(reverse("wagtailadmin_explore", args=[target.get_parent().pk]))
    may_review = group != SUBMIT_ONLY
    html = shown.content.decode()
    assert (address(translation, "review_translation") in html) is may_review
    assert address(draft, "review_translation") not in html
    if group == "Editors":
        english = target.source.get_parent()
        html = client.get(reverse("wagtailadmin_explore", args=[english.pk])).content.decode()
        assert "Mark as reviewed" not in html
        assert client.get(reverse("wagtailadmin_explore", args=[1])).status_code == 200


def test_the_review_page_opens_both_versions_in_new_windows(translator):
    translation = published()
    target = translation.get_target_instance()
    page = assert_has(
        translator.get(address(translation, "review_translation")),
        f'a[target="_blank"][rel="noopener"][href$="{target.get_absolute_url()}"]',
        f'a[target="_blank"][rel="noopener"][href$="{target.source.get_absolute_url()}"]',
    )
    revision = page.select_one("main form [type=hidden][name=revision]")
    assert revision["value"] == str(target.live_revision_id)
    assert "Nobody has reviewed it." in page.get_text()
    assert "translated by a volunteer" in page.get_text()
    review.mark_reviewed(target, by=make.user())
    page = parse(translator.get(address(translation, "review_translation")))
    assert "It was reviewed on" in text_of(page)
