"""Admin views for blocked words and sites."""

from wagtail.snippets.views.snippets import SnippetViewSet

from ..models.spam import BlockedTerm


class BlockedTermViewSet(SnippetViewSet):
    model = BlockedTerm  # type: ignore[assignment]  # Wagtail's default is None
    icon = "warning"
    menu_label = "Blocked words"
    menu_order = 210
    add_to_admin_menu = True
    list_display = ["term", "kind", "note"]
    list_filter = ["kind"]
    search_fields = ["term", "note"]
