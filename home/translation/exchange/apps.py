from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "home.translation.exchange"
    label = "exchange"

    def ready(self):
        from home.operations import housekeeping

        from .housekeeping import delete_imports

        housekeeping.register("imports of translations", delete_imports)
