"""Offices, and what can be asked of them, in the admin."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .choosers import OfficeChooserViewSet
from .models import Ask, Office


class OfficeViewSet(SnippetViewSet):
    model = Office
    icon = "mobile-alt"
    menu_label = "Offices to call"
    menu_order = 300
    add_to_admin_menu = True
    list_display = ["name", "role"]
    chooser_viewset_class = OfficeChooserViewSet
    search_fields = ["name"]


class AskViewSet(SnippetViewSet):
    model = Ask
    icon = "pick"
    menu_label = "Things to ask for"
    menu_order = 305
    add_to_admin_menu = True
    list_display = ["name", "sentence", "plea"]


register_snippet(OfficeViewSet)
register_snippet(AskViewSet)
