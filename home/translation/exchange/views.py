"""Admin views that export strings and import translations as files or numbered messages."""

import logging

from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Locale, Page

from home.people.sign_in import forget_form, kept_form

from ..typed_text import TypedTextMixin
from . import importing, imports, message, po, reply, scope
from .forms import AnswerFormSet, OriginForm, UploadForm
from .models import TranslationImport
from .returned import Unreadable
from .tasks import run_import

logger = logging.getLogger(__name__)

MAX_AT_ONCE = 500  # rows that a request imports; the worker imports longer files
RELOAD_AFTER = 3  # seconds
MAX_SHOWN = 100  # rows in the report of an import; the file has all refused rows

CONTENT_TYPES = {
    "po": "text/x-gettext-translation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _module_for(kind):
    from . import spreadsheet  # noqa: PLC0415 (10 MB of libraries)

    return spreadsheet if kind == "xlsx" else po


class ExchangeScopeMixin:
    """Mixin for views of one translated page or of a whole language, with its `scope`."""

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
    """Download of the strings of a scope as a PO file or a spreadsheet."""

    def get(self, request, kind, **kwargs):
        if kind not in CONTENT_TYPES:
            raise Http404
        name = f"{self.scope.slug}-{self.scope.language}.{kind}"
        return HttpResponse(
            _module_for(kind).write(self.scope),
            content_type=CONTENT_TYPES[kind],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class ExchangeAdminView(ExchangeScopeMixin, WagtailAdminTemplateMixin, TemplateView):
    """Base class for admin views that show a page about the strings of a scope."""

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
    """Page for downloading and uploading files."""

    template_name = "translation/admin/exchange.html"
    page_title = "Export and import"

    def get(self, request, **kwargs):
        return self.show(UploadForm(scope=self.scope))

    def post(self, request, **kwargs):
        form = UploadForm(request.POST, request.FILES, scope=self.scope)
        if not form.is_valid():
            return self.show(form, 422)
        record = TranslationImport(
            user=request.user,
            locale=self.scope.locale,
            page=self.page,
            by_machine=form.cleaned_data["by_machine"],
            is_own=form.is_own,
        )
        imports.begin(record, form.cleaned_data["file"])
        if record.total <= MAX_AT_ONCE:
            imports.run(record)
        else:
            run_import.enqueue(record.pk)
        return redirect("exchange_import", record.pk)

    def show(self, form, status=200):
        earlier = TranslationImport.objects.filter(
            user=self.request.user, locale=self.scope.locale, page=self.page
        ).defer("rows")
        return self.answer(status, form=form, earlier=earlier.order_by("-pk")[:5])


class ImportMixin:
    """Mixin for views of an import, for its user and for administrators."""

    def setup(self, request, *args, pk, **kwargs):
        super().setup(request, *args, **kwargs)
        records = TranslationImport.objects.select_related("locale", "page").defer("rows")
        if not request.user.is_superuser:
            records = records.filter(user=request.user.pk)
        self.record = get_object_or_404(records, pk=pk)
        scope.check_access(request.user, self.record.locale, self.record.page)


class ImportView(ImportMixin, WagtailAdminTemplateMixin, TemplateView):
    """Page with the progress and the result of an import."""

    template_name = "translation/admin/exchange_import.html"
    page_title = "Import"
    header_icon = "globe"

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_page_subtitle(self):
        return self.record.locale.get_display_name()

    def get_context_data(self, **kwargs):
        record, language = self.record, self.record.locale.language_code
        back = (
            ("exchange_page", record.page_id) if record.page_id else ("exchange_language", language)
        )
        return super().get_context_data(
            record=record,
            language=language,
            refused=record.noted.filter(is_refused=True)[:MAX_SHOWN],
            warned=record.noted.filter(is_refused=False)[:MAX_SHOWN],
            back=reverse(back[0], args=back[1:]),
            **kwargs,
        )

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        if not (self.record.finished_at or self.record.is_stalled):
            response["Refresh"] = str(RELOAD_AFTER)  # works without JavaScript
        return response

    def post(self, request, **kwargs):
        if self.record.is_stalled:
            imports.clear_problem(self.record)
            run_import.enqueue(self.record.pk)
        return redirect("exchange_import", self.record.pk)


class RefusedFileView(ImportMixin, View):
    """Download of the refused rows of an import, in the format in which they were sent."""

    def get(self, request, **kwargs):
        record, language = self.record, self.record.locale.language_code
        return HttpResponse(
            _module_for(record.kind).write_refused(imports.refused_rows(record), language),
            content_type=CONTENT_TYPES[record.kind],
            headers={
                "Content-Disposition": f'attachment; filename="refused-{language}.{record.kind}"'
            },
        )


class MessageView(ExchangeAdminView):
    """Numbered message with the untranslated strings of a page or, with `?all`, all strings."""

    template_name = "translation/admin/exchange_message.html"
    page_title = "Numbered message"

    def get(self, request, **kwargs):
        everything = "all" in request.GET
        made = message.make(self.scope.parts[0], everything=everything)
        text = message.text_of(made, self.scope.language) if made else ""
        return self.answer(message=text, everything=everything)


class ReplyView(TypedTextMixin, ExchangeAdminView):
    """Page for pasting the reply to a numbered message, and for saving its translations."""

    template_name = "translation/admin/exchange_reply.html"
    page_title = "Paste the reply"

    def get(self, request, **kwargs):
        kept = kept_form(request)
        if kept is None:
            return self.answer(reply="", form=OriginForm())
        messages.warning(request, "Nothing was saved yet. Check what you sent, and send it again.")
        return self.read(kept, is_corrected=any(name.startswith("answer-") for name in kept))

    def post(self, request, **kwargs):
        forget_form(request)
        if request.POST.get("action") == "save":
            return self.read(request.POST, is_corrected=True, then=self.save)
        return self.read(request.POST)

    def read(self, data, *, is_corrected=False, then=None):
        """Return a response that shows what was found in the reply, or the response of `then`.

        `data` has the submitted fields. With `is_corrected`, they include the user's corrections.
        """
        form = OriginForm(data)
        form.full_clean()  # checkboxes cannot be invalid
        self.by_machine, self.is_own = form.cleaned_data["by_machine"], form.is_own
        pasted = data.get("reply", "")
        shown = {"reply": pasted, "form": form}
        try:
            found = reply.read(pasted, self.scope.parts[0].translation)
        except Unreadable as error:
            return self.answer(422, error=str(error), **shown)
        shown["unused"] = found.unused
        formset = AnswerFormSet(
            found.candidates, self.checker_of([]), data if is_corrected else None
        )
        return then(formset, shown) if then else self.answer(formset=formset, **shown)

    def checker_of(self, rows):
        return importing.RowChecker(
            rows,
            self.scope,
            self.request.user,
            by_machine=self.by_machine,
            is_own=self.is_own,
        )

    def save(self, formset, shown):
        shown["formset"] = formset
        formset.is_valid()
        if not formset.is_anything_taken:
            error = "Nothing is selected. Select what to save."
            return self.answer(422, error=error, **shown)
        try:
            report = importing.bring_in(self.checker_of([form.row for form in formset.chosen]))
        except DatabaseError:
            logger.exception("A reply could not be saved.")
            error = "It could not be saved just now. Please press “Save” again in a minute."
            return self.answer(503, error=error, **shown)
        formset.note_result(report)
        is_done = not any(form.errors for form in formset)
        return self.answer(200 if is_done else 422, report=report, is_done=is_done, **shown)
