"""Admin views that export strings and import translations as files or numbered messages."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Locale, Page

from . import importing, message, po, scope, spreadsheet
from .returned import Unreadable, max_rows

MAX_BYTES = 5 * 1024 * 1024
KINDS = {
    "po": (po, "text/x-gettext-translation"),
    "xlsx": (
        spreadsheet,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


class ExchangeScopeMixin:
    """Mixin for views that work on one translated page or on a whole language.

    `scope` holds the strings that the user may edit. `page` is None in views for a language.
    """

    def setup(self, request, *args, page_id=None, language=None, **kwargs):
        super().setup(request, *args, **kwargs)
        self.page = self.locale = None
        if page_id:
            self.page = get_object_or_404(Page.objects.select_related("locale"), pk=page_id)
        else:
            self.locale = get_object_or_404(Locale, language_code=language)

    def dispatch(self, request, *args, **kwargs):
        if self.page:
            self.scope = scope.of_page(request.user, self.page)
        else:
            self.scope = scope.of_language(request.user, self.locale)
        return super().dispatch(request, *args, **kwargs)


class DownloadView(ExchangeScopeMixin, View):
    """Download of all strings of the scope as a PO file or a spreadsheet."""

    def get(self, request, kind, **kwargs):
        if kind not in KINDS:
            raise Http404
        module, content_type = KINDS[kind]
        name = f"{self.scope.slug}-{self.scope.language}.{kind}"
        return HttpResponse(
            module.write(self.scope),
            content_type=content_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class MachineForm(forms.Form):
    by_machine = forms.BooleanField(
        label="A machine made this",
        required=False,
        help_text="Such as DeepL or ChatGPT. It is stored, and shown to readers, as a machine draft.",
    )


class UploadForm(MachineForm):
    field_order = ["file"]
    file = forms.FileField(
        label="File", help_text="The PO file or spreadsheet that was downloaded here, filled in."
    )

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.scope = scope

    def clean_file(self):
        """Parse the file. Its format is detected from its first bytes, not from its name."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("This file is too large: the limit is 5 MB.")
        content = file.read()
        module = spreadsheet if content.startswith(b"PK") else po
        try:
            return module.read(content, max_rows(self.scope))
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error


class ExchangeAdminView(ExchangeScopeMixin, WagtailAdminTemplateMixin, TemplateView):
    """Base class for the admin pages in this module."""

    header_icon = "globe"

    def get_page_subtitle(self):
        language = self.scope.locale.get_display_name()
        return f"{self.scope.parts[0].title}, {language}" if self.page else language

    def get_breadcrumbs_items(self):
        subtitle = self.get_page_subtitle()
        return [
            *super().get_breadcrumbs_items(),
            {"url": "", "label": self.page_title, "sublabel": subtitle},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            page=self.page, scope=self.scope, language=self.scope.language, **kwargs
        )

    def answer(self, status=200, **context):
        return self.render_to_response(self.get_context_data(**context), status=status)


class ExchangeView(ExchangeAdminView):
    """View for downloading and uploading files, with a report on the uploaded rows."""

    template_name = "translation/admin/exchange.html"
    page_title = "Export and import"

    def get(self, request, **kwargs):
        return self.answer(form=UploadForm(scope=self.scope))

    def post(self, request, **kwargs):
        form = UploadForm(request.POST, request.FILES, scope=self.scope)
        if not form.is_valid():
            return self.answer(422, form=form)
        file = form.cleaned_data["file"]
        if file.language != self.scope.language:
            wanted = self.scope.locale.get_display_name()
            form.add_error("file", f"This file is not for {wanted}. Nothing was written.")
            return self.answer(422, form=form)
        report = importing.bring_in(
            file.rows,
            self.scope,
            request.user,
            by_machine=form.cleaned_data["by_machine"],
        )
        return self.answer(_status_of(report), form=UploadForm(scope=self.scope), report=report)


def _status_of(report):
    return 200 if (report.is_stored and not report.is_interrupted) or not report.refused else 422


class MessageView(ExchangeAdminView):
    """Numbered message with the untranslated strings of a page, or with all strings (`?all=1`)."""

    template_name = "translation/admin/exchange_message.html"
    page_title = "Numbered message"

    def get(self, request, **kwargs):
        everything = "all" in request.GET
        made = message.make(self.scope.parts[0], everything=everything)
        text = message.text_of(made, self.scope.language) if made else ""
        return self.answer(message=text, everything=everything)


class ReplyView(ExchangeAdminView):
    """View for pasting the reply to a numbered message, checking how it was read, and saving it."""

    template_name = "translation/admin/exchange_reply.html"
    page_title = "Paste the reply"

    def get(self, request, **kwargs):
        return self.answer(reply="", form=MachineForm())

    def post(self, request, **kwargs):
        reply = request.POST.get("reply", "")
        part = self.scope.parts[0]
        form = MachineForm(request.POST)
        form.full_clean()  # a checkbox cannot be invalid
        try:
            rows = message.read(reply, part.translation)
        except Unreadable as error:
            return self.answer(422, reply=reply, form=form, error=str(error))
        work = importing.bring_in if request.POST.get("action") == "save" else importing.examine
        report = work(rows, self.scope, request.user, by_machine=form.cleaned_data["by_machine"])
        return self.answer(
            _status_of(report),
            reply=reply,
            form=form,
            report=report,
            is_saved=report.is_stored and not report.is_interrupted,
        )
