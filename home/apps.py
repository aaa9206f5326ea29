from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HomeConfig(AppConfig):
    name = "home"

    def ready(self):
        from . import checks, mail, signals, withdrawals  # noqa: F401
        from .typed_dates import forms

        forms.register()
        post_migrate.connect(signals.sync_site_address, sender=self)
