from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "home.operations"
    label = "operations"

    def ready(self):
        from . import checks, failed_tasks, jobs, pruning  # noqa: F401  they register themselves
