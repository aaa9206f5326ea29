from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "home.operations"
    label = "operations"

    def ready(self):
        from . import failed_tasks  # noqa: F401
