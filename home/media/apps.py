from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "home.media"
    label = "media"

    def ready(self):
        from home.operations import housekeeping, ledger

        from . import recording_tasks, recordings, signals, unused_renditions

        signals.register_signal_handlers()
        ledger.register(recordings.DELETED, recordings.delete_again)
        ledger.register(recordings.WITHDRAWN, recordings.withdraw_again)
        housekeeping.register(
            "uploads of recordings whose conversion was interrupted",
            recording_tasks.drop_interrupted_uploads,
        )
        housekeeping.register(
            "sizes of pictures that nothing shows", unused_renditions.delete_unused
        )
