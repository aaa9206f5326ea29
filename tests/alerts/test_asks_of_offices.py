"""Tests for the action that each office is asked to take."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from alerts.models import ActionType, AlertOffice, AlertPage, Office
from alerts.office_kinds import in_words, kind_of
from alerts.sharing.share_links import message
from home.publishing import rules
from home.translation.models import Phrase, PhraseTranslation
from tests import factories as make
from tests.support import translating
from tests.support.soup import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def veto():
    made = make.ask_for()
    made.kinds = ["governor"]
    made.save()
    return made


@pytest.fixture
def uphold():
    made = make.ask_for("uphold", "Ask {office} to uphold the veto of {what}.", "Please uphold it.")
    made.kinds = ["senator", "representative"]
    made.save()
    return made


@pytest.fixture
def governor():
    return make.office("Mark Dayton", role=make.phrase("Governor of Minnesota"))


@pytest.fixture
def senator():
    return make.office("Pat Anders", ["+16512960001"], role=make.phrase("State senator"))


@pytest.fixture
def alert(veto, governor, senator):
    alert = make.AlertPageFactory(action_type=veto, about="SF958")
    make.call(alert, governor, senator)
    return alert


def words_of(element):
    return " ".join(element.get_text().split())


def text_of(client, alert):
    return words_of(parse(client.get(alert.get_absolute_url())))


def give(alert, office, action):
    AlertOffice.objects.filter(alert=alert, office=office).update(action_type=action)


def test_only_the_governor_is_asked_to_veto(client, alert):
    page = text_of(client, alert)
    assert "Ask Mark Dayton to veto SF958." in page
    assert "Pat Anders" in page
    assert "Ask Pat Anders to veto" not in page


def test_each_office_is_asked_for_its_own_and_the_script_says_whom_a_line_is_for(
    client, alert, senator, uphold
):
    give(alert, senator, uphold)
    page = parse(client.get(alert.get_absolute_url()))
    said = words_of(page)
    assert "Ask Mark Dayton to veto SF958." in said
    assert "Ask Pat Anders to uphold the veto of SF958." in said
    lines = [words_of(item) for item in page.select("li:has(> .say)")]
    assert "Mark Dayton Please veto SF958." in lines
    assert "Pat Anders Please uphold it." in lines


def test_the_card_says_that_what_the_second_office_is_asked_for_is_not_reviewed(
    client, settings, alert, senator, uphold
):
    address = alert.get_absolute_url().replace("/en/", "/so/")
    give(alert, senator, uphold)
    settings.INTERFACE_REVIEWED_ON = {"so": date(2031, 1, 1)}
    PhraseTranslation.objects.update(reviewed_on=date(2031, 1, 1))
    plea = PhraseTranslation.objects.create(phrase=uphold.plea, language="so", text="Fadlan")
    notice = "Turjumaadaha kaarkan qaarkood weli ma eegin"
    assert notice in client.get(address).text
    PhraseTranslation.objects.filter(pk=plea.pk).update(reviewed_on=date(2031, 1, 1))
    assert notice not in client.get(address).text


def test_nobody_is_asked_for_what_fits_none_of_the_offices(client, alert, governor):
    AlertOffice.objects.filter(office=governor).delete()
    page = text_of(client, alert)
    assert "veto SF958" not in page
    assert alert.ask in page
    assert not AlertPage.objects.get().can_plead


def test_the_message_of_a_translation_names_an_office_that_can_do_it(
    client, committed, veto, governor, senator
):
    alert = make.AlertPageFactory(action_type=veto, about="SF958")
    make.call(alert, senator, governor)
    assert "Please veto SF958." in text_of(client, alert)
    veto.sentence.translations.filter(language="so").update(reviewed_on="2031-01-01")
    text = message(AlertPage.objects.get(), None, "so").text
    assert "Mark Dayton" in text
    assert "Pat Anders" not in text


def test_an_action_that_does_not_fit_an_office_is_not_published(alert, senator, veto):
    give(alert, senator, veto)
    alert = AlertPage.objects.get()
    with pytest.raises(
        ValidationError, match="Pat Anders cannot be asked to veto: only a governor"
    ):
        rules.check(alert)
    alert.full_clean()  # a draft may have it


def test_the_checklist_asks_for_the_kind_of_an_office_that_the_role_does_not_tell(
    editor, alert, senator
):
    edit = reverse("wagtailadmin_pages:edit", args=[alert.pk])
    Phrase.objects.filter(pk=senator.role_id).update(text="Commissioner")
    item = parse(editor.get(edit)).find("a", string=re.compile("Choose what kind of office"))
    assert "Pat Anders is: only a governor can be asked to veto" in words_of(item)
    assert item["href"] == reverse(Office.snippet_viewset.get_url_name("edit"), args=[senator.pk])
    Office.objects.filter(pk=senator.pk).update(kind="governor")
    assert "Choose what kind of office" not in editor.get(edit).text


def test_the_checklist_says_which_office_is_not_asked_for_anything(editor, alert, senator, uphold):
    edit = reverse("wagtailadmin_pages:edit", args=[alert.pk])
    # The action of the first office fits every office.
    give(alert, alert.offices[0], make.ask_for("thank", "Thank {office}.", "Thank you."))
    item = parse(editor.get(edit)).find("a", string=re.compile("Say what to ask Pat Anders"))
    assert "only a governor can be asked to veto" in words_of(item)
    give(alert, senator, uphold)
    assert "Say what to ask" not in editor.get(edit).text


def test_the_subject_is_needed_for_the_action_of_one_office_too(alert, senator, uphold):
    give(alert, senator, uphold)
    alert = AlertPage.objects.get()
    alert.action_type, alert.about = None, ""
    with pytest.raises(ValidationError, match="asked to uphold"):
        alert.full_clean()


def test_an_editor_ticks_whom_an_action_type_fits(editor, veto):
    edit = reverse(ActionType.snippet_viewset.get_url_name("edit"), args=[veto.pk])
    form = {"name": "veto", "sentence": veto.sentence_id, "plea": veto.plea_id}
    assert 'value="governor"' in editor.get(edit).text
    editor.post(edit, form | {"kinds": ["governor", "mayor"]})
    assert ActionType.objects.get(pk=veto.pk).kinds == ["governor", "mayor"]
    assert editor.post(edit, form | {"kinds": ["king"]}).status_code == 200
    editor.post(edit, form)
    assert ActionType.objects.get(pk=veto.pk).kinds == []


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        ("Governor of Minnesota", "governor"),
        ("Lieutenant Governor", "other"),
        ("Governor's chief of staff", "other"),
        ("Assistant to the Governor", "other"),
        ("Former Governor of Minnesota", "other"),
        ("Candidate for Governor", "other"),
        ("U.S. Senator", "senator"),
        ("State representative", "representative"),
        ("Mayor of Saint Paul", "mayor"),
        ("Hennepin County Sheriff", "police"),
        ("County commissioner", "council"),
        ("Commissioner of Ramsey County", "council"),
        ("Minneapolis Park Board Commissioner", "council"),
        ("Commissioner of Human Services", "agency"),
        ("Commissioner, Department of Corrections", "agency"),
        ("Commissioner", ""),
        ("Department of Public Safety", "agency"),
        ("Neighbor", ""),
    ],
)
def test_the_kind_of_an_office_is_read_from_its_role(role, kind):
    assert kind_of(role) == kind


def test_the_kind_of_an_office_follows_its_role(veto, alert, senator):
    assert not veto.fits(senator)
    Phrase.objects.filter(pk=senator.role_id).update(text="Governor of Wisconsin")
    senator = Office.objects.get(pk=senator.pk)
    senator.save()
    assert (senator.kind, senator.known_kind) == ("", "governor")
    senator.role = make.phrase("Mayor of Duluth")
    assert not veto.fits(senator)


def test_a_chosen_kind_stays_and_an_unknown_one_can_be_asked_for_anything(veto):
    mayor = Office.objects.create(name="A", role=make.phrase("Governor’s liaison"), kind="agency")
    unknown = Office.objects.create(name="B", role=make.phrase("Ombudsperson"))
    assert Office.objects.get(pk=mayor.pk).kind == "agency"
    assert not veto.fits(mayor)
    assert veto.fits(unknown)
    assert in_words(["agency", "mayor"]) == "an agency or a mayor"


def test_the_card_takes_the_same_queries_with_more_action_types(
    client, alert, senator, uphold, django_assert_max_num_queries
):
    with django_assert_max_num_queries(15):
        client.get(alert.get_absolute_url())
    give(alert, senator, uphold)
    with django_assert_max_num_queries(15):
        client.get(alert.get_absolute_url())


def test_the_form_stores_what_an_office_is_asked_for(editor, alert, senator, uphold):
    links = list(alert.office_links.all())
    form = translating.alert_form(offices=links, action_type=alert.action_type_id, about="SF958")
    form["office_links-1-action_type"] = uphold.pk
    assert translating.edit(editor, alert, form, publish=True).status_code == 302
    assert AlertOffice.objects.get(office=senator).action_type == uphold
    form["office_links-1-action_type"] = alert.action_type_id
    refused = translating.edit(editor, alert, form, publish=True)
    assert "Pat Anders cannot be asked to veto" in refused.text
    assert AlertOffice.objects.get(office=senator).action_type == uphold  # what readers see
    assert translating.edit(editor, alert, form).status_code == 302
    draft = AlertPage.objects.get().get_latest_revision_as_object()
    assert draft.office_links.all()[1].action_type_id == alert.action_type_id
    form["office_links-1-action_type"] = uphold.pk
    assert translating.edit(editor, alert, form, publish=True).status_code == 302
    assert AlertPage.objects.get().has_unpublished_changes is False


def test_a_new_alert_is_not_published_with_an_action_that_does_not_fit(editor, veto, senator):
    make.the(make.AlertIndexPageFactory)
    form = translating.alert_form(offices=[senator], about="SF958")
    form["office_links-0-action_type"] = veto.pk
    refused = translating.add_alert(editor, form, publish=True)
    assert "Pat Anders cannot be asked to veto" in refused.text
    assert not AlertPage.objects.exists()
    assert translating.add_alert(editor, form).status_code == 302
    draft = AlertPage.objects.get()
    assert (draft.live, draft.office_links.get().action_type) == (False, veto)
    with pytest.raises(ValidationError, match="Pat Anders cannot"):
        rules.check(draft)


def test_no_field_of_an_alert_hides_the_address_of_its_form(editor, alert):
    form = parse(editor.get(reverse("wagtailadmin_pages:edit", args=[alert.pk]))).select_one(
        "form[data-edit-form]"
    )
    names = {field["name"] for field in form.select("[name]")}
    assert "action_type" in names
    # Scripts read these from the form, and would get a field of this name.
    assert not names & {"action", "method", "elements", "submit", "target"}
