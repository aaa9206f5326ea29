from django.apps import AppConfig


class TeamworkConfig(AppConfig):
    name = "home.translation.teamwork"
    label = "teamwork"

    def ready(self):
        from home.operations import housekeeping

        from . import questions, signals, versions, work_notes

        signals.register_signal_handlers()
        housekeeping.register("old versions of translations", versions.delete_old)
        housekeeping.register("questions about former strings", questions.delete_orphaned)
        housekeeping.register("notes of people who work", work_notes.delete_expired)
