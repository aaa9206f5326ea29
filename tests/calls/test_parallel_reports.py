"""Test for simultaneous call reports."""

from functools import partial

import pytest
from django.test import Client

from alerts.calls.models import CallCount, CallTotals
from home.addresses import page_address
from home.models import UsedFormToken
from tests import factories as make
from tests.support.parallel import at_once
from tests.support.reader_form import form_fields

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

CALLERS = 16


def test_simultaneous_reports_are_each_counted_once_also_if_a_form_is_sent_twice():
    alert, office = make.AlertPageFactory(slug="call"), make.office()
    make.call(alert, office)
    address = page_address(alert, "so") + "report/"
    forms = [form_fields(Client().get(address)) for _caller in range(CALLERS)]
    forms += forms[:4]  # these forms are sent twice

    answers = at_once(
        [partial(Client().post, address, form | {"call": f"{office.pk}-spoke"}) for form in forms]
    )

    assert [answer.status_code for answer in answers] == [303] * len(forms)
    assert CallCount.objects.get().number == CALLERS
    assert UsedFormToken.objects.count() == CALLERS
    assert CallTotals.objects.get().calls_made == CALLERS
