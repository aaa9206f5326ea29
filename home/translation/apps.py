from datetime import time

from django.apps import AppConfig


class TranslationConfig(AppConfig):
    name = "home.translation"
    label = "translation"

    def ready(self):
        from home.operations import housekeeping, ledger, schedule
        from home.people.offboarding import access_ended

        from . import notifications, signals
        from .admin import volunteer_links
        from .housekeeping import delete_uses

        signals.register_signal_handlers()
        notifications.register_signal_handlers()
        schedule.register(
            "translators_summary", schedule.Daily(time(7, 30)), notifications.queue_summaries
        )
        access_ended.connect(volunteer_links.revoke_all_of)
        ledger.register(volunteer_links.REVOKED, volunteer_links.revoke_again)
        housekeeping.register("uses of volunteers' links", delete_uses)
