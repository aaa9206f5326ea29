"""Glossary in the admin."""

from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from home.languages import translated_language_choices

from ..models import GlossaryTerm


def translation_in(language):
    """Return a column's accessor: the translation of a term into the language with this code."""

    def read(term):
        return ", ".join(one.text for one in term.translations.all() if one.language == language)

    return read


class GlossaryViewSet(SnippetViewSet):
    """Glossary terms: editors change them, translators read them in the list."""

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
