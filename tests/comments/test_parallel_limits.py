"""Tests for simultaneous forms from one IP address."""

from functools import partial

import pytest
from django.test import Client

from alerts.calls.models import SupportCount
from alerts.comments.models import PostComment
from alerts.comments.spam import checks as rules
from home.addresses import page_address
from home.models import RateCount
from tests import factories as make
from tests.support.parallel import at_once
from tests.support.reader_form import form_address, form_fields

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("noon"),
]

_WINDOW, MOST = rules.RATES[0]
MORE = 4


def test_concurrent_comments_from_one_address_are_marked_only_beyond_the_limit():
    address = form_address(make.AlertPageFactory())
    forms = [
        form_fields(Client().get(address)) | {"comment": f"Words {number}."}
        for number in range(MOST + MORE)
    ]

    answers = at_once([partial(Client().post, address, form) for form in forms])

    assert {answer.status_code for answer in answers} == {302}
    found = PostComment.objects.values_list("screening__reasons", flat=True)
    assert len([one for one in found if "rate" in [name for name, *_ in one]]) == MORE
    assert set(RateCount.objects.values_list("number", flat=True)) == {MOST + MORE}


def test_concurrent_flags_from_one_address_and_a_double_click_count_once():
    alert = make.AlertPageFactory()
    comment = make.comment(alert)
    flag, stand = (
        f"{page_address(alert)}comments/{comment.pk}/flag/",
        f"{page_address(alert)}stand/",
    )
    pressed = form_fields(Client().get(stand))
    posts = [(flag, form_fields(Client().get(flag))) for _time in range(6)] + [(stand, pressed)] * 6

    answers = at_once([partial(Client().post, path, form) for path, form in posts])

    assert {answer.status_code for answer in answers} == {303}
    comment.refresh_from_db()
    assert comment.flag_count == 1
    assert SupportCount.objects.get().number == 1
