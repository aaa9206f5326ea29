"""Tests for unusual reports of calls and of support, such as failed, late or repeated ones."""

import pytest
from django.test import Client
from django.utils import timezone

from alerts.calls import totals, views
from alerts.calls.models import CallCount, CallTotals, SupportCount
from alerts.comments.erasure import withdraw
from alerts.comments.models import CommentSettings, PostComment
from home.addresses import page_address
from home.models import UsedFormToken
from tests import factories as make
from tests.support import every_page
from tests.support.call_reports import address
from tests.support.reader_form import form_fields, typed
from tests.support.soup import parse

pytestmark = pytest.mark.django_db

TOO_OLD = "The page was open for a long time."


@pytest.fixture
def alert(office):
    alert = make.AlertPageFactory(slug="call")
    make.call(alert, office)
    return alert


def filled(client, alert, office, language="en", **fields):
    form = form_fields(client.get(address(alert, language)))
    return {"form_token": form["form_token"], "call": f"{office.pk}-spoke"} | fields


def alert_roles(response):
    return [one.text.strip() for one in parse(response).select("[role=alert]")]


def test_if_comments_close_while_a_report_is_stored_its_call_is_not_counted_either(
    client, alert, office, monkeypatch
):
    data = filled(client, alert, office)
    CommentSettings.objects.create(is_paused=True)
    with monkeypatch.context() as patch:
        patch.setattr(views, "accepts_comments", lambda alert: True)  # it was, a moment ago
        refused = client.post(address(alert), data | {"comment": "My words."})

    assert (refused.status_code, typed(refused)) == (422, ["My words."])
    assert not CallCount.objects.exists()
    assert not UsedFormToken.objects.exists()
    assert client.post(address(alert), data).status_code == 303
    assert CallCount.objects.get().number == 1


def test_a_form_whose_text_was_deleted_is_not_counted_again(client, alert, office):
    data = filled(client, alert, office, comment="My words.")
    client.post(address(alert), data)
    withdraw(PostComment.objects.get().pk)
    CallCount.objects.all().delete()
    UsedFormToken.objects.filter(effect="counted").delete()

    again = client.post(address(alert), data)

    assert again.status_code == 422
    assert [said.startswith(TOO_OLD) for said in alert_roles(again)] == [True]
    assert not CallCount.objects.exists()


def test_a_form_is_not_used_for_a_second_text(client, alert, office):
    data = filled(client, alert, office)
    client.post(address(alert), data | {"comment": "My words."})
    other = client.post(address(alert), data | {"comment": "Other words."})
    assert (other.status_code, typed(other)[0].strip()) == (422, "Other words.")
    assert TOO_OLD in other.text
    assert [comment.comment for comment in PostComment.objects.all()] == ["My words."]
    assert CallCount.objects.get().number == 1


@pytest.mark.parametrize("words", ["", "My words."])
def test_a_form_that_was_counted_gets_its_answer_after_the_end_too(client, alert, office, words):
    data = filled(client, alert, office, comment=words)
    in_time = client.post(address(alert), data)
    late = filled(client, alert, office, comment=words)
    every_page.end(alert)

    again, too_late = client.post(address(alert), data), client.post(address(alert), late)

    assert (again.status_code, again["Location"]) == (303, in_time["Location"])
    assert ("/comment/" in again["Location"]) == bool(words)
    assert too_late.status_code == 403
    assert client.post(address(alert), late | {"call": "-"}).status_code == 403
    assert client.post(address(alert), late | {"form_token": "forged"}).status_code == 403
    assert CallCount.objects.get().number == 1


def test_words_of_spaces_alone_are_no_comment(client, alert, office):
    answer = client.post(address(alert), filled(client, alert, office, comment=" \r\n\t "))
    assert answer["Location"] == address(alert) + "thanks/"
    assert CallCount.objects.get().number == 1
    assert not PostComment.objects.exists()


def test_words_of_spaces_alone_do_not_prevent_a_report_where_comments_are_closed(
    client, alert, office
):
    CommentSettings.objects.create(is_paused=True)
    answer = client.post(address(alert), filled(client, alert, office, comment="  "))
    assert answer.status_code == 303
    assert CallCount.objects.get().number == 1


def test_a_report_in_another_language_is_of_the_english_alert(
    client, alert, office, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    answer = client.post(
        address(alert, "so"), filled(client, alert, office, "so", comment="Way i dhageysteen.")
    )
    client.post(address(alert, "so"), filled(client, alert, office, "so"))
    assert answer.status_code == 303
    assert [count.alert_id for count in CallCount.objects.all()] == [alert.pk]
    assert PostComment.objects.get().post_id == alert.pk
    assert CallTotals.objects.get().alert_id == alert.pk


def test_support_in_another_language_is_of_the_english_alert(
    client, alert, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    stand = page_address(alert, "so") + "stand/"
    form = parse(client.get(stand)).select_one("form.stand-form")
    token = form.select_one("input[name=form_token]")["value"]
    answer = client.post(stand, {"form_token": token})
    assert (answer.status_code, answer["Location"]) == (303, stand + "thanks/")
    assert [(count.alert_id, count.language) for count in SupportCount.objects.all()] == [
        (alert.pk, "so")
    ]


def test_there_is_nothing_to_report_where_nobody_is_to_be_called(client, alert):
    alert.office_links.all().delete()
    assert client.get(address(alert)).status_code == 404
    refused = client.post(address(alert), {"comment": "My words."})
    assert (refused.status_code, typed(refused)) == (404, ["My words."])
    assert "This alert is no longer here. Nothing was saved." in refused.text


@pytest.mark.parametrize("path", ["/en/alerts/gone/report/", "/en/alerts/report/"])
def test_what_is_no_alert_has_no_report_form_and_gives_typed_words_back(client, alert, path):
    nothing = client.get(path)
    assert nothing.status_code == 404
    assert "We did not find that page" in nothing.text
    refused = client.post(path, {"comment": "My words."})
    assert (refused.status_code, typed(refused)) == (404, ["My words."])


def test_a_failure_in_the_middle_of_a_press_keeps_nothing_and_a_new_press_counts(
    client, alert, monkeypatch
):
    stand = page_address(alert) + "stand/"
    form = parse(client.get(page_address(alert) + "stand/")).select_one("form.stand-form")
    data = {"form_token": form.select_one("input[name=form_token]")["value"]}

    def fail(alert_id):
        raise RuntimeError

    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(totals, "rewrite", fail)
        assert client.post(stand, data).status_code == 500
    assert not SupportCount.objects.exists()
    assert client.post(stand, data).status_code == 303
    assert SupportCount.objects.get().number == 1


def test_a_failure_in_the_middle_of_a_report_keeps_nothing(client, alert, office, monkeypatch):
    data = filled(client, alert, office)

    def fail(alert_id):
        raise RuntimeError

    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(totals, "rewrite", fail)
        assert client.post(address(alert), data).status_code == 500
    assert not CallCount.objects.exists()
    assert client.post(address(alert), data).status_code == 303
    assert CallCount.objects.get().number == 1


@pytest.mark.parametrize(("seconds", "counted"), [(59, 1), (60, 2)])
def test_the_same_button_counts_again_after_exactly_a_minute(
    client, alert, time_machine, seconds, counted
):
    time_machine.move_to(timezone.now(), tick=False)
    form = parse(client.get(page_address(alert) + "stand/")).select_one("form.stand-form")
    data = {"form_token": form.select_one("input[name=form_token]")["value"]}
    client.post(page_address(alert) + "stand/", data)
    time_machine.shift(seconds)
    client.post(page_address(alert) + "stand/", data)
    assert SupportCount.objects.get().number == counted


# Headers


def test_the_forms_need_no_cookie(alert, office):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(alert), filled(strict, alert, office)).status_code == 303
    stand = page_address(alert) + "stand/"
    assert strict.post(stand, form_fields(strict.get(stand))).status_code == 303
    assert not strict.cookies


def test_no_cache_keeps_an_answer_except_for_refused_words_for_back(client, alert, office):
    stand = page_address(alert) + "stand/"
    answers = [
        client.post(address(alert), filled(client, alert, office) | {"call": "-"}),
        client.post(address(alert), filled(client, alert, office)),
        client.get(stand),
        client.post(stand, {"form_token": "forged"}),
        client.post(stand, form_fields(client.get(stand))),
    ]
    assert [answer.status_code for answer in answers] == [422, 303, 200, 422, 303]
    for answer in answers:
        assert ("no-store" in answer["Cache-Control"]) is (answer is not answers[0])
        assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("name", ["report", "stand"])
def test_the_thanks_are_the_same_for_everybody_and_only_read(client, alert, name):
    thanks = page_address(alert, "es") + f"{name}/thanks/"
    answer = client.get(thanks)
    assert answer["Cache-Control"] == "public, no-cache"
    assert client.get(thanks, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.post(thanks).status_code == 405
    form = page_address(alert, "es") + f"{name}/"
    assert client.head(form).status_code == 200
    for method in (client.put, client.delete, client.patch):
        assert method(form).status_code == 405
    assert client.get(f"/es/alerts/gone/{name}/thanks/").status_code == 404


def test_a_report_is_read_as_utf_8_whatever_its_header_says(client, alert, office):
    data = filled(client, alert, office)
    body = f"form_token={data['form_token']}&call={data['call']}&comment=Llamar%C3%A1n."
    kind = "application/x-www-form-urlencoded; charset=iso-8859-1"
    assert client.post(address(alert), body, content_type=kind).status_code == 303
    assert PostComment.objects.get().comment == "Llamarán."


def test_the_notice_says_whether_the_page_was_old_or_another_site_sent_the_form(
    client, alert, office
):
    stand = page_address(alert) + "stand/"
    for path, data in ((address(alert), filled(client, alert, office)), (stand, {})):
        old = client.post(path, data | {"form_token": "old"})
        elsewhere = client.post(path, data, headers={"Origin": "https://elsewhere.example"})
        assert [said[: len(TOO_OLD)] for said in alert_roles(old)] == [TOO_OLD]
        (said,) = alert_roles(elsewhere)
        assert said.startswith("This did not come from our own page.")
    assert not CallCount.objects.exists()
    assert not SupportCount.objects.exists()
