"""Admin view in which a fluent reader reviews a published translation."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from home.people.models import User

from .. import confirmation, review
from ..lookup import is_translated, translation_of
from ..strings.changes import changes_since_review
from ..strings.links import load_links
from ..strings.lookup import translatable_strings


def can_review(page: Page, user: User) -> bool:
    """Return True if `page` is a live translation that `user` may publish."""
    return is_translated(page) and page.live and page.permissions_for_user(user).can_publish()


class ReviewView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "translation/admin/review.html"
    page_title = "Review"
    header_icon = "check"

    def setup(self, request, page_id):
        super().setup(request)
        self.page = get_object_or_404(Page, pk=page_id).specific

    def dispatch(self, request, *args, **kwargs):
        if not can_review(self.page, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": "", "label": self.page_title, "sublabel": self.page.get_admin_display_title()},
        ]

    def get_context_data(self, **kwargs):
        translation = translation_of(self.page)  # none if it is written by hand
        changes = changes_since_review(translatable_strings(translation)) if translation else None
        load_links([change.string for change in changes or []])
        return super().get_context_data(
            page=self.page,
            changes=changes,
            doubtful=confirmation.texts_in_doubt(self.page),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if request.POST.get("revision") != str(self.page.live_revision_id):
            messages.error(request, "The page has changed since you opened this. Read it again.")
            return redirect("review_translation", self.page.pk)
        lock = self.page.get_lock()
        if "confirmed" in request.POST and lock and lock.for_user(request.user):
            messages.error(request, "This page is locked. Nothing was saved.")
            return self.render_to_response(self.get_context_data(), status=409)
        confirmation.confirm(self.page, request.POST.getlist("confirmed"), request.user)
        try:
            own = review.mark_reviewed(self.page, by=request.user)
        except review.NotConfirmed as error:
            messages.error(request, f"Not marked as reviewed. {error}")
            return self.render_to_response(self.get_context_data(), status=422)
        except review.NotReviewable as error:
            messages.error(request, str(error))
            return redirect("wagtailadmin_pages:edit", self.page.pk)
        title = self.page.get_admin_display_title()
        if own:
            messages.warning(
                request,
                f"Marked what others wrote as reviewed: “{title}”. You wrote some of it yourself:"
                f" {own} to be reviewed by somebody else.",
            )
        else:
            messages.success(request, f"Marked as reviewed: “{title}”.")
        return redirect("wagtailadmin_explore", self.page.get_parent().pk)
