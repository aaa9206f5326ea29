"""Admin view in which editors answer translators' questions, and its panel on the home page."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.views.generic import TemplateView
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from home.people.languages import LanguageAccess

from ..teamwork import questions

PER_PAGE = 20


def _editable_english(user):
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    return pages.filter(locale__language_code=settings.LANGUAGE_CODE).order_by()


def open_questions_for(user):
    """Return the open questions about the English pages that `user` may edit."""
    return questions.open_questions(_editable_english(user).values("translation_key"))


class QuestionsView(WagtailAdminTemplateMixin, TemplateView):
    """List of open questions, each with a box for its answer."""

    template_name = "translation/admin/questions.html"
    page_title = "Translators' questions"
    header_icon = "help"

    def dispatch(self, request, *args, **kwargs):
        if not LanguageAccess(request.user).edits_english:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        paginator = WagtailPaginator(open_questions_for(self.request.user), PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        titles = dict(
            Page.objects.filter(
                translation_key__in=[one.context.object_id for one in page],
                locale__language_code=settings.LANGUAGE_CODE,
            ).values_list("translation_key", "draft_title")
        )
        rows = [
            {
                "question": one,
                "title": titles.get(one.context.object_id, ""),
                "english": one.string.as_value().render_text(),
            }
            for one in page
        ]
        return super().get_context_data(page_obj=page, rows=rows, **kwargs)

    def post(self, request, *args, **kwargs):
        action, _dash, pk = request.POST.get("action", "").partition("-")
        pk = int(pk) if pk.isdecimal() and len(pk) < 19 else 0
        question = open_questions_for(request.user).filter(pk=pk).first()
        typed = request.POST.get(f"answer-{pk}", "")
        if question is None:
            messages.error(request, "This question has been answered or deleted already.")
            return self.render_to_response(self.get_context_data(typed=typed), status=409)
        page = _editable_english(request.user).get(translation_key=question.context.object_id)
        if action == "delete":
            question.delete()
            log(page, "translation.delete_question", user=request.user)
            messages.success(request, "Deleted.")
            return redirect("translation_questions")
        try:
            questions.answer(question, typed, request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return self.render_to_response(
                self.get_context_data(typed=typed, typed_pk=pk), status=422
            )
        log(page, "translation.answer", user=request.user)
        messages.success(request, "Answered. Translators see it below the text.")
        return redirect("translation_questions")


class QuestionsPanel(Component):
    """Panel on the admin home page with the count of open questions."""

    name = "translators_questions"
    order = 45
    template_name = "translation/admin/questions_panel.html"

    def __init__(self, count):
        self.count = count

    def get_context_data(self, parent_context):
        return {"count": self.count}
