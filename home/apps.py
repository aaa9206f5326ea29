from django.apps import AppConfig
from django.core.checks import Tags, register


class HomeConfig(AppConfig):
    name = "home"

    def ready(self):
        from . import checks, mail, signals, used_form_tokens, withdrawals
        from .operations import housekeeping, readiness
        from .typed_dates import forms

        register(checks.check_catalogs, Tags.translation)
        register(checks.check_home_pages, Tags.database)
        forms.register()
        signals.register_signal_handlers()
        withdrawals.register()
        readiness.register(
            "set-up", checks.find_missing_set_up, is_needed_to_start=True, needs_database=True
        )
        housekeeping.register("emails that could not be sent", mail.delete_failed)
        housekeeping.register("used form tokens", used_form_tokens.purge)
