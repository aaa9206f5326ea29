"""Admin views for the recordings of an English page, in languages in which the user may publish."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from home.people.languages import LanguageAccess

from ..playback import send_recording
from ..recording_tasks import make_mp3
from ..recordings import Recording, facts_as_text

NAMES = dict(settings.LANGUAGES)
CHANGED_MEANWHILE = (
    "The phone number, the deadline or the ask has changed since you opened this page. Check what"
    " the recording must say now, and record it again if necessary. Your file was not saved."
)


def takes_recordings(page):
    """Return True if `page`, a specific page, is English and can have recordings."""
    return getattr(page, "is_source", False) and page.is_recorded


class _View(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "media"
    page_title = "Recordings"

    def get_breadcrumbs_items(self):
        title = self.page.get_admin_display_title()
        return [
            *super().get_breadcrumbs_items(),
            {"url": "", "label": self.page_title, "sublabel": title},
        ]

    def find_page(self, user, page_id):
        self.page = get_object_or_404(Page, pk=page_id).specific
        if not takes_recordings(self.page):
            raise Http404
        access = LanguageAccess(user)
        self.languages = access.publishable
        if not self.languages or not access.visible(Page.objects.filter(pk=page_id)).exists():
            raise PermissionDenied


class RecordingsView(_View):
    """View for playing and uploading the recordings of one page."""

    template_name = "media/admin/recordings.html"

    def setup(self, request, page_id):
        super().setup(request)
        self.page_id = page_id

    def dispatch(self, request, *args, **kwargs):
        self.find_page(request.user, self.page_id)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        from .. import sound  # noqa: PLC0415 (15 MB of libraries)

        found = Recording.objects.filter(page=self.page.pk, language__in=self.languages)
        rows = {code: [] for code in self.languages}
        for record in found:
            rows[record.language].append(record)
        return super().get_context_data(
            page=self.page,
            rows=[(code, NAMES[code], records) for code, records in rows.items()],
            facts=self.page.recorded_facts(),
            spoken=facts_as_text(self.page.recorded_facts()),
            most_megabytes=sound.MOST_BYTES // 2**20,
            most_minutes=sound.MOST_SECONDS // 60,
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        from .. import sound  # noqa: PLC0415 (15 MB of libraries)

        language, upload = request.POST.get("language"), request.FILES.get("file")
        if language not in self.languages:
            raise PermissionDenied
        facts = facts_as_text(self.page.recorded_facts())
        if request.POST.get("facts") != facts:  # changed since the form was shown
            messages.error(request, CHANGED_MEANWHILE)
            return redirect("recordings", self.page.pk)
        if upload is None:
            messages.error(request, "Choose a file first.")
            return redirect("recordings", self.page.pk)
        try:
            sound.check(upload)
        except sound.Unusable as error:
            messages.error(request, f"{NAMES[language]}: {error}")
            return redirect("recordings", self.page.pk)
        with transaction.atomic():
            record = Recording.objects.create(
                page_id=self.page.pk,
                language=language,
                original=upload,
                facts=facts,
                uploaded_by=request.user,
            )
            make_mp3.enqueue(record.pk)
        messages.success(
            request, f"{NAMES[language]}: received. It is ready to be heard in a minute or two."
        )
        return redirect("recordings", self.page.pk)


class _OneRecordingView(_View):
    def setup(self, request, pk):
        super().setup(request)
        self.record = get_object_or_404(Recording, pk=pk)

    def dispatch(self, request, *args, **kwargs):
        self.find_page(request.user, self.record.page_id)
        if self.record.language not in self.languages:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ListenView(_OneRecordingView):
    """View that sends a recording, even a withdrawn one, to users who manage it."""

    def get(self, request, *args, **kwargs):
        if not self.record.file:
            raise Http404
        name = f"{self.page.slug}-{self.record.language}.mp3"
        return send_recording(request, self.record, name, public=False)


class DeleteView(_OneRecordingView):
    template_name = "media/admin/delete_recording.html"
    page_title = "Delete a recording"

    def get_context_data(self, **kwargs):
        return super().get_context_data(page=self.page, record=self.record, **kwargs)

    def post(self, request, *args, **kwargs):
        self.record.delete()
        messages.success(request, f"{self.record.get_language_display()}: deleted.")
        return redirect("recordings", self.page.pk)
