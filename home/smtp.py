"""SMTP email backend that fails at once for a while after it could not reach the server."""

from smtplib import SMTPResponseException
from time import monotonic

from django.core.mail.backends import smtp

# Seconds for which the process does not connect again to a server that it could not reach.
PAUSE = 60

_retry_at: dict[tuple[str, int], float] = {}


class ServerAway(OSError):
    """Raised instead of a new attempt, within `PAUSE` seconds of a failure to reach the server."""


class EmailBackend(smtp.EmailBackend):
    """Django's SMTP backend, with a pause after the server could not be reached."""

    def open(self) -> bool | None:
        if self.connection:  # it may work even if others could not be opened
            return False
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
