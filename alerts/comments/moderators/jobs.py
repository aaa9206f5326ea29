"""The periodic job of the moderators' daily summary."""

from datetime import time

from home.operations.schedule import Daily, register

from .. import mail
from .summary import send_summaries


@register("moderators_summary", Daily(time(7, 30)))
def send_daily_summaries():
    """Send the summaries; it fails if the mail server did not take one, and who has theirs gets no second."""
    _sent, failed = send_summaries()
    if failed:
        raise mail.NotSent(f"{failed} summaries")
