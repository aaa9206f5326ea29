"""Admin view of the strings that are new since the last review."""

from ..strings.changes import changes_since_review
from ..strings.links import load_links
from .pages import TranslatedPageView
from .review import can_review


class ChangesView(TranslatedPageView):
    template_name = "translation/admin/changes.html"
    page_title = "New since the last review"

    def get_context_data(self, **kwargs):
        changes = changes_since_review(self.strings)
        load_links([change.string for change in changes])
        return super().get_context_data(
            changes=changes,
            can_review=can_review(self.page, self.request.user),
            **kwargs,
        )
