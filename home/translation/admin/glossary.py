"""Admin views of the glossary."""

from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from home.languages import translated_language_choices

from ..models import GlossaryTerm


def translation_in(language):
    """Return a column accessor for the translations of a term into `language`."""

    def read(term):
        return ", ".join(
            translation.text
            for translation in term.translations.all()
            if translation.language == language
        )

    return read


class GlossaryViewSet(SnippetViewSet):
    """Glossary terms, which editors change and translators read in the list."""

    model = GlossaryTerm
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
