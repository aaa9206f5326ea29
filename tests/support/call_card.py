"""Helpers for tests of the call card."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, override

from alerts.models import ActionType
from tests import factories as make
from tests.support.markup import find

DAY = datetime(2031, 6, 2, 12, 0, tzinfo=ZoneInfo("America/Chicago"))


def veto_alert():
    alert = make.AlertPageFactory(
        slug="call",
        starts_at=DAY - timedelta(days=1),
        ends_at=DAY + timedelta(days=1, hours=5),
        action_type=ActionType.objects.get(name="veto"),
        about="SF958",
    )
    role = make.phrase(es="Gobernador", so="Guddoomiyaha", hmn="Tus governor")
    office = make.office(numbers=["+18006573717", "+16512013400"], role=role)
    office.opens_at, office.closes_at = time(8), time(17)
    office.save()
    make.call(alert, office)
    return alert


def card_of(root):
    return find(root, "section", class_="call-card")[0]


def script_of(root):
    return find(root, "section", class_="script")[0]


def said(message, language, **values):
    with override(language):
        return gettext(message).format(**values)
