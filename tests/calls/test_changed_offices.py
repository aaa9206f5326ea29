"""Tests for call totals after an office has changed."""

import pytest
from django.core import serializers
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.calls import totals
from alerts.calls.models import CallCount, CallTotals
from alerts.models import Office
from tests import factories as make
from tests.support.call_results import count_calls


def rename(office, name):
    office = Office.objects.get(pk=office.pk)
    office.name = name
    office.save()


def names_in_totals(alert):
    return [name for _pk, name, _number in CallTotals.objects.get(alert=alert).shown["offices"]]


def test_a_corrected_name_is_in_the_results_of_every_alert(client, alert, office):
    later = make.AlertPageFactory(slug="later")
    make.call(later, office)
    for one in (alert, later):
        count_calls(one, 5)
    rename(office, "Tim Walz")
    for slug in ("call", "later"):
        page = client.get(f"/en/alerts/{slug}/").content.decode()
        assert ">Tim Walz</th>" in page
        assert "Mark Dayton" not in page


def test_a_new_name_rewrites_the_totals_of_each_alert_once(alert, office):
    count_calls(alert, 5)
    count_calls(alert, 5, language="so")
    with CaptureQueriesContext(connection) as queries:
        rename(office, "Tim Walz")
    written = [one["sql"] for one in queries if one["sql"].startswith("UPDATE")]
    assert sum(CallTotals._meta.db_table in sql for sql in written) == 1


def test_the_totals_of_alerts_without_calls_to_the_office_are_not_rewritten(alert, office):
    other = make.AlertPageFactory(slug="other")
    make.call(other, make.office("Al Other", ["+16512211017"]))
    count_calls(other, 5)
    CallTotals.objects.update(shown={"offices": [[0, "As it was", 5]]})
    rename(office, "Tim Walz")
    assert names_in_totals(other) == ["As it was"]


def test_totals_that_are_loaded_before_their_office_and_its_counts_stay_as_in_the_file(
    alert, office, tmp_path
):
    count_calls(alert, 5)
    rows = [*CallTotals.objects.all(), *Office.objects.all()]
    file = tmp_path / "rows.json"
    file.write_text(serializers.serialize("json", rows))
    CallCount.objects.update(number=0)
    call_command("loaddata", file, verbosity=0)
    assert CallTotals.objects.get().shown["calls"] == 5
    assert names_in_totals(alert) == ["Mark Dayton"]


def test_totals_that_cannot_be_computed_are_not_created(alert, monkeypatch):
    def fail(alert_id):
        raise RuntimeError

    monkeypatch.setattr(totals, "answers_to", fail)
    with pytest.raises(RuntimeError):
        totals.rewrite(alert.pk)
    assert not CallTotals.objects.exists()
