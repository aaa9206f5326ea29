from django.apps import AppConfig


class SharingConfig(AppConfig):
    """How alerts leave the site: calendar, feeds, flyer, pictures, cards."""

    name = "alerts.sharing"
    label = "sharing"
