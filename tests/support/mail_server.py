"""An email backend that fails on demand, and the addresses of three reviewers."""

import smtplib

from django.core.mail.backends.locmem import EmailBackend

FIRST, SECOND, THIRD = (f"{name}@reviewers.example" for name in ("first", "second", "third"))


class FailingServer(EmailBackend):
    """Email backend that raises an exception for some recipients and stores the other emails.

    `errors` maps recipients to exceptions. The key None stands for all recipients. `attempts`
    lists the recipients of all emails, failed or stored.
    """

    errors = {}
    attempts = []

    def send_messages(self, messages):
        (message,) = messages
        (to,) = message.to
        type(self).attempts.append(to)
        if error := self.errors.get(to) or self.errors.get(None):
            raise error
        return super().send_messages(messages)


def recipients(mailoutbox):
    """Return the sorted recipients of the emails that were sent."""
    return sorted(message.to[0] for message in mailoutbox)


def refusal(code, text=b"no"):
    """Return the exception that smtplib raises when a server refuses the recipient `FIRST`.

    The server repeats the address in its answer.
    """
    return smtplib.SMTPRecipientsRefused({FIRST: (code, text + b" " + FIRST.encode())})
