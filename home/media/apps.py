from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "home.media"
    label = "media"

    def ready(self):
        from . import recording_tasks, signals  # noqa: F401
