from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "home.people"
    label = "people"

    def ready(self):
        from . import rights  # noqa: F401
