"""Panels of the page editor."""

from typing import Any

from django.utils.functional import cached_property
from wagtail.admin.panels import MultiFieldPanel, Panel

from home.translation import confirmation
from home.translation.lookup import translation_of


class SourceOnlyPanel(MultiFieldPanel):
    """Panel for fields that only English pages have, hidden when a translation is edited."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return self.instance.is_source and super().is_shown()


class ConflictPanel(Panel):
    """Panel that shows the `Conflict` between the form and a newer version of the page."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "publishing/admin/conflict_panel.html"

        def is_shown(self) -> bool:
            return bool(self.form and self.form.conflict)

        def get_context_data(self, parent_context: Any = None) -> Any:
            context = super().get_context_data(parent_context)
            return context | {"conflict": self.form.conflict, "page_id": self.instance.pk}


class ConfirmationPanel(Panel):
    """Panel with a box for each text in doubt, shown in a translation that is written by hand."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "translation/admin/confirmation_panel.html"

        def is_shown(self) -> bool:
            page = self.instance
            is_by_hand = page.pk and not page.is_source and translation_of(page) is None
            return is_by_hand and bool(self.texts)

        @cached_property
        def texts(self) -> list[confirmation.TextInDoubt]:
            return confirmation.texts_in_doubt(self.instance)

        def get_context_data(self, parent_context: Any = None) -> Any:
            context = super().get_context_data(parent_context)
            context["waiting"] = [text for text in self.texts if not text.is_public]
            context["hints"] = [text for text in self.texts if text.is_public]
            context["language"] = self.instance.language
            return context
