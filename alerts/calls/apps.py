from django.apps import AppConfig


class CallsConfig(AppConfig):
    """What callers tell: how it went, and that they stand with it."""

    name = "alerts.calls"
    label = "calls"

    def ready(self):
        from . import signals  # noqa: F401  connect themselves
