from django.apps import AppConfig


class SharingConfig(AppConfig):
    """App for sharing alerts outside the site: calendar, feeds, flyers, pictures and messages."""

    name = "alerts.sharing"
    label = "sharing"

    def ready(self):
        from home.operations import freezing, housekeeping

        from . import pruning, signals
        from .formats import flyers

        signals.register_signal_handlers()
        housekeeping.register("outdated share pictures", pruning.delete_old_pictures)
        housekeeping.register("old flyers", pruning.delete_old_flyers)
        freezing.register(flyers.public_paths)
