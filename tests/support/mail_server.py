"""Email backend that fails on demand, and the addresses of three reviewers."""

import smtplib

from django.core.mail.backends.locmem import EmailBackend

FIRST, SECOND, THIRD = (f"{name}@reviewers.example" for name in ("first", "second", "third"))


class FailingServer(EmailBackend):
    """Email backend that raises an exception for some recipients, and stores the other emails."""

    # Recipients and their exceptions. The key None stands for all recipients.
    errors = {}
    # The recipients of all emails, failed or stored.
    attempts = []

    def send_messages(self, messages):
        (message,) = messages
        (to,) = message.to
        type(self).attempts.append(to)
        if error := self.errors.get(to) or self.errors.get(None):
            raise error
        return super().send_messages(messages)


def recipients(mailoutbox):
    return sorted(message.to[0] for message in mailoutbox)


def refusal(code, text=b"no"):
    """Return smtplib's exception for a server that refuses the recipient `FIRST`."""
    return smtplib.SMTPRecipientsRefused({FIRST: (code, text + b" " + FIRST.encode())})
