"""Conversion of recordings to MP3, emails to their uploaders, and clean-up."""

from collections.abc import Iterable
from datetime import timedelta

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from home import mail
from home.addresses import absolute
from home.people.models import User

from .recordings import Recording

INTERRUPTED = "The conversion was interrupted. Upload the recording again."


@task(queue_name="default", backend="durable")
def make_mp3(recording_id: int) -> None:
    """Convert an uploaded recording to MP3, and delete the upload and the recordings it replaces."""
    from . import sound  # noqa: PLC0415 (15 MB of libraries)

    recording = Recording.objects.filter(pk=recording_id).exclude(original="").first()
    if recording is None:
        return
    try:
        with recording.original.open("rb") as file:
            content, recording.seconds = sound.to_mp3(file)
    except sound.Unusable as error:
        recording.problem = str(error)
    except Exception:
        recording.problem = sound.NOT_WHOLE
        raise
    else:
        recording.size = len(content)
        recording.file.save("recording.mp3", ContentFile(content), save=False)
    finally:
        recording.original.delete(save=False)
        # `withdrawn_at` is left out: the facts may have changed during the conversion.
        recording.save(update_fields=["original", "file", "seconds", "size", "problem"])
    if recording.file:
        others = Recording.objects.filter(page=recording.page_id, language=recording.language)
        for old in others.filter(pk__lt=recording.pk):
            old.delete()


def notify_of_withdrawal(recording_ids: Iterable[int]) -> None:
    """Queue emails about withdrawn recordings to the active users who uploaded them."""
    made = Recording.objects.filter(pk__in=recording_ids, uploaded_by__is_active=True)
    for recording in made.exclude(uploaded_by__email="").select_related("uploaded_by"):
        mail.queue(withdrawn_email, recording.pk, recording.uploaded_by)


def withdrawn_email(recording_id: int, user: User) -> mail.Email | None:
    """Return the email about a withdrawn recording, or None if it is not needed."""
    recording = (
        Recording.objects.filter(pk=recording_id, uploaded_by=user)
        .exclude(withdrawn_at=None)
        .select_related("page")
        .first()
    )
    if recording is None or not user.has_perm("wagtailadmin.access_admin"):
        return None
    return mail.Email(
        f"{recording.get_language_display()}: a recording was withdrawn",
        "media/admin/mail/withdrawn",
        {
            "title": recording.page.title,
            "address": absolute(reverse("recordings", args=[recording.page_id])),
        },
        has_html=False,
    )


def drop_interrupted_uploads(*, dry_run: bool) -> int:
    """Delete uploads that were not converted within a day, unless `dry_run`. Return the count."""
    old = Recording.objects.filter(uploaded_at__lt=timezone.now() - timedelta(days=1)).exclude(
        original=""
    )
    if dry_run:
        return old.count()
    number = 0
    for recording in old:
        recording.original.delete(save=False)
        recording.problem = recording.problem or INTERRUPTED
        recording.save(update_fields=["original", "problem"])
        number += 1
    return number
