from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Rules for publication, and what is published or withdrawn by the clock."""

    name = "home.publishing"
    label = "publishing"

    def ready(self):
        from . import jobs, signals  # noqa: F401  connect themselves
