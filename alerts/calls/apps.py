from django.apps import AppConfig


class CallsConfig(AppConfig):
    """Results of phone calls and supporters of an alert, and their totals."""

    name = "alerts.calls"
    label = "calls"

    def ready(self):
        from . import signals

        signals.register_signal_handlers()
