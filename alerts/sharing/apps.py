from django.apps import AppConfig


class SharingConfig(AppConfig):
    """App with the formats in which alerts leave the site: calendar, feeds, flyer, pictures, cards."""

    name = "alerts.sharing"
    label = "sharing"

    def ready(self):
        from home.operations import housekeeping

        from . import pruning, signals

        signals.register_signal_handlers()
        housekeeping.register("outdated share pictures", pruning.delete_old_pictures)
        housekeeping.register("old flyers", pruning.delete_old_flyers)
