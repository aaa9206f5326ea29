"""Admin view in which editors answer translators' questions, and a panel with their count."""

import re

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.models import Page

from home.ids import read_id
from home.people.languages import LanguageAccess
from home.people.sign_in import forget_form, keep_form, kept_form

from ..teamwork import questions
from ..teamwork.open_questions import editable_english, open_questions_for
from ..typed_text import TypedTextMixin, all_fields

PER_PAGE = 20
_ANSWER = re.compile(r"answer-(?P<pk>\d{1,18})")


class QuestionsView(TypedTextMixin, WagtailAdminTemplateMixin, TemplateView):
    """List of open questions with a box for each answer, all in one form."""

    template_name = "translation/admin/questions.html"
    page_title = "Translators' questions"
    header_icon = "help"

    def dispatch(self, request, *args, **kwargs):
        if not LanguageAccess(request.user).edits_english:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    @cached_property
    def typed(self):
        """Typed answers that are not empty, by question ID."""
        is_post = self.request.method == "POST"
        fields = (
            all_fields(self.request.POST) if is_post else kept_form(self.request) or QueryDict()
        )
        return {
            int(match["pk"]): text
            for name, text in fields.items()
            if (match := _ANSWER.fullmatch(name)) and text
        }

    def get_context_data(self, **kwargs):
        found = open_questions_for(self.request.user)
        # These come first on each page of the list.
        begun = list(found.filter(pk__in=self.typed))
        paginator = WagtailPaginator(found.exclude(pk__in=self.typed), PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        shown = [*begun, *page]
        titles = dict(
            Page.objects.filter(
                translation_key__in=[one.context.object_id for one in shown],
                locale__language_code=settings.LANGUAGE_CODE,
            ).values_list("translation_key", "draft_title")
        )
        rows = [
            {
                "question": one,
                "title": titles.get(one.context.object_id, ""),
                "english": one.string.as_value().render_text(),
                "typed": self.typed.get(one.pk, ""),
            }
            for one in shown
        ]
        return super().get_context_data(
            page_obj=page,
            rows=rows,
            typed_owner=f"user-{self.request.user.pk}-questions",
            language=settings.LANGUAGE_CODE,
            texts_without_box=[
                text for pk, text in self.typed.items() if pk not in {one.pk for one in begun}
            ],
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        action, _dash, pk = request.POST.get("action", "").partition("-")
        if action == "discard":
            return self.again(*self._pks_without_box())
        pk = read_id(pk)
        question = open_questions_for(request.user).filter(pk=pk).first()
        if question is None:
            return self.refuse(409, "This question has been answered or deleted already.")
        page = editable_english(request.user).get(translation_key=question.context.object_id)
        if action == "delete":
            question.delete()
            log(page, "translation.delete_question", user=request.user)
            messages.success(request, "Deleted.")
            return self.again()
        try:
            questions.answer(question, self.typed.get(pk, ""), request.user)
        except ValidationError as error:
            return self.refuse(422, error.messages[0])
        log(page, "translation.answer", user=request.user)
        messages.success(request, "Answered. Translators see it below the text.")
        return self.again(pk)

    def refuse(self, status, message):
        messages.error(self.request, message)
        return self.render_to_response(self.get_context_data(), status=status)

    def again(self, *pks):
        """Redirect to the list, and keep typed answers, except those to the questions `pks`."""
        kept = QueryDict(mutable=True)
        kept.update({f"answer-{pk}": text for pk, text in self.typed.items() if pk not in pks})
        if kept:
            keep_form(self.request, self.request.path, kept)
        else:
            forget_form(self.request)
        # The fragment lets the script delete its copy of the form.
        return redirect(reverse("translation_questions") + "#saved=page")

    def _pks_without_box(self):
        found = open_questions_for(self.request.user).filter(pk__in=self.typed)
        return self.typed.keys() - set(found.values_list("pk", flat=True))


class QuestionsPanel(Component):
    """Panel on the admin home page with the count of open questions."""

    name = "translators_questions"
    order = 45
    template_name = "translation/admin/questions_panel.html"

    def __init__(self, count):
        self.count = count

    def get_context_data(self, parent_context):
        return {"count": self.count}
