from django.apps import AppConfig


class TranslationConfig(AppConfig):
    name = "home.translation"
    label = "translation"

    def ready(self):
        from . import housekeeping, links, signals  # noqa: F401  connects what must follow a change
