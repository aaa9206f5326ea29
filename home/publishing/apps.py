from datetime import timedelta

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "home.publishing"
    label = "publishing"

    def ready(self):
        from home.operations import housekeeping, schedule

        from . import due, editor_forms, old_revisions, signals

        signals.register_signal_handlers()
        schedule.register("publish_due", schedule.Every(timedelta(seconds=15)), due.publish_due)
        housekeeping.register("old revisions", old_revisions.delete_old)
        housekeeping.register("closed forms of editors", editor_forms.delete_old)
