"""A mail server that fails on demand, and the addresses of three reviewers."""

import smtplib

from django.core.mail.backends.locmem import EmailBackend

FIRST, SECOND, THIRD = (f"{name}@reviewers.example" for name in ("first", "second", "third"))


class FailingServer(EmailBackend):
    """Mail server that raises the error that `errors` has for a recipient, or for None (all recipients)."""

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
    """Return the recipients of the emails that were sent, in alphabetical order."""
    return sorted(message.to[0] for message in mailoutbox)


def refusal(code, text=b"no"):
    """Return the error of a server that refuses the recipient `FIRST` and repeats the address."""
    return smtplib.SMTPRecipientsRefused({FIRST: (code, text + b" " + FIRST.encode())})
