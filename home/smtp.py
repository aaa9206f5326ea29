"""Delivery of email by SMTP that does not wait again for a server that has just been away."""

from smtplib import SMTPResponseException
from time import monotonic

from django.core.mail.backends import smtp

# Seconds for which the process does not try a server again that could not be reached.
PAUSE = 60

_retry_at: dict[tuple[str, int], float] = {}


class ServerAway(OSError):
    """Raised without an attempt, because the server could not be reached a moment ago."""


class EmailBackend(smtp.EmailBackend):
    """Django's backend. Only one of many queued emails waits for a server that is away."""

    def open(self) -> bool | None:
        server = (self.host, self.port)
        if monotonic() < _retry_at.get(server, 0):
            raise ServerAway
        try:
            opened = super().open()
        except SMTPResponseException:  # it answered
            raise
        except OSError:
            _retry_at[server] = monotonic() + PAUSE
            raise
        _retry_at.pop(server, None)
        return opened
