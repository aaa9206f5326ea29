"""The periodic job of scheduled publication."""

from datetime import timedelta

from home.operations.schedule import Every, register

from .due import publish_due

register("publish_due", Every(timedelta(seconds=15)))(publish_due)
