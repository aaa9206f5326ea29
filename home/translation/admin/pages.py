"""Base for admin views of one translated page, and of its strings."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from ..lookup import translation_of
from ..strings.lookup import translatable_strings


class TranslatedPageView(WagtailAdminTemplateMixin, TemplateView):
    """Base view for users who may edit the translated page with the ID in the URL."""

    header_icon = "globe"

    def setup(self, request, *args, page_id, **kwargs):
        super().setup(request, *args, **kwargs)
        self.page = get_object_or_404(Page, pk=page_id).specific

    def dispatch(self, request, *args, **kwargs):
        if not self.page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        self.translation = translation_of(self.page)
        if self.translation is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def strings(self):
        return translatable_strings(self.translation)

    @property
    def edits_english(self):
        return self.page.source.permissions_for_user(self.request.user).can_edit()

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": "", "label": self.page_title, "sublabel": self.page.get_admin_display_title()},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            page=self.page,
            translation=self.translation,
            language=self.translation.target_locale.language_code,
            **kwargs,
        )
