"""The mailer: every email that the site sends is a row, which a retrying task delivers.

`queue` is called in the transaction of the change, so that an email is queued if and only if the
change is stored. The row and the task hold ids; the address and the words are looked up when the
email is sent, so that nobody is written to who has left meanwhile.

An email is sent at least once. Each attempt first queues the next one and then sends: a worker that
is killed between sending and saving sends the email once more. Two workers never make the same
attempt. No transaction is open while a mail server is waited for.
"""

import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import override
from django_tasks import task

from .outgoing_email import OutgoingEmail, WrittenEmail

# After each failed attempt; a server may be down for a day.
PAUSES = [timedelta(minutes=minutes) for minutes in (10, 30, 120, 360, 960)]
MOST_ATTEMPTS = len(PAUSES) + 1
# How long an email that was given up is kept, to be looked at and tried again.
KEEP_FAILED = timedelta(days=30)
# Replies about the mailbox itself (RFC 5321, 4.2.3, and RFC 7504), and the enhanced codes that say
# the same (RFC 3463). "Relay denied" is also a 550: that is the operator's mistake, not the reader's.
NO_MAILBOX = {521, 550, 551, 553, 556}
ENHANCED = re.compile(rb"5\.(\d{1,3})\.\d")
ABOUT_ADDRESS = {b"1", b"2"}
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class NotSent(Exception):
    """The email was not accepted; the message never holds the address."""


class NoSuchAddress(NotSent):
    """The server refuses the recipient for good, or the address is malformed."""


@dataclass
class Email:
    """An email that is about to be sent.

    Attributes:
        subject: may be lazy; rendered, like the templates, in `language`.
        template: its name without `.txt` and, where `has_html`, `.html`.
        to: one address; the address of the user it was queued for if empty.
        on_sent: called once the server has accepted it.
        on_refused: called if the address does not exist; without it the email counts as failed.
    """

    subject: str
    template: str = ""
    context: dict = field(default_factory=dict)
    to: str = ""
    language: str = settings.LANGUAGE_CODE
    headers: dict = field(default_factory=dict)
    has_html: bool = True
    body: str = ""  # in place of a template
    html: str = ""
    on_sent: Callable | None = None
    on_refused: Callable | None = None


class Later(NamedTuple):
    """Returned in place of an `Email` that must not be sent before `moment`."""

    moment: datetime


def queue(build, object_id, user=None):
    """Queue the email that `build(object_id, user)` returns when it is due.

    `build` is a function at the top of a module. It returns an `Email`, `Later`, or None if there
    is nothing to tell any more. The same email is queued once while it waits.
    """
    path, now = f"{build.__module__}.{build.__qualname__}", timezone.now()
    with transaction.atomic():
        # Locked, so that an attempt that ends now sees that the email was asked for again.
        row, is_new = OutgoingEmail.objects.select_for_update().get_or_create(
            build=path,
            object_id=object_id,
            user=user,
            defaults={"queued_at": now, "due_at": now},
        )
        if not is_new:
            OutgoingEmail.objects.filter(pk=row.pk).update(queued_at=now)
        if is_new or row.failed_at:
            retry(row)


def retry(row):
    """Start the attempts for `row` anew."""
    now = timezone.now()
    OutgoingEmail.objects.filter(pk=row.pk).update(
        attempts=0, due_at=now, failed_at=None, problem=""
    )
    deliver.enqueue(row.pk)


@task(queue_name="default", backend="durable", priority=-10)
def deliver(email_id):
    """Make one attempt to send an email.

    Its priority is low: a mail server that times out must hold up nothing else.

    Raises:
        NotSent: this was the last attempt, or the address does not exist.
    """
    row = _claim(email_id)
    if row is None:
        return
    if row.attempts > MOST_ATTEMPTS:
        _give_up(row, NotSent(row.problem or "interrupted"))
    email = _build(row)
    if isinstance(email, Later):
        _postpone(row, email.moment)
        return
    if email is None:
        OutgoingEmail.objects.filter(pk=row.pk, queued_at=row.queued_at).delete()
        return
    # Raised outside `except`: as the context of ours, smtplib's error would bring the address into
    # the traceback, which the queue keeps.
    failure = _send(email, email.to or row.user.email)
    if failure is None:
        _finish(row, email)
    elif isinstance(failure, NoSuchAddress) and email.on_refused:
        email.on_refused()
        OutgoingEmail.objects.filter(pk=row.pk).delete()
    elif isinstance(failure, NoSuchAddress) or row.attempts == MOST_ATTEMPTS:
        _give_up(row, failure)
    else:
        OutgoingEmail.objects.filter(pk=row.pk).update(problem=str(failure))


@transaction.atomic
def _claim(email_id):
    """Take the attempt that is due, and queue the one after it; None if nothing is due."""
    due = OutgoingEmail.objects.filter(pk=email_id, failed_at=None, due_at__lte=timezone.now())
    row = due.select_related("user").first()
    if row is None:
        return None
    next_at = timezone.now() + PAUSES[min(row.attempts, len(PAUSES) - 1)]
    # Of two workers one finds `due_at` as it was.
    claimed = OutgoingEmail.objects.filter(pk=row.pk, due_at=row.due_at, attempts=row.attempts)
    if not claimed.update(attempts=row.attempts + 1, due_at=next_at):
        return None
    row.attempts, row.due_at = row.attempts + 1, next_at
    deliver.using(run_after=next_at).enqueue(row.pk)
    return row


def _build(row):
    """Return what there is to send; nothing to a user who has left or has no address."""
    if row.user_id and not (row.user.is_active and row.user.email):
        return None
    return import_string(row.build)(row.object_id, row.user)


@transaction.atomic
def _postpone(row, moment):
    OutgoingEmail.objects.filter(pk=row.pk).update(attempts=0, due_at=moment)
    deliver.using(run_after=moment).enqueue(row.pk)


@transaction.atomic
def _finish(row, email):
    if email.on_sent:
        email.on_sent()
    # If it was asked for again while it was sent, the attempt that is queued already tells the news.
    if not OutgoingEmail.objects.filter(pk=row.pk, queued_at=row.queued_at).delete()[0]:
        OutgoingEmail.objects.filter(pk=row.pk).update(attempts=0, problem="")


def _give_up(row, failure):
    OutgoingEmail.objects.filter(pk=row.pk).update(failed_at=timezone.now(), problem=str(failure))
    raise type(failure)(f"{row}: {failure}")


def one_line(text):
    """Return `text` without line breaks and control characters, as a header must be."""
    return " ".join(CONTROL.sub(" ", str(text)).split())


def sender():
    """Return the From header: the site's name, unless DEFAULT_FROM_EMAIL brings its own."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((one_line(name or settings.WAGTAIL_SITE_NAME), address))


def _message(email, to):
    """Return `email` as Django's message, in its language."""
    with override(email.language):
        context = email.context | {
            "language": email.language,
            "subject": one_line(email.subject),
            "site_name": settings.WAGTAIL_SITE_NAME,
        }
        body, html = email.body, email.html
        if email.template:
            body = render_to_string(f"{email.template}.txt", context)
            html = render_to_string(f"{email.template}.html", context) if email.has_html else ""
    message = EmailMultiAlternatives(
        context["subject"],
        body,
        sender(),
        [to],
        # So that no machine answers: RFC 3834, 5.
        headers={"Auto-Submitted": "auto-generated", "Content-Language": email.language}
        | email.headers,
        connection=get_connection(settings.EMAIL_DELIVERY_BACKEND),
    )
    if html:
        message.attach_alternative(html, "text/html")
    return message


def _send(email, to):
    """Send `email`; return None, or the `NotSent` that says why the server did not take it."""
    message = _message(email, to)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        replies = list(error.recipients.values())
        kind = NoSuchAddress if all(_is_about_address(*reply) for reply in replies) else NotSent
        return kind(f"the server refused the recipient with {[code for code, _text in replies]}")
    except smtplib.SMTPResponseException as error:
        return NotSent(f"the server answered {error.smtp_code}")
    except ValueError:  # raised by Django and Python for what cannot be an address
        return NoSuchAddress("the address is malformed")
    except Exception as error:  # whatever it is, its message may hold the address
        return NotSent(type(error).__name__)
    return None


def _is_about_address(code, text):
    enhanced = ENHANCED.match(text if isinstance(text, bytes) else text.encode())
    return code in NO_MAILBOX and (not enhanced or enhanced[1] in ABOUT_ADDRESS)


# What Django and Wagtail write themselves


class QueueBackend(BaseEmailBackend):
    """EMAIL_BACKEND: keep what Django and Wagtail write, and queue it, one email a recipient."""

    def send_messages(self, messages):
        for message in messages:
            if message.attachments:
                raise ValueError("Emails with attachments cannot be queued.")
            for to in message.recipients():
                html = [
                    part for part, kind in getattr(message, "alternatives", ()) if "html" in kind
                ]
                written = WrittenEmail.objects.create(
                    to=to,
                    subject=one_line(message.subject)[:500],
                    body=message.body,
                    html=html[0] if html else "",
                )
                queue(written_email, written.pk)
        return len(messages)


def written_email(written_id, user):
    """Return an email that `QueueBackend` has kept."""
    written = WrittenEmail.objects.filter(pk=written_id).first()
    return written and Email(
        written.subject,
        to=written.to,
        body=written.body,
        html=written.html,
        on_sent=written.delete,
    )


def delete_failed(*, dry_run):
    """Delete the emails that were given up long ago."""
    before = timezone.now() - KEEP_FAILED
    failed = OutgoingEmail.objects.filter(failed_at__lt=before)
    if dry_run:
        return failed.count()
    WrittenEmail.objects.filter(written_at__lt=before).delete()
    return failed.delete()[0]
