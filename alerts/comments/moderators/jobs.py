"""The periodic job of the moderators' daily summary."""

from datetime import time

from home.operations.schedule import Daily, register

from .emails import queue_summaries

register("moderators_summary", Daily(time(7, 30)))(queue_summaries)
