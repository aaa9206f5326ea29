from django.apps import AppConfig


class SharingConfig(AppConfig):
    """How alerts leave the site: calendar, feeds, flyer, pictures, cards."""

    name = "alerts.sharing"
    label = "sharing"

    def ready(self):
        from home.operations import housekeeping

        from . import pruning, signals

        signals.register_signal_handlers()
        housekeeping.register(
            "share pictures that say what has changed since", pruning.delete_old_pictures
        )
        housekeeping.register("flyers made some time ago", pruning.delete_old_flyers)
