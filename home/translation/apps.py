from django.apps import AppConfig


class TranslationConfig(AppConfig):
    name = "home.translation"
    label = "translation"

    def ready(self):
        from . import housekeeping, signals  # noqa: F401  they register themselves
        from .admin import volunteer_links  # noqa: F401  it registers itself
