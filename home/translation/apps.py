from django.apps import AppConfig


class TranslationConfig(AppConfig):
    name = "home.translation"
    label = "translation"

    def ready(self):
        from home.operations import housekeeping, ledger

        from . import signals
        from .admin import volunteer_links
        from .housekeeping import delete_uses

        signals.register_signal_handlers()
        ledger.register(volunteer_links.REVOKED, volunteer_links.revoke_again)
        housekeeping.register("uses of volunteers' links", delete_uses)
