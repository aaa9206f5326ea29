from django.apps import AppConfig


class CallsConfig(AppConfig):
    """App that counts the phone calls and the supporters of each alert."""

    name = "alerts.calls"
    label = "calls"

    def ready(self):
        from . import signals

        signals.register_signal_handlers()
