"""Mails about comments: how they are made and sent, and what may be told when one fails.

What a failed task leaves in the database and the logs is its traceback. smtplib and
Django put the recipient into theirs; ours name only what kind of failure it was.
"""

import smtplib
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override


class NotSent(Exception):
    """The mail could not be handed in now; later it may."""


class NoSuchAddress(NotSent):
    """The server refuses the recipient for good (RFC 5321, 4.2.1), or it is no address at all."""


def sender():
    """What stands in From: with the site's name, unless DEFAULT_FROM_EMAIL brings its own."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or settings.WAGTAIL_SITE_NAME, address))


def send(template, subject, to, *, language=settings.LANGUAGE_CODE, headers=None, **context):
    """Send one mail in two parts: `template` with `.txt` after it, and with `.html`.

    Args:
        subject: a lazy message, like all in the templates put into `language`.
        to: one address.
        headers: more of them, as a dict.

    Raises:
        NoSuchAddress, NotSent: as these say; neither holds the address.
    """
    with override(language):
        context |= {
            "language": language,
            "subject": str(subject),
            "site_name": settings.WAGTAIL_SITE_NAME,
        }
        mail = EmailMultiAlternatives(
            context["subject"],
            render_to_string(f"{template}.txt", context),
            sender(),
            [to],
            # So that no machine answers: RFC 3834, 5.
            headers={"Auto-Submitted": "auto-generated", "Content-Language": language}
            | (headers or {}),
        )
        mail.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    _send(mail)


def _send(mail):
    failure = NotSent
    try:
        mail.send()
        return
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        if all(code >= 500 for code in codes):
            failure = NoSuchAddress
        what = f"the server refused the recipient with {codes}"
    except ValueError:  # Django's word for what cannot be a recipient
        failure, what = NoSuchAddress, "it is no address"
    except smtplib.SMTPResponseException as error:
        what = f"the server answered {error.smtp_code}"
    except OSError as error:  # all others of smtplib are some
        what = type(error).__name__
    # Not within `except`: the first error would be kept as its context, with the address.
    raise failure(what)
