from django.apps import AppConfig


class SharingConfig(AppConfig):
    """How alerts leave the site: calendar, feeds, flyer, pictures, cards."""

    name = "alerts.sharing"
    label = "sharing"

    def ready(self):
        from . import picture_signals, pruning  # noqa: F401
