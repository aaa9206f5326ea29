"""Mailer that queues each email as a database row, and sends it in a task with retries.

The row contains neither the address nor the text. Both are looked up when the email is sent. Only
emails that Django or Wagtail writes are stored with their address and text.

Each attempt queues the next attempt before it sends the email. If a worker is killed while it sends
an email, the email may be sent twice, but it is not lost.
"""

import re
import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr
from typing import Any, NamedTuple, NoReturn

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import override
from django_tasks import task

from .glosses import mark_glosses
from .outgoing_email import OutgoingEmail, WrittenEmail
from .site_settings import site_name

# Pauses between attempts; a mail server may be down for a day.
PAUSES = [timedelta(minutes=minutes) for minutes in (10, 30, 120, 360, 960)]
MOST_ATTEMPTS = len(PAUSES) + 1
# How long a failed email is kept for inspection and retry.
KEEP_FAILED = timedelta(days=30)
# Replies about the mailbox itself (RFC 5321, 4.2.3, and RFC 7504), and the equivalent enhanced
# codes (RFC 3463). "Relay denied" is also a 550, but is the operator's mistake.
NO_MAILBOX = {521, 550, 551, 553, 556}
ENHANCED = re.compile(rb"5\.(\d{1,3})\.\d")
ABOUT_ADDRESS = {b"1", b"2"}
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class NotSent(Exception):
    """Error for an email that could not be sent. The error's text never contains the address."""


class NoSuchAddress(NotSent):
    """Error for an address that is invalid, or for which the server says there is no mailbox."""


@dataclass
class Email:
    """Email that is ready to be sent."""

    subject: str | Promise
    # Path, without the extension, of a `.txt` template and, if `has_html`, of a `.html` template.
    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    # By default, the address of the user for whom the email was queued.
    to: str = ""
    language: str = settings.LANGUAGE_CODE
    headers: dict[str, str] = field(default_factory=dict)
    has_html: bool = True
    body: str = ""  # used instead of a template
    html: str = ""
    # Called after the server has accepted the email.
    on_sent: Callable[[], object] | None = None
    # Called if the address does not exist. Without it, such an email counts as failed.
    on_refused: Callable[[], object] | None = None


class Later(NamedTuple):
    """Result of a `build` function that delays the email until `moment`."""

    moment: datetime


# A builder takes an object's ID, and a user or None (Any: the package of `User` imports this one).
Builder = Callable[[int, Any], Email | Later | None]


def queue(build: Builder, object_id: int = 0, user: Any = None) -> None:
    """Queue the email that `build(object_id, user)` returns when the email is due.

    `build` is a module-level function. An email that already waits is not queued twice. One that
    has failed is tried again.
    """
    path, now = f"{build.__module__}.{build.__qualname__}", timezone.now()
    with transaction.atomic():
        # Locked, so that an attempt that ends now notices the new request.
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


def retry(row: OutgoingEmail) -> None:
    """Restart the delivery attempts for the email in `row`, beginning now."""
    now = timezone.now()
    OutgoingEmail.objects.filter(pk=row.pk).update(
        attempts=0, due_at=now, failed_at=None, problem=""
    )
    deliver.enqueue(row.pk)


# The priority is low, because a mail server that times out must not delay other tasks.
@task(queue_name="default", backend="durable", priority=-10)
def deliver(email_id: int) -> None:
    """Make one attempt to send an email, if it is due.

    Raises:
        NotSent: the email has failed, and is not tried again.
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
    # Raised outside `except`: otherwise smtplib's error, as its context, would put the address into
    # the traceback that the queue keeps.
    failure = _send(email, email.to or row.user.email)  # type: ignore[union-attr]  # has one
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
def _claim(email_id: int) -> OutgoingEmail | None:
    """Claim the due attempt, queue the next one, and return the email's row, or None."""
    due = OutgoingEmail.objects.filter(pk=email_id, failed_at=None, due_at__lte=timezone.now())
    row = due.select_related("user").first()
    if row is None:
        return None
    next_at = timezone.now() + PAUSES[min(row.attempts, len(PAUSES) - 1)]
    # Only one of two workers finds `due_at` unchanged.
    claimed = OutgoingEmail.objects.filter(pk=row.pk, due_at=row.due_at, attempts=row.attempts)
    if not claimed.update(attempts=row.attempts + 1, due_at=next_at):
        return None
    row.attempts, row.due_at = row.attempts + 1, next_at
    deliver.using(run_after=next_at).enqueue(row.pk)
    return row


def _build(row: OutgoingEmail) -> Email | Later | None:
    if row.user and not (row.user.is_active and row.user.email):
        return None
    return import_string(row.build)(row.object_id, row.user)


@transaction.atomic
def _postpone(row: OutgoingEmail, moment: datetime) -> None:
    OutgoingEmail.objects.filter(pk=row.pk).update(attempts=0, due_at=moment)
    deliver.using(run_after=moment).enqueue(row.pk)


@transaction.atomic
def _finish(row: OutgoingEmail, email: Email) -> None:
    if email.on_sent:
        email.on_sent()
    # If the email was requested again while it was sent, the next attempt already has the news.
    if not OutgoingEmail.objects.filter(pk=row.pk, queued_at=row.queued_at).delete()[0]:
        OutgoingEmail.objects.filter(pk=row.pk).update(attempts=0, problem="")


def _give_up(row: OutgoingEmail, failure: NotSent) -> NoReturn:
    OutgoingEmail.objects.filter(pk=row.pk).update(failed_at=timezone.now(), problem=str(failure))
    raise type(failure)(f"{row}: {failure}")


def one_line(text: object) -> str:
    """Return `text` without line breaks and control characters, as a header requires."""
    return " ".join(CONTROL.sub(" ", str(text)).split())


def sender() -> str:
    """Return the From header, with the site's name unless DEFAULT_FROM_EMAIL includes a name."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((one_line(name or site_name()), address))


def _message(email: Email, to: str) -> EmailMultiAlternatives:
    with override(email.language):
        context = email.context | {
            "language": email.language,
            "subject": one_line(email.subject),
            "site_name": site_name(),
        }
        body, html = email.body, email.html
        if email.template:
            body = render_to_string(f"{email.template}.txt", context)
            if email.has_html:
                html = mark_glosses(render_to_string(f"{email.template}.html", context))
    message = EmailMultiAlternatives(
        context["subject"],
        body,
        sender(),
        [to],
        # RFC 3834, 5: prevents automatic replies.
        headers={"Auto-Submitted": "auto-generated", "Content-Language": email.language}
        | email.headers,
        connection=get_connection(settings.EMAIL_DELIVERY_BACKEND),
    )
    if html:
        message.attach_alternative(html, "text/html")
    return message


def _send(email: Email, to: str) -> NotSent | None:
    """Send `email`, and return None or, if it cannot be sent, the reason."""
    message = _message(email, to)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        replies = list(error.recipients.values())
        kind = NoSuchAddress if all(_is_about_address(*reply) for reply in replies) else NotSent
        return kind(f"the server refused the recipient with {[code for code, _text in replies]}")
    except smtplib.SMTPResponseException as error:
        return NotSent(f"the server answered {error.smtp_code}")
    except ValueError:  # raised by Django and Python for an invalid address
        return NoSuchAddress("the address is malformed")
    except Exception as error:  # any message may hold the address
        return NotSent(type(error).__name__)
    return None


def _is_about_address(code: int, text: bytes | str) -> bool:
    enhanced = ENHANCED.match(text if isinstance(text, bytes) else text.encode())
    return code in NO_MAILBOX and (not enhanced or enhanced[1] in ABOUT_ADDRESS)


# Emails that Django and Wagtail write.


class QueueBackend(BaseEmailBackend):
    """Email backend that queues one email per recipient for emails written by Django and Wagtail.

    Only the subject, the text and the first HTML alternative are kept.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if message.attachments:
                raise ValueError("Emails with attachments cannot be queued.")
            for to in message.recipients():
                html = [
                    part for part, kind in getattr(message, "alternatives", ()) if "html" in kind
                ]
                written = WrittenEmail.objects.create(
                    to=to,
                    subject=one_line(message.subject)[:500],
                    body=str(message.body),
                    html=html[0] if html else "",
                )
                queue(written_email, written.pk)
        return len(email_messages)


def written_email(written_id: int, user: None) -> Email | None:
    """Return the email in the `WrittenEmail` with this ID, or None if the row has been deleted."""
    written = WrittenEmail.objects.filter(pk=written_id).first()
    if written is None:
        return None
    return Email(
        written.subject,
        to=written.to,
        body=written.body,
        html=written.html,
        on_sent=written.delete,
    )


def delete_failed(*, dry_run: bool) -> int:
    """Delete emails that failed more than `KEEP_FAILED` ago, and return the count.

    With `dry_run`, only count them.
    """
    before = timezone.now() - KEEP_FAILED
    failed = OutgoingEmail.objects.filter(failed_at__lt=before)
    if dry_run:
        return failed.count()
    WrittenEmail.objects.filter(written_at__lt=before).delete()
    return failed.delete()[0]
