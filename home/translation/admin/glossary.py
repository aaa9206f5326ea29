"""Admin views for the glossary."""

from collections.abc import Callable

from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from home.languages import translated_language_choices

from ..models import GlossaryTerm


def translation_in(language: str) -> Callable[[GlossaryTerm], str]:
    """Return a column accessor for a term's translation into `language`."""

    def read(term: GlossaryTerm) -> str:
        return ", ".join(
            translation.text
            for translation in term.translations.all()
            if translation.language == language
        )

    return read


class GlossaryViewSet(SnippetViewSet):
    model = GlossaryTerm  # type: ignore[assignment]  # Wagtail gives the attribute no other type than None
    icon = "list-ul"
    menu_label = "Glossary"
    menu_order = 330
    add_to_admin_menu = True
    list_display = [
        "term",
        *(
            Column(code, label=name, accessor=translation_in(code))
            for code, name in translated_language_choices()
        ),
        "note",
    ]
    search_fields = ["term", "note"]

    def get_queryset(self, request):
        return self.model.objects.prefetch_related("translations")
