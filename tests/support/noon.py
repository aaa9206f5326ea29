"""Noon of a fixed day in Minnesota, from which tests count hours and days."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

NOW = datetime(2011, 6, 3, 12, 0, tzinfo=ZoneInfo("America/Chicago"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
